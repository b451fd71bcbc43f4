#pragma once
// A pointwise convolution whose only reader is a depthwise one, as one layer: the many channels between them never reach
// memory. MobileNets spend most of their time and memory there.

#include <stdbool.h>
#include <stddef.h>

#include "depthwise.h"
#include "finish.h"
#include "pointwise.h"
#include "variant.h"

/// The two layers at one size, packed as `pointwise_pack` and `depthwise_pack` do.
typedef struct {
    /// Channels that the pointwise layer reads; it gives `depthwise.channels`.
    int inputs;
    depthwise_geometry depthwise;
    const float *expand, *expand_transposed, *expand_bias, *weights, *bias;
} expansion;

/// destination = finish(depthwise(inner(pointwise(source)))); `inner` clips the channels between, and notes their bits.
/// Returns false when memory for scratch runs out.
bool expansion_forward(
    kernel_variant variant, const expansion *layer, const kernel_finish *inner, const float *source, float *destination,
    const kernel_finish *finish);

/// source_gradient = finish(the gradient of the source); `inner` masks the gradient of the channels between.
bool expansion_backward(
    kernel_variant variant, const expansion *layer, const kernel_finish *inner, const float *destination_gradient,
    float *source_gradient, const kernel_finish *finish);
