#pragma once
// Complex Fourier transforms of one length, whatever its factors.

#include <kissfft/kiss_fft.h>
#include <stdbool.h>

typedef struct {
    int length;
    /// The length that Bluestein's convolution is done at; 0 when KISS FFT transforms `length` itself.
    int padded;
    /// Transforms of `length` in the direction asked for; or of `padded`, there and back.
    kiss_fft_cfg there, back;
    /// Bluestein's: e^(∓πi j²/length), its transformed convolution kernel, and room for `padded` values twice.
    kiss_fft_cpx *chirp, *kernel, *product, *work;
} line_transform;

/// False when there is no memory; `line_transform_free` is due in any case.
bool line_transform_init(line_transform *line, int length, bool inverse);

/// Σ input[j] · e^(∓2πi jk/length), unscaled; minus forward, plus inverse. `input` and `output` do not overlap.
void line_transform_run(line_transform *line, const kiss_fft_cpx *input, kiss_fft_cpx *output);

void line_transform_free(line_transform *line);
