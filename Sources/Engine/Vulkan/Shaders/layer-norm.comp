#version 450
// y[c] = scale[c]·(x[c] − μ)/σ + shift[c], μ and σ over the channels of a position; with h = g·scale and u = (x − μ)/σ,
// ∂/∂x = (h − mean h − u·mean(h·u)) / σ.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"

layout(local_size_x = 64) in;
layout(constant_id = 0) const uint is_back = 0;

layout(push_constant, std430) uniform Call {
    Numbers x;
    Numbers y;
    Numbers seed;
    Numbers target;
    /// Scales, and then shifts.
    Floats table;
    uint accumulates;
    uint channels;
    uint area;
    float epsilon;
};

void main() {
    uint at = place();
    if (at >= area) return;
    float mean = 0.0;
    for (uint c = 0; c < channels; ++c) mean += float(x.at[c * area + at]);
    mean /= float(channels);
    float variance = 0.0;
    for (uint c = 0; c < channels; ++c) {
        float apart = float(x.at[c * area + at]) - mean;
        variance += apart * apart;
    }
    float deviation = sqrt(variance / float(channels) + epsilon);
    if (is_back == 0) {
        for (uint c = 0; c < channels; ++c)
            y.at[c * area + at] = Number(table.at[c] * ((float(x.at[c * area + at]) - mean) / deviation) + table.at[channels + c]);
        return;
    }
    float first = 0.0, second = 0.0;
    for (uint c = 0; c < channels; ++c) {
        float scaled = float(seed.at[c * area + at]) * table.at[c];
        first += scaled;
        second += scaled * ((float(x.at[c * area + at]) - mean) / deviation);
    }
    first /= float(channels);
    second /= float(channels);
    for (uint c = 0; c < channels; ++c) {
        uint i = c * area + at;
        float unit = (float(x.at[i]) - mean) / deviation;
        float share = (float(seed.at[i]) * table.at[c] - first - unit * second) / deviation;
        target.at[i] = Number(accumulates != 0 ? float(target.at[i]) + share : share);
    }
}
