#pragma once
// Normalizations over the channels of a position, of blocked activations of batch 1, and their gradients.

#include <stdbool.h>
#include <stddef.h>

#include "finish.h"
#include "variant.h"

/// y = x / (bias + alpha / size · Σ x²)^(3/4), the sum going over `size` channels around the channel (Krizhevsky et al.,
/// 2012). β = ¾ is a product of square roots; the other exponents have no kernel.
typedef struct {
    int channels;
    ptrdiff_t area;
    /// An odd number, at most 15.
    int size;
    float alpha, bias;
} local_response;

/// destination = finish(the normalized source). Returns false when memory for scratch runs out.
bool local_response_forward(
    kernel_variant variant, const local_response *layer, const float *source, float *destination,
    const kernel_finish *finish);

/// source_gradient = finish(the gradient of the source).
bool local_response_backward(
    kernel_variant variant, const local_response *layer, const float *source, const float *destination_gradient,
    float *source_gradient, const kernel_finish *finish);

/// y[c] = scale[c] · (x[c] − μ) / √(σ² + epsilon) + shift[c]; scale and shift fill whole blocks, with zeros.
typedef struct {
    int channels;
    ptrdiff_t area;
    float epsilon;
    const float *scale, *shift;
} channel_normalization;

/// destination = finish(the normalized source).
void channel_normalization_forward(
    kernel_variant variant, const channel_normalization *layer, const float *source, float *destination,
    const kernel_finish *finish);

/// source_gradient = finish(the gradient of the source).
void channel_normalization_backward(
    kernel_variant variant, const channel_normalization *layer, const float *source, const float *destination_gradient,
    float *source_gradient, const kernel_finish *finish);
