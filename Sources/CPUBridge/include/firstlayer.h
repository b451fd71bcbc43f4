#pragma once
// The gradient of a convolution that reads a picture: few input channels, planar, where oneDNN has no fast kernel.

#include <stdbool.h>
#include <stddef.h>

#include "variant.h"

/// The numbers of one first convolution: at most 4 input channels, and a kernel of at most 16 x 16.
typedef struct {
    int input_channels, input_height, input_width;
    int output_channels, output_height, output_width;
    int kernel_height, kernel_width;
    int stride_height, stride_width;
    int pad_top, pad_left;
} firstlayer_geometry;

/// The floats that packed weights take.
ptrdiff_t firstlayer_packed_count(kernel_variant variant, const firstlayer_geometry *geometry);

/// Packs `weights`, [O][I][kernel height][kernel width].
void firstlayer_pack(
    kernel_variant variant, const firstlayer_geometry *geometry, const float *weights, float *packed);

/// source_gradient, planar [I][H][W], = the gradient of the input, from that of the output, blocked; with `accumulate` it is
/// added to what is there.
void firstlayer_backward(
    kernel_variant variant, const firstlayer_geometry *geometry, const float *packed, const float *destination_gradient,
    bool accumulate, float *source_gradient);
