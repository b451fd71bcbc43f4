#version 450
// y = x·s^−β, s = bias + α/n·Σ x² over the channels beside; and ∂/∂x[q] = g[q]·s[q]^−β − 2αβ/n·x[q]·Σ g[p]·x[p]·s[p]^(−β−1).
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "elementary.glsl"

layout(local_size_x = 256) in;
layout(constant_id = 0) const uint is_back = 0;

layout(push_constant, std430) uniform Call {
    Floats x;
    Floats y;
    /// s
    Floats scales;
    Floats seed;
    Floats target;
    uint accumulates;
    uint channels;
    uint area;
    uint reach;
    /// α/n
    float factor;
    float beta;
    float bias;
};

void main() {
    uint i = place();
    if (i >= channels * area) return;
    uint channel = i / area, at = i % area;
    uint first = channel > reach ? channel - reach : 0, last = min(channel + reach, channels - 1);
    float sum = 0.0;
    if (is_back == 0) {
        for (uint c = first; c <= last; ++c) sum += x.at[c * area + at] * x.at[c * area + at];
        float scale = bias + factor * sum;
        scales.at[i] = scale;
        y.at[i] = x.at[i] * exact_power(scale, -beta);
    } else {
        for (uint c = first; c <= last; ++c) {
            uint p = c * area + at;
            sum += seed.at[p] * x.at[p] * exact_power(scales.at[p], -beta - 1.0);
        }
        float share = seed.at[i] * exact_power(scales.at[i], -beta) - 2.0 * factor * beta * x.at[i] * sum;
        target.at[i] = accumulates != 0 ? target.at[i] + share : share;
    }
}
