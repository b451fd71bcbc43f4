#pragma once
// What the builds of the depthwise kernel share with depthwise.c.

#include "../include/depthwise.h"
#include "../variants.h"

/// One direction of a layer while it runs.
typedef struct {
    const depthwise_geometry *geometry;
    const float *packed, *bias, *source;
    float *destination;
    const kernel_finish *finish;
} depthwise_work;

/// One row of one block of the output: `index` counts rows, block by block.
EACH_BUILD(void, depthwise_row, (const depthwise_work *work, int index));
/// One row of one block of the input's gradient.
EACH_BUILD(void, depthwise_row_gradient, (const depthwise_work *work, int index));
