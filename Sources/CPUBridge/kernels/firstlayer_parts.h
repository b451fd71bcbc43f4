#pragma once
// What the builds of the first layer's gradient share with firstlayer.c.

#include "../include/firstlayer.h"
#include "../variants.h"

enum { firstlayer_most_channels = 4, firstlayer_largest_kernel = 16 };

/// A layer while its gradient is computed, with its weights packed as
/// [kernel height][kernel width][blocks][input channels][lanes output channels].
typedef struct {
    const firstlayer_geometry *geometry;
    int blocks;
    const float *packed, *gradient;
    bool accumulate;
    float *source_gradient;
} firstlayer_work;

/// One row of the input's gradient.
EACH_BUILD(void, firstlayer_row, (const firstlayer_work *work, int row));
