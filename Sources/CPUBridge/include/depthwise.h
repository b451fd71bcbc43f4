#pragma once
// Depthwise convolution, one kernel a channel, over blocked activations of batch 1; and the gradient of its input.

#include <stdbool.h>
#include <stddef.h>

#include "finish.h"
#include "variant.h"

/// One layer at one size. Channels are before rounding up to whole blocks; the kernel has at most 256 taps.
typedef struct {
    int channels;
    int input_height, input_width;
    int output_height, output_width;
    int kernel_height, kernel_width;
    int stride_height, stride_width;
    int dilation_height, dilation_width;
    int pad_top, pad_left;
} depthwise_geometry;

/// The most taps of a kernel.
enum { depthwise_most_taps = 256 };

/// Packs `weights`, [channels][kernel height * kernel width], as [blocks][taps][lanes], the channels rounded up.
void depthwise_pack(kernel_variant variant, int channels, int taps, const float *weights, float *packed);

/// destination = finish(source convolved + bias); `bias` fills whole blocks. Returns false when memory for scratch runs out.
bool depthwise_forward(
    kernel_variant variant, const depthwise_geometry *geometry, const float *packed, const float *bias,
    const float *source, float *destination, const kernel_finish *finish);

/// source_gradient = finish(the gradient of the input). Returns false when memory for scratch runs out.
bool depthwise_backward(
    kernel_variant variant, const depthwise_geometry *geometry, const float *packed, const float *destination_gradient,
    float *source_gradient, const kernel_finish *finish);
