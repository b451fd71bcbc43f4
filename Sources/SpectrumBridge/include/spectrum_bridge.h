#pragma once
// Two-dimensional Fourier transforms of real planes of any size.

#include <stdbool.h>

/// The columns of a half spectrum: frequencies 0 to width/2. The other half is its mirrored conjugate.
static inline int spectrum_columns(int width) { return width / 2 + 1; }

/// Planes, one after the other, and the halves of their spectra.
typedef struct {
    int planes, height, width;
    /// What every coefficient of every plane is multiplied by, [height][spectrum_columns(width)]; NULL for nothing.
    const float *filter;
} spectrum_layout;

/// X[l, k] = 1/√(HW) · Σ x[r, c] · e^(−2πi (l·r/H + k·c/W)), for l in 0..<H and k in 0...W/2, times the filter.
/// values: [planes][height][width]; real, imaginary: [planes][height][spectrum_columns(width)].
/// twice: whether a coefficient whose conjugate is not stored stands for both, as in the transpose of the inverse.
/// False when there is no memory.
bool spectrum_forward(spectrum_layout layout, const float *values, bool twice, float *real, float *imaginary);

/// The inverse: 1/√(HW) · Σ over the stored half of w · Re(X[l, k] · e^(2πi (l·r/H + k·c/W))), where w is 2 for columns whose
/// conjugate is not stored, and 1 for the first and, at an even width, the last. X is multiplied by the filter first.
bool spectrum_inverse(spectrum_layout layout, const float *real, const float *imaginary, float *values);
