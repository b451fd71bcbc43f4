#version 450
// What a network sees of a canvas, shifted around its edges, read beyond those that meet, between black and white, as the network's numbers;
// and the way back, which goes straight past black and white: every pixel's gradient is the sum of those of all places that show it.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"

layout(local_size_x = 256) in;
layout(constant_id = 0) const uint is_back = 0;

layout(push_constant, std430) uniform Call {
    Numbers canvas;
    Numbers seen;
    /// How far the canvas is shifted down, and to the right.
    Floats shift;
    uint accumulates;
    uint height;
    uint width;
    /// Where the first pixel that is seen lies on the canvas, and how many there are.
    int top;
    int left;
    uint seen_height;
    uint seen_width;
    /// By plane of what is made: the plane that it is made of, what that is multiplied by, and raised.
    uint source[3];
    float factor[3];
    float raise[3];
};

void main() {
    uint i = place();
    int down = int(shift.at[0]), right = int(shift.at[1]);
    if (is_back == 0) {
        if (i >= 3 * seen_height * seen_width) return;
        uint c = i / (seen_height * seen_width), y = i / seen_width % seen_height, x = i % seen_width;
        uint row = around(int(y) + top - down, height), column = around(int(x) + left - right, width);
        float level = float(canvas.at[(source[c] * height + row) * width + column]);
        seen.at[i] = Number(clamp(level, 0.0, 255.0) * factor[c] + raise[c]);
        return;
    }
    if (i >= 3 * height * width) return;
    uint c = i / (height * width), row = i / width % height, column = i % width;
    float sum = 0.0;
    for (uint y = around(int(row) + down - top, height); y < seen_height; y += height)
        for (uint x = around(int(column) + right - left, width); x < seen_width; x += width)
            sum += float(seen.at[(source[c] * seen_height + y) * seen_width + x]);
    sum *= factor[c];
    canvas.at[i] = Number(accumulates != 0 ? float(canvas.at[i]) + sum : sum);
}
