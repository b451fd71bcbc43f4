#version 450
// y = e^x / Σ e^x over the channels, at every position, or its logarithm; and the way back.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "elementary.glsl"

layout(local_size_x = 64) in;
layout(constant_id = 0) const uint is_back = 0;
layout(constant_id = 1) const uint is_logarithm = 0;

layout(push_constant, std430) uniform Call {
    Numbers x;
    Numbers y;
    Numbers seed;
    Numbers target;
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
        float most = float(x.at[at]);
        for (uint i = at; i < end; i += area) most = max(most, float(x.at[i]));
        for (uint i = at; i < end; i += area) sum += exact_exp(float(x.at[i]) - most);
        float shift = is_logarithm != 0 ? exact_log(sum) : 0.0;
        for (uint i = at; i < end; i += area)
            y.at[i] = Number(is_logarithm != 0 ? float(x.at[i]) - most - shift : exact_exp(float(x.at[i]) - most) / sum);
    } else {
        for (uint i = at; i < end; i += area) sum += is_logarithm != 0 ? float(seed.at[i]) : float(seed.at[i]) * float(y.at[i]);
        for (uint i = at; i < end; i += area) {
            float share = is_logarithm != 0 ? float(seed.at[i]) - exact_exp(float(y.at[i])) * sum : float(y.at[i]) * (float(seed.at[i]) - sum);
            target.at[i] = Number(accumulates != 0 ? float(target.at[i]) + share : share);
        }
    }
}
