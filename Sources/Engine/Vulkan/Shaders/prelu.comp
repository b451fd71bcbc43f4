#version 450
// y = x where positive, slope[c]·x elsewhere; and the way back.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"

layout(local_size_x = 256) in;
layout(constant_id = 0) const uint is_back = 0;

layout(push_constant, std430) uniform Call {
    Floats x;
    /// y, or the gradient of x.
    Floats made;
    Floats seed;
    Floats slopes;
    uint accumulates;
    uint count;
    uint area;
};

void main() {
    uint i = place();
    if (i >= count) return;
    float from = is_back == 0 ? x.at[i] : seed.at[i];
    float value = x.at[i] > 0.0 ? from : from * slopes.at[i / area];
    made.at[i] = is_back != 0 && accumulates != 0 ? made.at[i] + value : value;
}
