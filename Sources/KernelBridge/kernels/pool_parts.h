#pragma once
// What the two builds of the pool kernel share with pool.c.

#include "../include/pool.h"

/// The taps [first, end) of a kernel, along one axis.
typedef struct {
    int first, end;
} pool_taps;

void pool_row_avx2(const pool_geometry *g, const float *source, float *destination, uint8_t *taps, int index);
void pool_row_baseline(const pool_geometry *g, const float *source, float *destination, uint8_t *taps, int index);
void pool_block_gradient_avx2(
    const pool_geometry *g, const float *gradient, const uint8_t *taps, float *source_gradient, int block);
void pool_block_gradient_baseline(
    const pool_geometry *g, const float *gradient, const uint8_t *taps, float *source_gradient, int block);
