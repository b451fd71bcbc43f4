#pragma once
// What the builds of the normalizations share with normalize.c.

#include "../include/normalize.h"
#include "../variants.h"

enum {
    // Positions that are computed together: their channels lie far apart in memory, and are read a few at a time.
    local_response_group = 16,
};

/// A local response while it runs, in either direction.
typedef struct {
    const local_response *layer;
    int blocks;
    const float *source, *gradient;
    float *destination;
    const kernel_finish *finish;
} local_response_work;

/// Positions [first, end). Scratch holds three rows for each position of a group: all channels, and a block more at both
/// ends.
EACH_BUILD(void, local_response_positions, (const local_response_work *work, float *scratch, ptrdiff_t first, ptrdiff_t end));
EACH_BUILD(
    void, local_response_gradients, (const local_response_work *work, float *scratch, ptrdiff_t first, ptrdiff_t end));

/// A channel normalization while it runs, in either direction.
typedef struct {
    const channel_normalization *layer;
    int blocks;
    const float *source, *gradient;
    float *destination;
    const kernel_finish *finish;
} channel_normalization_work;

/// Positions [first, end).
EACH_BUILD(void, channel_normalization_positions, (const channel_normalization_work *work, ptrdiff_t first, ptrdiff_t end));
EACH_BUILD(void, channel_normalization_gradients, (const channel_normalization_work *work, ptrdiff_t first, ptrdiff_t end));
