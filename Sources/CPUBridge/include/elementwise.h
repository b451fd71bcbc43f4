#pragma once
// Element by element work over blocked activations of batch 1. All of it is bound by memory.
//
// `count` is in floats and a whole number of blocks; `blocks` and `area` are blocks of channels and H * W.

#include "../kernels/functions/all.h"
#include <stdbool.h>
#include <stddef.h>

#include "finish.h"
#include "variant.h"

/// destination = finish(a + factor · b); `b` may be NULL.
void elements_add(
    kernel_variant variant, ptrdiff_t count, const float *a, const float *b, float factor, float *destination,
    const kernel_finish *finish);

/// Notes in `passes` which numbers of a clipped activation lie strictly inside [lower, upper].
void elements_note(
    kernel_variant variant, ptrdiff_t count, const float *clipped, float lower, float upper, uint8_t *passes);

/// destination = finish(a · b)
void elements_multiply(
    kernel_variant variant, ptrdiff_t count, const float *a, const float *b, float *destination,
    const kernel_finish *finish);

/// destination = finish(x · scale[c]), by channel.
void elements_scale(
    kernel_variant variant, int blocks, ptrdiff_t area, const float *x, const float *scale, float *destination,
    const kernel_finish *finish);

/// destination at every position of channel c = finish(factor · numbers[c])
void elements_spread(
    kernel_variant variant, int blocks, ptrdiff_t area, const float *numbers, float factor, float *destination,
    const kernel_finish *finish);

/// destination[c] = finish(factor · Σ over the area of x · y); `y` may be NULL.
void elements_channel_sums(
    kernel_variant variant, int blocks, ptrdiff_t area, const float *x, const float *y, float factor,
    float *destination, const kernel_finish *finish);

/// destination = finish(x where positive, slopes[c] · x elsewhere)
void elements_prelu(
    kernel_variant variant, int blocks, ptrdiff_t area, const float *x, const float *slopes, float *destination,
    const kernel_finish *finish);

/// source_gradient = finish(g where x is positive, slopes[c] · g elsewhere)
void elements_prelu_gradient(
    kernel_variant variant, int blocks, ptrdiff_t area, const float *x, const float *g, const float *slopes,
    float *source_gradient, const kernel_finish *finish);

/// Functions of one number; `parameter` is a slope or α.
typedef enum {
#define ELEMENT_FUNCTION(name) element_##name,
    ELEMENT_FUNCTIONS(ELEMENT_FUNCTION)
#undef ELEMENT_FUNCTION
} element_function;

/// destination = finish(f(x))
void elements_apply(
    kernel_variant variant, element_function function, float parameter, ptrdiff_t count, const float *x,
    float *destination, const kernel_finish *finish);

/// source_gradient = finish(g · f′(x))
void elements_apply_gradient(
    kernel_variant variant, element_function function, float parameter, ptrdiff_t count, const float *x, const float *g,
    float *source_gradient, const kernel_finish *finish);
