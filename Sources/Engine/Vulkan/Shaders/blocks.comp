#version 450
// Channels and positions changed for each other: channel c at (y·h + i, x·w + j) of the wide is channel (c·h + i)·w + j at (y, x) of the deep.
// And dimensions in another order.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"

layout(local_size_x = 256) in;
/// 0 wide to deep, 1 deep to wide, 2 dimensions in another order.
layout(constant_id = 0) const uint way = 0;

layout(push_constant, std430) uniform Call {
    Numbers from;
    Numbers to;
    uint accumulates;
    uint count;
    uint from_height;
    uint from_width;
    uint to_height;
    uint to_width;
    uint block_height;
    uint block_width;
    /// How far the source's numbers lie apart, along the dimensions of the result.
    uint channel_step;
    uint row_step;
    uint column_step;
};

void main() {
    uint i = place();
    if (i >= count) return;
    uint channel = i / (to_height * to_width), row = i / to_width % to_height, column = i % to_width;
    float value = 0.0;
    if (way == 0) {
        uint c = channel / (block_height * block_width);
        uint y = row * block_height + channel / block_width % block_height, x = column * block_width + channel % block_width;
        if (y < from_height && x < from_width) value = float(from.at[(c * from_height + y) * from_width + x]);
    } else if (way == 1) {
        uint c = (channel * block_height + row % block_height) * block_width + column % block_width;
        value = float(from.at[(c * from_height + row / block_height) * from_width + column / block_width]);
    } else {
        value = float(from.at[channel * channel_step + row * row_step + column * column_step]);
    }
    to.at[i] = Number(accumulates != 0 ? float(to.at[i]) + value : value);
}
