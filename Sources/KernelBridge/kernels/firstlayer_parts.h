#pragma once
// What the two builds of the first layer's gradient share with firstlayer.c.

#include "../include/firstlayer.h"

enum { firstlayer_most_channels = 4, firstlayer_largest_kernel = 16 };

/// A layer with its weights packed as [kernel height][kernel width][blocks][input channels][8 output channels].
typedef struct {
    firstlayer_geometry geometry;
    /// Blocks of 8 output channels.
    int blocks;
    const float *weights;
    /// Positions of a row in the scratch: the output's width with zeros on both sides.
    int padded_width;
} firstlayer_layout;

/// One row of the input's gradient, for all channels. `scratch` has room for as many output rows as one input row
/// meets, [rows][blocks][padded width][8], its margins zero.
void firstlayer_row_avx2(
    const firstlayer_layout *l, const float *gradient, float *scratch, float *source_gradient, int row);
void firstlayer_row_baseline(
    const firstlayer_layout *l, const float *gradient, float *scratch, float *source_gradient, int row);
