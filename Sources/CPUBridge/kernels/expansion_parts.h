#pragma once
// What the builds of the expansion share with expansion.c.

#include "../include/expansion.h"
#include "../variants.h"
#include "depthwise_parts.h"
#include "pointwise_parts.h"

/// A layer while it runs, in either direction.
typedef struct {
    const expansion *layer;
    const kernel_finish *inner;
    const float *source;
    float *destination;
    const kernel_finish *finish;
    int input_blocks, blocks;
} expansion_work;

/// The output blocks [block, block + width), width being 1 or 2, row by row. Scratch holds `width` rings of the inner
/// channels' lines.
EACH_BUILD(void, expansion_panel, (const expansion_work *work, float *scratch, int block, int width));

/// The rows [first, end) of the source's gradient. Scratch holds a ring of the output's lines, and those rows of the inner
/// channels.
EACH_BUILD(void, expansion_rows, (const expansion_work *work, float *scratch, int first, int end));
