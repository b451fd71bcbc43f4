#version 450
// The largest of each window, which notes where it stands, the first of equals; and the way back, which looks for itself in the notes.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"

layout(local_size_x = 256) in;
layout(constant_id = 0) const uint is_back = 0;

layout(push_constant, std430) uniform Call {
    Numbers x;
    Numbers y;
    /// By output: the place of its input in the channel.
    Words winners;
    Numbers seed;
    Numbers target;
    uint accumulates;
    uint count;
    uint from_height;
    uint from_width;
    uint to_height;
    uint to_width;
    uint kernel_height;
    uint kernel_width;
    uint stride_height;
    uint stride_width;
    uint dilation_height;
    uint dilation_width;
    int top;
    int left;
};

void forward(uint i) {
    uint area = to_height * to_width, channel = i / area, at = i % area;
    int first_row = int(at / to_width * stride_height) - top, first_column = int(at % to_width * stride_width) - left;
    uint plane = channel * from_height * from_width;
    float most = uintBitsToFloat(0xff800000u);
    uint winner = 0xffffffffu;
    for (uint ky = 0; ky < kernel_height; ++ky) {
        int row = first_row + int(ky * dilation_height);
        if (row < 0 || row >= int(from_height)) continue;
        for (uint kx = 0; kx < kernel_width; ++kx) {
            int column = first_column + int(kx * dilation_width);
            if (column < 0 || column >= int(from_width)) continue;
            uint here = uint(row) * from_width + uint(column);
            float value = float(x.at[plane + here]);
            if (winner == 0xffffffffu || value > most) {
                most = value;
                winner = here;
            }
        }
    }
    y.at[i] = Number(most);
    winners.at[i] = winner;
}

void backward(uint i) {
    uint area = from_height * from_width, channel = i / area, at = i % area;
    int row = int(at / from_width) + top, column = int(at % from_width) + left;
    uint plane = channel * to_height * to_width;
    float sum = 0.0;
    for (uint ky = 0; ky < kernel_height; ++ky) {
        int reached = row - int((kernel_height - 1 - ky) * dilation_height);
        if (reached < 0 || uint(reached) % stride_height != 0) continue;
        uint y_place = uint(reached) / stride_height;
        if (y_place >= to_height) continue;
        for (uint kx = 0; kx < kernel_width; ++kx) {
            int over = column - int((kernel_width - 1 - kx) * dilation_width);
            if (over < 0 || uint(over) % stride_width != 0) continue;
            uint x_place = uint(over) / stride_width;
            if (x_place >= to_width) continue;
            uint output_place = plane + y_place * to_width + x_place;
            if (winners.at[output_place] == at) sum += float(seed.at[output_place]);
        }
    }
    target.at[i] = Number(accumulates != 0 ? float(target.at[i]) + sum : sum);
}

void main() {
    uint i = place();
    if (i >= count) return;
    if (is_back == 0) forward(i);
    else backward(i);
}
