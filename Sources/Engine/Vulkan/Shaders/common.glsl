// What all shaders have in common. Memory is known by addresses; a call's numbers are push constants: the addresses first, then
// `accumulates`, then what the shader wants to know.
#extension GL_EXT_buffer_reference : require
#extension GL_GOOGLE_include_directive : require

// Activations, their gradients and large tables are `Numbers`: they are kept in 16 bits where HALF is defined, and computed with in 32.
#ifdef HALF
#extension GL_EXT_shader_16bit_storage : require
#define Number float16_t
layout(buffer_reference, std430, buffer_reference_align = 2) buffer Numbers { float16_t at[]; };
#else
#define Number float
layout(buffer_reference, std430, buffer_reference_align = 4) buffer Numbers { float at[]; };
#endif
layout(buffer_reference, std430, buffer_reference_align = 4) buffer Floats { float at[]; };
layout(buffer_reference, std430, buffer_reference_align = 4) buffer Words { uint at[]; };

/// The number of this invocation, of those that are laid out in lines of many groups.
uint place() { return gl_GlobalInvocationID.y * (gl_NumWorkGroups.x * gl_WorkGroupSize.x) + gl_GlobalInvocationID.x; }

/// The number of this group, of those that are laid out in lines.
uint group() { return gl_WorkGroupID.y * gl_NumWorkGroups.x + gl_WorkGroupID.x; }

/// A place along a line whose ends meet.
uint around(int place, uint size) {
    int rest = place % int(size);
    return uint(rest < 0 ? rest + int(size) : rest);
}
