#pragma once
// Element by element work over blocked activations: layout, clipping, and joining the gradients of several readers.
//
// Blocked means nChw8c, [ceil(C/8)][H][W][8]; planar means [C][H][W]; `area` is H * W. All of it is memory-bound.

#include <stdbool.h>
#include <stddef.h>

/// blocked <- planar; the channels that fill the last block become zero.
void blocks_from_planar(ptrdiff_t channels, ptrdiff_t area, const float *planar, float *blocked);

/// planar <- blocked
void blocks_to_planar(ptrdiff_t channels, ptrdiff_t area, const float *blocked, float *planar);

/// destination[i] = min(max(source[i], lower), upper); the two may be the same.
void blocks_clip(ptrdiff_t count, const float *source, float lower, float upper, float *destination);

/// destination[i] = the sum of terms[k][i] over k, in that order; the destination may be one of the terms.
///
/// With a `clipped` activation the sum is zero wherever clipped[i] is not strictly between `lower` and `upper`: the
/// derivative of the clip that made it. Without one, pass NULL.
void blocks_join(
    ptrdiff_t count, const float *const *terms, ptrdiff_t term_count, const float *clipped, float lower, float upper,
    float *destination);

/// Copies `channels` channels, one by one, from any channel of one blocked array to any of another of the same area.
void blocks_copy_channels(
    ptrdiff_t channels, ptrdiff_t area, const float *source, ptrdiff_t source_first, float *destination,
    ptrdiff_t destination_first);

/// means[c] = the mean of channel c, for `blocks` blocks of 8 channels.
void blocks_means(ptrdiff_t blocks, ptrdiff_t area, const float *source, float *means);

/// destination at every position of channel c = means[c] / area: the gradient of `blocks_means`.
void blocks_spread_means(ptrdiff_t blocks, ptrdiff_t area, const float *means, float *destination);
