#pragma once
// Max and mean pooling over blocked activations of batch 1.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "finish.h"
#include "variant.h"

/// The numbers of one pool; windows may reach past the input on every side, where nothing is taken.
typedef struct {
    /// Blocks of channels.
    int blocks;
    int input_height, input_width;
    int output_height, output_width;
    /// A max pool has at most 255 taps, so that a tap, and none, fit a byte.
    int kernel_height, kernel_width;
    int stride_height, stride_width;
    int dilation_height, dilation_width;
    int pad_top, pad_left;
} pool_geometry;

/// Says in a max pool's taps that nothing passes back.
enum { pool_no_tap = 255 };

/// destination = the largest input of each window; taps[i] = which one, counted row by row: the first of equals.
///
/// With `clipped` the inputs are the results of a clip to [lower, upper], and a tap is `pool_no_tap` where the largest lies
/// at its ends: the clip lets no gradient through there, and need not be asked any more.
void pool_max_forward(
    kernel_variant variant, const pool_geometry *geometry, bool clipped, float lower, float upper, const float *source,
    float *destination, uint8_t *taps);

/// source_gradient = the gradient of each output at the input that its tap names, summed, and zero elsewhere; with
/// `accumulate` it is added to what is there.
void pool_max_backward(
    kernel_variant variant, const pool_geometry *geometry, const float *destination_gradient, const uint8_t *taps,
    bool accumulate, float *source_gradient);

/// destination = the sum of each window's inputs times divisors[y * output_width + x].
void pool_mean_forward(
    kernel_variant variant, const pool_geometry *geometry, const float *divisors, const float *source,
    float *destination, const kernel_finish *finish);

/// source_gradient = finish(the gradient of the input).
void pool_mean_backward(
    kernel_variant variant, const pool_geometry *geometry, const float *divisors, const float *destination_gradient,
    float *source_gradient, const kernel_finish *finish);
