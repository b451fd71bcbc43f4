#version 450
// Every number of the result is a weighted sum of a few of the source's, rows and columns each by themselves: resizes, margins, means of
// windows. The way back is the same with the lists of who is read by whom turned round.
//
// A list of an axis: where each result's pairs begin, and where the last one's end; then the pairs, of a place and its weight.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"

layout(local_size_x = 256) in;

layout(push_constant, std430) uniform Call {
    Numbers from;
    Numbers to;
    Words rows;
    Words columns;
    uint accumulates;
    uint count;
    uint from_height;
    uint from_width;
    uint to_height;
    uint to_width;
    /// What a result is that reads nothing.
    float empty;
};

void main() {
    uint i = place();
    if (i >= count) return;
    uint area = to_height * to_width, channel = i / area, at = i % area;
    uint row = at / to_width, column = at % to_width;
    uint first_row = rows.at[row], end_row = rows.at[row + 1];
    uint first_column = columns.at[column], end_column = columns.at[column + 1];
    float sum = first_row == end_row || first_column == end_column ? empty : 0.0;
    for (uint r = first_row; r < end_row; ++r) {
        uint line = (channel * from_height + rows.at[to_height + 1 + 2 * r]) * from_width;
        float vertical = uintBitsToFloat(rows.at[to_height + 2 + 2 * r]);
        for (uint c = first_column; c < end_column; ++c) {
            float horizontal = uintBitsToFloat(columns.at[to_width + 2 + 2 * c]);
            sum += vertical * horizontal * float(from.at[line + columns.at[to_width + 1 + 2 * c]]);
        }
    }
    to.at[i] = Number(accumulates != 0 ? float(to.at[i]) + sum : sum);
}
