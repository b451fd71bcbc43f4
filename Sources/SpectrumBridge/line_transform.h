#pragma once
// Complex Fourier transforms of one length, of several lines at once, whatever the length's factors.

#include <stdbool.h>
#include <stddef.h>

/// What is built for CPUs of several kinds, of which the best is taken when the program starts.
#if defined(__x86_64__)
#define FOR_EVERY_CPU __attribute__((target_clones("avx2", "default")))
#else
#define FOR_EVERY_CPU
#endif

/// As many lines are transformed at once, each in a lane of vectors: every line takes the same way.
enum { lines_at_once = 8 };

/// One value of each line.
typedef float lines __attribute__((vector_size(4 * lines_at_once), aligned(4 * lines_at_once)));

/// Complex ones.
typedef struct {
    lines re, im;
} waves;

/// A complex number that all lines share.
typedef struct {
    float re, im;
} turn;

enum { most_stages = 32 };

typedef struct {
    int length;
    /// The length that Bluestein's convolution is done at; 0 when `length` itself has small factors.
    int padded;
    /// The factors of the length that is computed, in the order of the stages, and where the turns of each begin.
    int stages, factors[most_stages], turns_at[most_stages];
    turn *turns;
    /// Bluestein's: e^(−πi j²/length), and its transformed convolution kernel.
    turn *chirp, *kernel;
} line_transform;

/// False when there is no memory; `line_transform_free` is due in any case.
bool line_transform_init(line_transform *line, int length);

/// How many waves `line_transform_run` takes: the lines, and room beside them.
size_t line_transform_room(const line_transform *line);

/// Σ x[j] · e^(−2πi jk/length), unscaled, of the lines x at the beginning of `room`; gives where in it the result begins. The inverse is
/// the same with `re` and `im` exchanged, before and after. Several threads may run one transform at once, each in a room of its own.
waves *line_transform_run(const line_transform *line, waves *room);

void line_transform_free(line_transform *line);
