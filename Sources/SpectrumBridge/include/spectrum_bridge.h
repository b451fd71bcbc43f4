#pragma once
// Two-dimensional Fourier transforms of real planes of any size, through KISS FFT.

#include <stdbool.h>

/// The columns of a half spectrum: frequencies 0 to width/2. The other half is its mirrored conjugate.
static inline int spectrum_columns(int width) { return width / 2 + 1; }

/// X[l, k] = 1/√(HW) · Σ x[r, c] · e^(−2πi (l·r/H + k·c/W)), for l in 0..<H and k in 0...W/2.
/// plane: [height][width]; real, imaginary: [height][spectrum_columns(width)]. False when there is no memory.
bool spectrum_forward(const float *plane, int height, int width, float *real, float *imaginary);

/// The inverse: 1/√(HW) · Σ over the stored half of w · Re(X[l, k] · e^(2πi (l·r/H + k·c/W))), where w is 2 for columns whose
/// conjugate is not stored, and 1 for the first and, at an even width, the last.
bool spectrum_inverse(const float *real, const float *imaginary, int height, int width, float *plane);
