#pragma once
// What the builds of the convolution by taps share with taps.c.

#include <stdbool.h>
#include <stddef.h>

#include "../include/finish.h"
#include "../variants.h"

/// One axis of a phase: position i of it lies at start + i * destination step, and its tap number a, which is tap
/// first_tap + a * tap_step of the kernel, reads source position i * source step + offset + a * offset_step.
typedef struct {
    int positions, start;
    int taps, first_tap, tap_step;
    int offset, offset_step;
} taps_axis;

/// The positions whose taps are the same.
typedef struct {
    taps_axis rows, columns;
} taps_phase;

/// One direction of a layer while it runs. Blocks are those of a group. What a position reads comes in units of a block of
/// numbers: one tap of one block of inputs, or, of a planar source, so many taps and channels one after the other.
typedef struct {
    int input_channels, input_blocks, output_blocks;
    int source_height, source_width, destination_height, destination_width;
    int source_step_rows, source_step_columns, destination_step_rows, destination_step_columns;
    /// Units that are gathered and multiplied at once.
    int units_at_once;
    bool planar;
    const float *bias, *source;
    float *destination;
    const kernel_finish *finish;
} taps_work;

/// The units that a position of a phase reads.
static inline int taps_units(const taps_work *work, const taps_phase *phase, int lanes) {
    int taps = phase->rows.taps * phase->columns.taps;
    return work->planar ? blocks_of(taps * work->input_channels, lanes) : taps * work->input_blocks;
}

/// Positions [first, first + count) of a phase, counted row by row, of the output blocks [block, end) of a group. `packed`
/// are the phase's weights of that group. `chunk` is scratch for the units at once of count positions and 24 more, `sums` for
/// every output block of count positions.
EACH_BUILD(
    void, taps_part,
    (const taps_work *work, const taps_phase *phase, int group, const float *packed, int first, int count, int block,
     int end, float *chunk, float *sums));
