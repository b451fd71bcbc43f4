#pragma once
// Weighted sums of a few inputs of a channel, rows and columns each by themselves, over blocked activations of batch 1: resizes, borders,
// means of windows of any size.

#include <stddef.h>
#include <stdint.h>

#include "finish.h"
#include "variant.h"

/// By result along one axis, the inputs that it reads with their weights: those from starts[i] up to starts[i + 1].
typedef struct {
    int count;
    const int32_t *starts, *indices;
    const float *weights;
} separable_axis;

/// destination[y, x] = finish(Σ over the rows of y of weight · Σ over the columns of x of weight · source); the way back is the same, with
/// the lists turned.
void separable_run(
    kernel_variant variant, int blocks, int source_height, int source_width, const separable_axis *rows,
    const separable_axis *columns, const float *source, float *destination, const kernel_finish *finish);
