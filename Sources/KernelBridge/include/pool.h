#pragma once
// Max pooling over blocked activations, nChw8c, batch 1.

#include <stddef.h>
#include <stdint.h>

/// The numbers of one pool; windows may reach past the input on every side, where nothing is taken.
typedef struct {
    /// Blocks of 8 channels.
    int blocks;
    int input_height, input_width;
    int output_height, output_width;
    /// Height times width of the kernel is at most 256, so that a tap fits a byte.
    int kernel_height, kernel_width;
    int stride_height, stride_width;
    int pad_top, pad_left;
} pool_geometry;

/// destination = the largest input of each window; taps[i] = which one, counted row by row: the first of equals.
void pool_forward(const pool_geometry *geometry, const float *source, float *destination, uint8_t *taps);

/// source_gradient = the gradient of each output at the input that its tap names, summed, and zero elsewhere.
void pool_backward(
    const pool_geometry *geometry, const float *destination_gradient, const uint8_t *taps, float *source_gradient);
