#version 450
// The channels whose sums are the largest, or the least, of a second array: a group of 256 for each sum (turn 0); the rank of each channel, of
// equals the first before (1); those of the first ranks (2), and the way back (3).
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"

layout(local_size_x = 256) in;
layout(constant_id = 0) const uint turn = 0;

layout(push_constant, std430) uniform Call {
    Numbers x;
    Numbers by;
    Numbers y;
    Numbers seed;
    Numbers target;
    Floats sums;
    /// By channel its rank, and behind that by rank its channel.
    Words ranks;
    uint accumulates;
    uint channels;
    /// Of x, and of what ranks it.
    uint area;
    uint by_area;
    uint count;
    uint is_least;
};

shared float shares[256];

void main() {
    if (turn == 0) {
        uint channel = group(), lane = gl_LocalInvocationID.x;
        float sum = 0.0;
        if (channel < channels)
            for (uint p = lane; p < by_area; p += 256) sum += float(by.at[channel * by_area + p]);
        shares[lane] = sum;
        barrier();
        for (uint width = 128; width > 0; width /= 2) {
            if (lane < width) shares[lane] += shares[lane + width];
            barrier();
        }
        if (channel < channels && lane == 0) sums.at[channel] = is_least != 0 ? -shares[0] : shares[0];
        return;
    }
    uint i = place();
    if (turn == 1) {
        if (i >= channels) return;
        float own = sums.at[i];
        uint before = 0;
        for (uint c = 0; c < channels; ++c) {
            float other = sums.at[c];
            if (other > own || (other == own && c < i)) ++before;
        }
        ranks.at[i] = before;
        ranks.at[channels + before] = i;
        return;
    }
    if (turn == 2) {
        if (i >= count * area) return;
        y.at[i] = Number(float(x.at[ranks.at[channels + i / area] * area + i % area]));
        return;
    }
    if (i >= channels * area) return;
    uint rank = ranks.at[i / area];
    float share = rank < count ? float(seed.at[rank * area + i % area]) : 0.0;
    target.at[i] = Number(accumulates != 0 ? float(target.at[i]) + share : share);
}
