#pragma once
// Clips that pass a gradient which would wake what is silent, over blocked activations of batch 1.
//
// Of each number two bits are kept: whether the clip's lower end, and whether its upper end, stands in a gradient's way. They lie block
// by block, the lower ends' of a block before the upper ends': count / 4 bytes.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "finish.h"
#include "variant.h"

/// destination = source clipped to [lower, upper]; with `at_bounds` what lies at an end passes a gradient, too.
void redirect_forward(
    kernel_variant variant, ptrdiff_t count, float lower, float upper, bool at_bounds, const float *source,
    float *destination, uint8_t *ends);

/// What there is of a gradient.
typedef struct {
    /// Some of it is not zero.
    bool is_there;
    /// Some of what the clip lets through is not zero.
    bool passes;
} redirect_finding;

redirect_finding redirect_find(
    kernel_variant variant, ptrdiff_t count, const float *destination_gradient, const uint8_t *ends);

/// source_gradient = finish(what the clip lets through); with `redirects` all of it but what would push a number farther out.
void redirect_backward(
    kernel_variant variant, ptrdiff_t count, bool redirects, const float *destination_gradient, const uint8_t *ends,
    float *source_gradient, const kernel_finish *finish);
