#version 450
// Two operands, element by element, a dimension of 1 going with every element of the other's; and the way back to either, which sums over
// such dimensions: a group of 256 for each sum, in an order that does not change.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"

layout(local_size_x = 256) in;
/// Add, subtract, multiply, divide, maximum, minimum.
layout(constant_id = 0) const uint kind = 0;
/// 0 forward, 1 back to a, 2 back to b.
layout(constant_id = 1) const uint way = 0;
/// Whether the way back sums.
layout(constant_id = 2) const uint sums = 0;

layout(push_constant, std430) uniform Call {
    Numbers a;
    Numbers b;
    Numbers y;
    Numbers seed;
    Numbers target;
    uint accumulates;
    /// Of the output.
    uint channels;
    uint height;
    uint width;
    /// How far elements lie apart along channels, rows and columns, 0 along a dimension of 1.
    uint a_channel;
    uint a_row;
    uint a_column;
    uint b_channel;
    uint b_row;
    uint b_column;
};

float value(float p, float q) {
    switch (kind) {
    case 0: return p + q;
    case 1: return p - q;
    case 2: return p * q;
    case 3: return p / q;
    case 4: return max(p, q);
    default: return min(p, q);
    }
}

/// What of the gradient at an output goes to the operand.
float share(uint c, uint h, uint w) {
    uint at = (c * height + h) * width + w;
    float g = float(seed.at[at]);
    if (kind == 0) return g;
    if (kind == 1) return way == 1 ? g : -g;
    uint i = c * a_channel + h * a_row + w * a_column, j = c * b_channel + h * b_row + w * b_column;
    if (kind == 2) return way == 1 ? g * float(b.at[j]) : g * float(a.at[i]);
    if (kind == 3) return way == 1 ? g / float(b.at[j]) : -g * float(y.at[at]) / float(b.at[j]);
    // Of equals the first takes all.
    bool is_first = kind == 4 ? float(a.at[i]) >= float(b.at[j]) : float(a.at[i]) <= float(b.at[j]);
    return is_first == (way == 1) ? g : 0.0;
}

shared float shares[256];

void main() {
    if (sums == 0) {
        uint i = place();
        if (i >= channels * height * width) return;
        uint c = i / (height * width), h = i / width % height, w = i % width;
        if (way == 0) {
            y.at[i] = Number(value(
                float(a.at[c * a_channel + h * a_row + w * a_column]), float(b.at[c * b_channel + h * b_row + w * b_column])));
        } else {
            float part = share(c, h, w);
            target.at[i] = Number(accumulates != 0 ? float(target.at[i]) + part : part);
        }
        return;
    }
    // The operand's own sides, and over how many of the output's each of its numbers goes.
    uint own_channels = (way == 1 ? a_channel : b_channel) == 0 ? 1 : channels;
    uint own_height = (way == 1 ? a_row : b_row) == 0 ? 1 : height;
    uint own_width = (way == 1 ? a_column : b_column) == 0 ? 1 : width;
    uint over_channels = channels / own_channels, over_height = height / own_height, over_width = width / own_width;
    uint element = group();
    bool is_there = element < own_channels * own_height * own_width;
    uint c = element / (own_height * own_width), h = element / own_width % own_height, w = element % own_width;
    float sum = 0.0;
    if (is_there)
        for (uint i = gl_LocalInvocationID.x; i < over_channels * over_height * over_width; i += 256)
            sum += share(
                own_channels == 1 ? i / (over_height * over_width) : c,
                own_height == 1 ? i / over_width % over_height : h, own_width == 1 ? i % over_width : w);
    shares[gl_LocalInvocationID.x] = sum;
    barrier();
    for (uint step = 128; step > 0; step /= 2) {
        if (gl_LocalInvocationID.x < step) shares[gl_LocalInvocationID.x] += shares[gl_LocalInvocationID.x + step];
        barrier();
    }
    if (is_there && gl_LocalInvocationID.x == 0)
        target.at[element] = Number(accumulates != 0 ? float(target.at[element]) + shares[0] : shares[0]);
}
