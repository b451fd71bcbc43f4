#pragma once
// A planar picture of few channels taken apart by the parity of rows and columns: a convolution of stride 2 over the picture
// is one of stride 1 over its four phases, which are half as wide and high.

#include <stdbool.h>
#include <stddef.h>

/// A picture and its phases.
typedef struct {
    int channels, height, width;
    int phase_height, phase_width;
    /// 0 or 1: rows and columns of zeros before the picture.
    int rows_before, columns_before;
} phases_geometry;

/// phases, blocked [⌈4 C / lanes⌉][phase height][phase width][lanes]: channel 4 c + 2 y + x at (Y, X) is channel c of the
/// picture, zeros before it and beyond, at (2 Y + y, 2 X + x).
void phases_split(const phases_geometry *geometry, int lanes, const float *picture, float *phases);

/// The other way, for gradients; with `accumulate` it is added to what is there.
void phases_join(const phases_geometry *geometry, int lanes, const float *phases, bool accumulate, float *picture);
