#version 450
// The way back of a clip whose gradient, where it would be zero everywhere, goes on to what it brings nearer to where it answers.
// Three calls: the flag is cleared, raised wherever the plain gradient is not zero, and read.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"

layout(local_size_x = 256) in;
layout(constant_id = 0) const uint turn = 0;

layout(push_constant, std430) uniform Call {
    Numbers x;
    Numbers seed;
    Numbers target;
    Words flag;
    uint accumulates;
    uint count;
    float lower;
    float upper;
    uint passes_at_bounds;
};

void main() {
    uint i = place();
    if (turn == 0) {
        if (i == 0) flag.at[0] = 0;
        return;
    }
    if (i >= count) return;
    float at = float(x.at[i]), g = float(seed.at[i]);
    bool is_inside = passes_at_bounds != 0 ? at >= lower && at <= upper : at > lower && at < upper;
    float plain = is_inside ? g : 0.0;
    if (turn == 1) {
        if (plain != 0.0) atomicOr(flag.at[0], 1u);
        return;
    }
    float share = plain;
    if (flag.at[0] == 0) {
        share = g;
        if (at <= lower) share = max(share, 0.0);
        if (at >= upper) share = min(share, 0.0);
    }
    target.at[i] = Number(accumulates != 0 ? float(target.at[i]) + share : share);
}
