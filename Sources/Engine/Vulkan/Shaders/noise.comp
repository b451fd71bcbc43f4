#version 450
// Normally distributed numbers over what a network sees, those that `Philox.normal` gives: each is a function of its place, in the order of
// the levels (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", 2011; Box and Muller).
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "elementary.glsl"

layout(local_size_x = 256) in;

layout(push_constant, std430) uniform Call {
    Numbers seen;
    /// The deviation, as a float; the block's number, the stream and the key, in halves; and how many of the block's words are gone.
    Words told;
    uint accumulates;
    /// Of a plane.
    uint area;
    /// By plane of the input: that of the levels, and what those are multiplied by.
    uint source[3];
    float factor[3];
};

/// Ten rounds of the paper's bijection.
uvec4 block(uint number) {
    uint low = told.at[1] + number;
    uvec4 x = uvec4(low, told.at[2] + (low < number ? 1 : 0), told.at[3], told.at[4]);
    uvec2 key = uvec2(told.at[5], told.at[6]);
    for (uint round = 0; round < 10; ++round) {
        uint a_high, a_low, b_high, b_low;
        umulExtended(x.x, 0xD2511F53u, a_high, a_low);
        umulExtended(x.z, 0xCD9E8D57u, b_high, b_low);
        x = uvec4(b_high ^ x.y ^ key.x, b_low, a_high ^ x.w ^ key.y, a_low);
        key += uvec2(0x9E3779B9u, 0xBB67AE85u);
    }
    return x;
}

/// A word of [0, 1).
float uniform_number(uint word) { return float(block(word / 4)[word % 4] >> 8) * 5.9604644775390625e-8; }

void main() {
    uint i = place();
    float deviation = uintBitsToFloat(told.at[0]);
    if (i >= 3 * area || deviation == 0.0) return;
    uint c = i / area, word = told.at[7] + 2 * (source[c] * area + i % area);
    float radius = sqrt(-2.0 * exact_log(1.0 - uniform_number(word)));
    float normal = radius * exact_cosine(uniform_number(word + 1));
    seen.at[i] = Number(float(seen.at[i]) + deviation * normal * factor[c]);
}
