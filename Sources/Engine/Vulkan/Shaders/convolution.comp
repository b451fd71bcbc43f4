#version 450
// A convolution, or its way back, as a product of matrices that are never laid out:
//
//     to[m, n] = bias[m] + Σ over k of weights[k, m]·from[k, n]
//
// m is a channel of the result within its group, n one of its places, k a channel of the source within the group and a tap. Forward, the
// tap t of place p reads p·stride + t·dilation − before; on the way back place q is read by the outputs p for which that is q.
// Groups of 16 × 16 compute squares of 64 × 64, 16 of k at a time, each invocation 4 × 4 of them.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"

layout(local_size_x = 256) in;
layout(constant_id = 0) const uint is_back = 0;
layout(constant_id = 1) const uint kernel_height = 1;
layout(constant_id = 2) const uint kernel_width = 1;
layout(constant_id = 3) const int stride_height = 1;
layout(constant_id = 4) const int stride_width = 1;
layout(constant_id = 5) const int dilation_height = 1;
layout(constant_id = 6) const int dilation_width = 1;

layout(push_constant, std430) uniform Call {
    /// [group][k][m]
    Numbers weights;
    Numbers from;
    Numbers to;
    /// Read forward alone.
    Floats bias;
    uint accumulates;
    /// Of a group: the channels of the result and of the source.
    uint made;
    uint read;
    uint from_height;
    uint from_width;
    uint to_height;
    uint to_width;
    int top;
    int left;
};

const uint side = 64;
const uint depth = 16;

shared vec4 weights_tile[depth * side / 4];
shared vec4 from_tile[depth * side / 4];

/// Where along an axis the source is read; −1 for nowhere.
int source(int place, int tap, int stride, int dilation, int before, int length) {
    int at;
    if (is_back == 0) {
        at = place * stride + tap * dilation - before;
    } else {
        int reached = place + before - tap * dilation;
        if (stride != 1 && reached % stride != 0) return -1;
        at = reached / stride;
        if (reached < 0) return -1;
    }
    return at >= 0 && at < length ? at : -1;
}

void main() {
    const uint taps = kernel_height * kernel_width;
    uint group_of_channels = gl_WorkGroupID.z;
    uint places = to_height * to_width, sources = from_height * from_width, all = read * taps;
    uint first_row = gl_WorkGroupID.y * side, first_column = gl_WorkGroupID.x * side;

    // What this invocation brings: one column, every fourth row.
    uint lane = gl_LocalInvocationID.x % side, turn = gl_LocalInvocationID.x / side;
    uint brought_row = first_row + lane, brought_place = first_column + lane;
    int y = int(brought_place / to_width), x = int(brought_place % to_width);
    uint weights_first = group_of_channels * all * made;
    uint from_first = group_of_channels * read * sources;

    // What it computes.
    uint across = gl_LocalInvocationID.x % 16, down = gl_LocalInvocationID.x / 16;
    vec4 sums[4] = vec4[4](vec4(0.0), vec4(0.0), vec4(0.0), vec4(0.0));

    for (uint first = 0; first < all; first += depth) {
        for (uint i = 0; i < depth; i += 4) {
            uint row = i + turn, k = first + row;
            float weight = 0.0, number = 0.0;
            if (k < all) {
                if (brought_row < made) weight = float(weights.at[weights_first + k * made + brought_row]);
                if (brought_place < places) {
                    uint channel = k / taps, tap = k % taps;
                    int sy = source(y, int(tap / kernel_width), stride_height, dilation_height, top, int(from_height));
                    int sx = source(x, int(tap % kernel_width), stride_width, dilation_width, left, int(from_width));
                    if (sy >= 0 && sx >= 0)
                        number = float(from.at[from_first + channel * sources + uint(sy) * from_width + uint(sx)]);
                }
            }
            weights_tile[row * (side / 4) + lane / 4][lane % 4] = weight;
            from_tile[row * (side / 4) + lane / 4][lane % 4] = number;
        }
        barrier();
        for (uint k = 0; k < depth; ++k) {
            vec4 weight = weights_tile[k * (side / 4) + down];
            vec4 number = from_tile[k * (side / 4) + across];
            sums[0] += weight.x * number;
            sums[1] += weight.y * number;
            sums[2] += weight.z * number;
            sums[3] += weight.w * number;
        }
        barrier();
    }

    for (uint i = 0; i < 4; ++i) {
        uint row = first_row + down * 4 + i;
        if (row >= made) break;
        float added = is_back == 0 ? bias.at[group_of_channels * made + row] : 0.0;
        for (uint j = 0; j < 4; ++j) {
            uint column = first_column + across * 4 + j;
            if (column >= places) break;
            uint at = (group_of_channels * made + row) * places + column;
            float sum = sums[i][j] + added;
            to.at[at] = Number(accumulates != 0 ? float(to.at[at]) + sum : sum);
        }
    }
}
