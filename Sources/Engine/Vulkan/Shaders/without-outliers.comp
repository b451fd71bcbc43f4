#version 450
// Without the positions that are far longer than the median one. Of each position the square of its length (turn 0); the median, which is the
// position that half of the others are shorter than (1); what stays (2), and the way back (3).
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"

layout(local_size_x = 256) in;
layout(constant_id = 0) const uint turn = 0;

layout(push_constant, std430) uniform Call {
    Numbers x;
    Numbers y;
    Numbers seed;
    Numbers target;
    /// The squares of all positions, and behind them the median's.
    Floats squares;
    uint accumulates;
    uint channels;
    uint area;
    /// The square of the limit.
    float limit;
};

void main() {
    uint i = place();
    if (turn == 0) {
        if (i >= area) return;
        float sum = 0.0;
        for (uint c = 0; c < channels; ++c) {
            float number = float(x.at[c * area + i]);
            sum += number * number;
        }
        squares.at[i] = sum;
        return;
    }
    if (turn == 1) {
        if (i >= area) return;
        float own = squares.at[i];
        uint before = 0;
        for (uint p = 0; p < area; ++p) {
            float other = squares.at[p];
            if (other < own || (other == own && p < i)) ++before;
        }
        if (before == area / 2) squares.at[area] = own;
        return;
    }
    if (i >= channels * area) return;
    bool stays = squares.at[i % area] <= limit * squares.at[area];
    if (turn == 2) {
        y.at[i] = Number(stays ? float(x.at[i]) : 0.0);
    } else {
        float share = stays ? float(seed.at[i]) : 0.0;
        target.at[i] = Number(accumulates != 0 ? float(target.at[i]) + share : share);
    }
}
