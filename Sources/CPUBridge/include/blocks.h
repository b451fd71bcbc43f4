#pragma once
// The layout of activations: blocked, [⌈C/lanes⌉][H][W][lanes], the channels that fill the last block being zero; and planar,
// [C][H][W], at the network's input. `lanes` is 8 or 16; `area` is H * W.

#include <stdbool.h>
#include <stddef.h>

/// blocked <- planar; the channels that fill the last block become zero.
void blocks_from_planar(int lanes, ptrdiff_t channels, ptrdiff_t area, const float *planar, float *blocked);

/// planar <- blocked
void blocks_to_planar(int lanes, ptrdiff_t channels, ptrdiff_t area, const float *blocked, float *planar);

/// Copies `channels` channels, one by one, from any channel of one blocked array to any of another of the same area; with
/// `accumulate` it adds them.
void blocks_copy_channels(
    int lanes, ptrdiff_t channels, ptrdiff_t area, const float *source, ptrdiff_t source_first, float *destination,
    ptrdiff_t destination_first, bool accumulate);

/// Copies `blocks` planes of rows, `row` floats long: from one array of `source_stride` floats a row to another, the first
/// rows being those that the addresses name. Strides from plane to plane are in floats.
void blocks_copy_rows(
    ptrdiff_t blocks, ptrdiff_t rows, ptrdiff_t row, const float *source, ptrdiff_t source_stride,
    ptrdiff_t source_plane, float *destination, ptrdiff_t destination_stride, ptrdiff_t destination_plane);

/// Copies `bytes` bytes of each of `planes` planes; strides from plane to plane are in bytes.
void blocks_copy_planes(
    ptrdiff_t planes, ptrdiff_t bytes, const void *source, ptrdiff_t source_plane, void *destination,
    ptrdiff_t destination_plane);
