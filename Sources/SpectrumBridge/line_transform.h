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
    /// Bluestein's: e^(∓πi j²/length), and its transformed convolution kernel.
    kiss_fft_cpx *chirp, *kernel;
} line_transform;

/// False when there is no memory; `line_transform_free` is due in any case.
bool line_transform_init(line_transform *line, int length, bool inverse);

/// How many values of room a transform takes while it runs.
static inline size_t line_transform_room(const line_transform *line) { return 2 * (size_t)line->padded; }

/// Σ input[j] · e^(∓2πi jk/length), unscaled; minus forward, plus inverse. `input`, `output` and `room` do not overlap. Several threads
/// may run one transform at once, each in a room of its own.
void line_transform_run(
    const line_transform *line, const kiss_fft_cpx *input, kiss_fft_cpx *output, kiss_fft_cpx *room);

void line_transform_free(line_transform *line);
