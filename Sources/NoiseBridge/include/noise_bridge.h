#pragma once
// Normally distributed numbers, many at a time.

#include <stddef.h>
#include <stdint.h>

/// What Philox4x32-10 is asked: the number of a block of four words, the stream, and the key.
typedef struct {
    uint64_t block;
    uint32_t stream[2], key[2];
} noise_source;

/// numbers[i] += deviation · √(−2·ln(1 − u))·cos(2π·v), u and v being the words skipped + 2i and skipped + 2i + 1 from the block on, as
/// numbers of [0, 1) in steps of 2⁻²⁴: the same bytes on every machine.
void noise_add_normal(noise_source source, size_t skipped, float deviation, float *numbers, size_t count);
