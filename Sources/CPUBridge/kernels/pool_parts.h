#pragma once
// What the builds of the pool kernels share with pool.c.

#include "../include/pool.h"
#include "../variants.h"

/// The taps [first, end) of a kernel, along one axis.
typedef struct {
    int first, end;
} pool_taps;

/// A pool while it runs, in either direction.
typedef struct {
    const pool_geometry *geometry;
    bool clipped, accumulate;
    float lower, upper;
    const float *divisors, *source;
    float *destination;
    uint8_t *taps;
    const kernel_finish *finish;
} pool_work;

/// One row of outputs; `index` counts rows, block by block.
EACH_BUILD(void, pool_max_row, (const pool_work *work, int index));
EACH_BUILD(void, pool_mean_row, (const pool_work *work, int index));
/// The gradient of one row of inputs.
EACH_BUILD(void, pool_mean_row_gradient, (const pool_work *work, int index));
/// The gradient of one block of inputs.
EACH_BUILD(void, pool_max_block_gradient, (const pool_work *work, int block));
