#pragma once
// What the builds of the separable sums share with separable.c.

#include "../include/separable.h"
#include "../variants.h"

/// A call while it runs.
typedef struct {
    int source_height, source_width;
    const separable_axis *rows, *columns;
    const float *source;
    float *destination;
    const kernel_finish *finish;
} separable_work;

/// One row of results; `index` counts rows, block by block.
EACH_BUILD(void, separable_row, (const separable_work *work, int index));
