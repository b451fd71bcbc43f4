#version 450
// A convolution of few channels a group, or its way back, number by number: depthwise, grouped, and back to the picture.
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
    /// [O][I / groups][tap], both ways.
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
    /// How many numbers the result has.
    uint count;
};

void main() {
    uint i = place();
    if (i >= count) return;
    const uint taps = kernel_height * kernel_width;
    uint places = to_height * to_width, sources = from_height * from_width;
    uint channel = i / places, at = i % places;
    int y = int(at / to_width), x = int(at % to_width);
    uint group_of_channels = channel / made;
    float sum = is_back == 0 ? bias.at[channel] : 0.0;
    for (uint c = 0; c < read; ++c) {
        uint other = group_of_channels * read + c;
        uint weight = (is_back == 0 ? channel * read + c : other * made + channel % made) * taps;
        for (int ky = 0; ky < int(kernel_height); ++ky) {
            int sy;
            if (is_back == 0) {
                sy = y * stride_height + ky * dilation_height - top;
            } else {
                int reached = y + top - ky * dilation_height;
                if (reached < 0 || reached % stride_height != 0) continue;
                sy = reached / stride_height;
            }
            if (sy < 0 || sy >= int(from_height)) continue;
            uint line = other * sources + uint(sy) * from_width;
            for (int kx = 0; kx < int(kernel_width); ++kx) {
                int sx;
                if (is_back == 0) {
                    sx = x * stride_width + kx * dilation_width - left;
                } else {
                    int reached = x + left - kx * dilation_width;
                    if (reached < 0 || reached % stride_width != 0) continue;
                    sx = reached / stride_width;
                }
                if (sx < 0 || sx >= int(from_width)) continue;
                sum += float(weights.at[weight + uint(ky) * kernel_width + uint(kx)]) * float(from.at[line + uint(sx)]);
            }
        }
    }
    to.at[i] = Number(accumulates != 0 ? float(to.at[i]) + sum : sum);
}
