#version 450
// y = x·s^−β, s = bias + α/n·Σ x² over the channels beside; and ∂/∂x[q] = g[q]·s[q]^−β − 2αβ/n·x[q]·Σ g[p]·x[p]·s[p]^(−β−1).
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "elementary.glsl"

layout(local_size_x = 256) in;
layout(constant_id = 0) const uint is_back = 0;

layout(push_constant, std430) uniform Call {
    Numbers x;
    Numbers y;
    /// s
    Floats scales;
    Numbers seed;
    Numbers target;
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
        for (uint c = first; c <= last; ++c) sum += float(x.at[c * area + at]) * float(x.at[c * area + at]);
        float scale = bias + factor * sum;
        scales.at[i] = scale;
        y.at[i] = Number(float(x.at[i]) * exact_power(scale, -beta));
    } else {
        for (uint c = first; c <= last; ++c) {
            uint p = c * area + at;
            sum += float(seed.at[p]) * float(x.at[p]) * exact_power(scales.at[p], -beta - 1.0);
        }
        float share = float(seed.at[i]) * exact_power(scales.at[i], -beta) - 2.0 * factor * beta * float(x.at[i]) * sum;
        target.at[i] = Number(accumulates != 0 ? float(target.at[i]) + share : share);
    }
}
