#version 450
// y = x where positive, slope[c]·x elsewhere; and the way back.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"

layout(local_size_x = 256) in;
layout(constant_id = 0) const uint is_back = 0;

layout(push_constant, std430) uniform Call {
    Numbers x;
    /// y, or the gradient of x.
    Numbers made;
    Numbers seed;
    Floats slopes;
    uint accumulates;
    uint count;
    uint area;
};

void main() {
    uint i = place();
    if (i >= count) return;
    float from = is_back == 0 ? float(x.at[i]) : float(seed.at[i]);
    float value = float(x.at[i]) > 0.0 ? from : from * slopes.at[i / area];
    made.at[i] = Number(is_back != 0 && accumulates != 0 ? float(made.at[i]) + value : value);
}
