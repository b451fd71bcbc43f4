#pragma once
// What the two builds of the Winograd kernel share with winograd.c.

#include <stdbool.h>

/// A layer's numbers and weights. Tiles are 4 x 4 outputs, counted row by row.
typedef struct {
    /// Channels in and out, rounded up to whole blocks of 8.
    int inputs, outputs;
    int height, width;
    int tile_rows, tile_columns;
    /// Tiles that are transformed together, a multiple of 6.
    int chunk;
    /// Forward only: the result is clipped to [lower, upper].
    bool clipped;
    float lower, upper;
    /// [36][outputs / 16 or so][inputs][16 or 8]: the transformed kernels, panels of 16 outputs and a last one of 8.
    const float *kernels;
    /// [outputs]
    const float *bias;
} winograd_layer;

/// One thread's scratch: [36][chunk][inputs] and [36][chunk][outputs].
typedef struct {
    float *transformed, *products;
} winograd_scratch;

void winograd_chunk_avx2(
    const winograd_layer *l, winograd_scratch s, const float *source, float *destination, int first, int count);
void winograd_chunk_baseline(
    const winograd_layer *l, winograd_scratch s, const float *source, float *destination, int first, int count);
