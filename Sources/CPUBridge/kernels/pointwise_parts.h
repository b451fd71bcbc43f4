#pragma once
// What the builds of the pointwise kernel share with pointwise.c.

#include <stdbool.h>
#include <stddef.h>

#include "../include/finish.h"
#include "../variants.h"

/// One pointwise convolution while it runs.
typedef struct {
    int inputs, input_blocks, output_blocks;
    ptrdiff_t area;
    const float *packed, *bias, *source;
    float *destination;
    const kernel_finish *finish;
} pointwise_work;

/// Positions [first, first + count) of the output blocks [block, end). `chunk` is scratch for count positions of every
/// input block, or NULL to read the source where it lies.
EACH_BUILD(
    void, pointwise_positions,
    (const pointwise_work *work, ptrdiff_t first, int count, int block, int end, float *chunk));
