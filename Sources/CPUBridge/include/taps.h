#pragma once
// Convolution of any kernel, stride, dilation and padding, and its gradient, as matrix products of our own: for the layers that
// oneDNN has only plain loops for. Activations are blocked, batch 1.
//
// The inputs that a few dozen positions read are gathered side by side, tap by tap, and multiplied by the weights. A gradient of
// stride s is s × s such convolutions, one for each phase of the picture's rows and columns, each of every s-th tap.

#include <stdbool.h>
#include <stddef.h>

#include "finish.h"
#include "variant.h"

/// A layer at one size, the same for either direction.
typedef struct {
    int input_channels, input_height, input_width;
    int output_channels, output_height, output_width;
    /// Where there are several, each fills whole blocks of inputs and of outputs.
    int groups;
    int kernel_height, kernel_width;
    int stride_height, stride_width;
    int dilation_height, dilation_width;
    int pad_top, pad_left;
    /// The input is planar, [C][H][W], of one group; forward only.
    bool planar_input;
} taps_geometry;

/// The floats that packed weights take. They are the same at any size of the picture, and with any padding.
ptrdiff_t taps_packed_count(kernel_variant variant, const taps_geometry *geometry, bool backward);

/// Packs `weights`, [O][I / groups][kernel height][kernel width], for one direction.
void taps_pack(
    kernel_variant variant, const taps_geometry *geometry, bool backward, const float *weights, float *packed);

/// destination = finish(source convolved + bias); backward, finish(the gradient of the source). `bias` fills whole blocks, or
/// is NULL. Returns false when memory for scratch runs out.
bool taps_run(
    kernel_variant variant, const taps_geometry *geometry, bool backward, const float *packed, const float *bias,
    const float *source, float *destination, const kernel_finish *finish);
