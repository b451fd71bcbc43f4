#version 450
// y = e^x / Σ e^x over the channels, at every position, or its logarithm; and the way back.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "elementary.glsl"

layout(local_size_x = 64) in;
layout(constant_id = 0) const uint is_back = 0;
layout(constant_id = 1) const uint is_logarithm = 0;

layout(push_constant, std430) uniform Call {
    Floats x;
    Floats y;
    Floats seed;
    Floats target;
    uint accumulates;
    uint channels;
    uint area;
};

void main() {
    uint at = place();
    if (at >= area) return;
    uint end = channels * area;
    float sum = 0.0;
    if (is_back == 0) {
        float most = x.at[at];
        for (uint i = at; i < end; i += area) most = max(most, x.at[i]);
        for (uint i = at; i < end; i += area) sum += exact_exp(x.at[i] - most);
        float shift = is_logarithm != 0 ? exact_log(sum) : 0.0;
        for (uint i = at; i < end; i += area)
            y.at[i] = is_logarithm != 0 ? x.at[i] - most - shift : exact_exp(x.at[i] - most) / sum;
    } else {
        for (uint i = at; i < end; i += area) sum += is_logarithm != 0 ? seed.at[i] : seed.at[i] * y.at[i];
        for (uint i = at; i < end; i += area) {
            float share = is_logarithm != 0 ? seed.at[i] - exact_exp(y.at[i]) * sum : y.at[i] * (seed.at[i] - sum);
            target.at[i] = accumulates != 0 ? target.at[i] + share : share;
        }
    }
}
