#pragma once
// What the builds of the Winograd kernel share with winograd.c.

#include <stdbool.h>
#include <stddef.h>

#include "../include/finish.h"
#include "../include/winograd.h"
#include "../variants.h"

enum {
    winograd_frequencies = 36,
    // Output blocks that are computed together: while they pass by, the tiles of a frequency stay in the nearest cache.
    winograd_group = 8,
    // Inputs that are summed in one go.
    winograd_inputs = 32,
};

/// One layer while it runs. Tiles are counted row by row.
typedef struct {
    winograd_geometry geometry;
    int inputs, input_blocks, output_blocks;
    int tile_columns;
    /// Tiles that are transformed together.
    int chunk;
    /// Floats from one frequency to the next, of the transformed tiles, of a group's products, and of the kernels: no
    /// power of two, so that the 36 of a tile do not fight for the same lines of the cache.
    ptrdiff_t tile_stride, product_stride, kernel_stride;
    /// [36][panels of two blocks of outputs][inputs][outputs of the panel]
    const float *kernels;
    const float *bias, *source;
    float *destination;
    const kernel_finish *finish;
} winograd_work;

/// Tiles [first, first + count) of the output blocks [block, end), the first tile's inputs being transformed already when
/// `block` is not 0. `scratch` holds 36 * tile_stride + 36 * product_stride floats.
EACH_BUILD(
    void, winograd_chunk, (const winograd_work *work, float *scratch, int first, int count, int block, int end));

/// Transforms the kernels of one panel, `width` blocks wide: packed [inputs][taps][taps][width * lanes] to transformed,
/// 36 times `stride` floats apart.
EACH_BUILD(
    void, winograd_transform_panel,
    (const float *packed, int taps, int inputs, int width, float *transformed, ptrdiff_t stride));
