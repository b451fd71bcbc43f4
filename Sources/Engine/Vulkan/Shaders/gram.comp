#version 450
// Gram's matrix X·Xᵀ / n, a group of 256 for each of its numbers, in an order that does not change; and the way back, (g + gᵀ)·X / n.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"

layout(local_size_x = 256) in;
layout(constant_id = 0) const uint is_back = 0;

layout(push_constant, std430) uniform Call {
    Numbers x;
    Numbers y;
    Numbers seed;
    Numbers target;
    uint accumulates;
    uint channels;
    uint area;
};

shared float shares[256];

void main() {
    if (is_back != 0) {
        uint i = place();
        if (i >= channels * area) return;
        uint c = i / area, p = i % area;
        float sum = 0.0;
        for (uint k = 0; k < channels; ++k)
            sum += (float(seed.at[c * channels + k]) + float(seed.at[k * channels + c])) * float(x.at[k * area + p]);
        float share = sum / float(area);
        target.at[i] = Number(accumulates != 0 ? float(target.at[i]) + share : share);
        return;
    }
    uint element = group(), lane = gl_LocalInvocationID.x;
    bool is_there = element < channels * channels;
    uint a = element / channels * area, b = element % channels * area;
    float sum = 0.0;
    if (is_there)
        for (uint p = lane; p < area; p += 256) sum += float(x.at[a + p]) * float(x.at[b + p]);
    shares[lane] = sum;
    barrier();
    for (uint width = 128; width > 0; width /= 2) {
        if (lane < width) shares[lane] += shares[lane + width];
        barrier();
    }
    if (is_there && lane == 0) y.at[element] = Number(shares[0] / float(area));
}
