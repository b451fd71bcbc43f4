#version 450
// For every position of x the largest scalar product with a position of y: a group of 256 for each, the first of equals; and the way back to
// x and to y, number by number.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"

layout(local_size_x = 256) in;
/// 0 forward, 1 back to x, 2 back to y.
layout(constant_id = 0) const uint way = 0;

layout(push_constant, std430) uniform Call {
    Numbers x;
    Numbers y;
    Numbers best;
    Numbers seed;
    Numbers target;
    /// Which position of y it is.
    Words found;
    uint accumulates;
    uint channels;
    /// Positions of x, and of y.
    uint area;
    uint others;
};

shared float values[256];
shared uint places[256];

void main() {
    if (way != 0) {
        uint i = place(), own = way == 1 ? area : others;
        if (i >= channels * own) return;
        uint c = i / own, at = i % own;
        float share = 0.0;
        if (way == 1) {
            share = float(seed.at[at]) * float(y.at[c * others + found.at[at]]);
        } else {
            for (uint p = 0; p < area; ++p)
                if (found.at[p] == at) share += float(seed.at[p]) * float(x.at[c * area + p]);
        }
        target.at[i] = Number(accumulates != 0 ? float(target.at[i]) + share : share);
        return;
    }
    uint p = group(), lane = gl_LocalInvocationID.x;
    float most = -1.0 / 0.0;
    uint where = others;
    if (p < area)
        for (uint q = lane; q < others; q += 256) {
            float product = 0.0;
            for (uint c = 0; c < channels; ++c) product += float(x.at[c * area + p]) * float(y.at[c * others + q]);
            if (product > most) {
                most = product;
                where = q;
            }
        }
    values[lane] = most;
    places[lane] = where;
    barrier();
    for (uint width = 128; width > 0; width /= 2) {
        if (lane < width) {
            float other = values[lane + width];
            if (other > values[lane] || (other == values[lane] && places[lane + width] < places[lane])) {
                values[lane] = other;
                places[lane] = places[lane + width];
            }
        }
        barrier();
    }
    if (p < area && lane == 0) {
        best.at[p] = Number(values[0]);
        // Where nothing is a number, the first.
        found.at[p] = places[0] < others ? places[0] : 0;
    }
}
