#version 450
// Numbers on their way between the host, which has them in 32 bits, and the device, which keeps them in 16: times a factor, since the
// gradients that are small there would be none here.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"

layout(local_size_x = 256) in;
layout(constant_id = 0) const uint is_back = 0;

layout(push_constant, std430) uniform Call {
    /// Of the host.
    Floats there;
    /// Of the device.
    Numbers here;
    Floats factor;
    uint accumulates;
    uint count;
};

void main() {
    uint i = place();
    if (i >= count) return;
    if (is_back == 0) here.at[i] = Number(there.at[i] * factor.at[0]);
    else there.at[i] = float(here.at[i]) * factor.at[0];
}
