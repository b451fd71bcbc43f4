#version 450
// Sums of numbers or of their squares over channels, positions or all, a group of 256 for each, in an order that does not change; and the
// way back, number by number.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"

layout(local_size_x = 256) in;
layout(constant_id = 0) const uint is_back = 0;
/// 0 numbers, 1 squares, 2 the root of the sum of squares.
layout(constant_id = 1) const uint kind = 0;

layout(push_constant, std430) uniform Call {
    Numbers x;
    Numbers y;
    Numbers seed;
    Numbers target;
    uint accumulates;
    /// How many results there are, and of how many numbers each.
    uint results;
    uint numbers;
    /// From one number of a result to the next, and from the first of one result to that of the next.
    uint step;
    uint result_step;
    float factor;
    /// How many numbers there are: the last result may have fewer.
    uint count;
};

shared float shares[256];

void main() {
    if (is_back != 0) {
        uint i = place();
        if (i >= results * numbers) return;
        uint result = step == 1 ? i / numbers : i % results;
        float share = float(seed.at[result]) * factor;
        if (kind == 1) share *= 2.0 * float(x.at[i]);
        if (kind == 2) share *= float(x.at[i]) / float(y.at[result]);
        target.at[i] = Number(accumulates != 0 ? float(target.at[i]) + share : share);
        return;
    }
    uint result = group();
    float sum = 0.0;
    if (result < results)
        for (uint i = gl_LocalInvocationID.x; i < numbers; i += 256) {
            uint at = result * result_step + i * step;
            if (at >= count) break;
            float number = float(x.at[at]);
            sum += kind == 0 ? number : number * number;
        }
    shares[gl_LocalInvocationID.x] = sum;
    barrier();
    for (uint width = 128; width > 0; width /= 2) {
        if (gl_LocalInvocationID.x < width) shares[gl_LocalInvocationID.x] += shares[gl_LocalInvocationID.x + width];
        barrier();
    }
    if (result < results && gl_LocalInvocationID.x == 0)
        y.at[result] = Number(kind == 2 ? sqrt(shares[0] + 1e-12) : shares[0] * factor);
}
