#pragma once
// Rows of a depthwise convolution, and of its gradient. Included once for each build.
//
// Both are sums over taps at regular distances: output x reads the inputs x · stride + tap; the input q gets gradients
// from the outputs (q − tap) / stride, which for the q of one remainder modulo the stride are again regular.

#include "depthwise_parts.h"
#include "finish_kernel.h"
#include "multiply_kernel.h"

// A ring while its rows are filled: row `next` is the first that is not there.
typedef struct {
    depthwise_lines lines;
    float *memory;
    int next;
} KERNEL(depthwise_ring);

// The first position of a row that is there.
INLINE float *KERNEL(depthwise_line_at)(const KERNEL(depthwise_ring) *ring, int row) {
    return ring->memory + ((ptrdiff_t)(row % ring->lines.span) * ring->lines.length + ring->lines.margin) * lanes;
}

INLINE KERNEL(depthwise_ring) KERNEL(depthwise_empty_ring)(depthwise_lines lines, float *memory) {
    memset(memory, 0, (size_t)depthwise_ring_floats(lines, lanes) * sizeof(float));
    return (KERNEL(depthwise_ring)){lines, memory, 0};
}

// Rows up to `end` of a plane of `width` positions a row.
INLINE void KERNEL(depthwise_copy_lines)(KERNEL(depthwise_ring) *ring, const float *plane, int width, int end) {
    for (; ring->next < end; ring->next++)
        memcpy(
            KERNEL(depthwise_line_at)(ring, ring->next), plane + (ptrdiff_t)ring->next * width * lanes,
            (size_t)width * lanes * sizeof(float));
}

// A row of the kernel: the line it reads, and the weights of its first column.
typedef struct {
    const float *source, *weights;
} KERNEL(depthwise_line);

// A column of the kernel: floats to what it reads for the first result, and floats to its weights. A gradient's column gives
// to the results of one remainder, its phase.
typedef struct {
    ptrdiff_t source, weights;
    int phase;
} KERNEL(depthwise_column);

// The taps of one row of results.
typedef struct {
    KERNEL(depthwise_line) lines[depthwise_most_taps];
    KERNEL(depthwise_column) columns[depthwise_most_taps];
    int line_count, column_count;
    vf start;
} KERNEL(depthwise_taps);

INLINE void KERNEL(depthwise_add)(
    const KERNEL(depthwise_column) *column, const float *source, const float *weights, ptrdiff_t step, int results,
    vf sums[2 * ROWS]) {
    vf weight = load(weights + column->weights);
    source += column->source;
    UNROLL for (int r = 0; r < results; r++) sums[r] += weight * load(source + r * step);
}

// `results` results side by side, of which the first `count` are stored. With its number known, a loop over few columns unrolls.
INLINE void KERNEL(depthwise_put)(
    const KERNEL(depthwise_taps) *taps, const KERNEL(depthwise_column) *columns, int column_count, ptrdiff_t source,
    ptrdiff_t step, int results, int count, const kernel_finish *finish, float *address, ptrdiff_t place,
    ptrdiff_t spacing) {
#define ADD(c) KERNEL(depthwise_add)(&columns[c], line->source + source, line->weights, step, results, sums)
    vf sums[2 * ROWS];
    UNROLL for (int r = 0; r < results; r++) sums[r] = taps->start;
    const KERNEL(depthwise_line) *line = taps->lines, *end = line + taps->line_count;
    if (column_count == 1)
        for (; line < end; line++) ADD(0);
    else if (column_count == 2)
        for (; line < end; line++) UNROLL for (int c = 0; c < 2; c++) ADD(c);
    else if (column_count == 3)
        for (; line < end; line++) UNROLL for (int c = 0; c < 3; c++) ADD(c);
    else if (column_count == 5)
        for (; line < end; line++) UNROLL for (int c = 0; c < 5; c++) ADD(c);
    else
        for (; line < end; line++) for (int c = 0; c < column_count; c++) ADD(c);
    KERNEL(put_some)(finish, sums, results, count, address, place, spacing);
#undef ADD
}

// `count` results, `spacing` floats apart from `address` on; their bits begin at `place`.
INLINE void KERNEL(depthwise_results)(
    const KERNEL(depthwise_taps) *taps, const KERNEL(depthwise_column) *columns, int column_count, ptrdiff_t step,
    int count, const kernel_finish *finish, float *address, ptrdiff_t place, ptrdiff_t spacing) {
    IN_ROWS(
        1, result, count,
        KERNEL(depthwise_put)(
            taps, columns, column_count, result * step, step, rows, left, finish, address + result * spacing,
            place + result * spacing, spacing))
}

// The columns that outputs read.
INLINE void KERNEL(depthwise_input_columns)(KERNEL(depthwise_taps) *taps, const depthwise_geometry *g) {
    taps->column_count = g->kernel_width;
    for (int kx = 0; kx < g->kernel_width; kx++)
        taps->columns[kx] = (KERNEL(depthwise_column)){
            (ptrdiff_t)(kx * g->dilation_width - g->pad_left) * lanes, (ptrdiff_t)kx * lanes, 0};
}

// One row of outputs, from the lines of the input in the ring.
static void KERNEL(depthwise_output_row)(
    KERNEL(depthwise_taps) *taps, const depthwise_geometry *g, const KERNEL(depthwise_ring) *ring, const float *weights,
    int y, const kernel_finish *finish, float *address, ptrdiff_t place) {
    taps->line_count = 0;
    for (int ky = 0; ky < g->kernel_height; ky++) {
        int row = y * g->stride_height + ky * g->dilation_height - g->pad_top;
        if (row < 0 || row >= g->input_height) continue;
        taps->lines[taps->line_count++] = (KERNEL(depthwise_line)){
            KERNEL(depthwise_line_at)(ring, row), weights + (ptrdiff_t)ky * g->kernel_width * lanes};
    }
    int count = taps->column_count;
    // With the distance known, it becomes part of every instruction that reads.
    if (g->stride_width == 1)
        KERNEL(depthwise_results)(
            taps, taps->columns, count, lanes, g->output_width, finish, address, place, lanes);
    else if (g->stride_width == 2)
        KERNEL(depthwise_results)(
            taps, taps->columns, count, 2 * lanes, g->output_width, finish, address, place, lanes);
    else
        KERNEL(depthwise_results)(
            taps, taps->columns, count, (ptrdiff_t)g->stride_width * lanes, g->output_width, finish, address, place,
            lanes);
}

// Past the last row of the input that row y of the output reads.
INLINE int KERNEL(depthwise_needed)(const depthwise_geometry *g, int y) {
    int needed = y * g->stride_height - g->pad_top + (g->kernel_height - 1) * g->dilation_height + 1;
    return needed < g->input_height ? needed : g->input_height;
}

void KERNEL(depthwise_rows)(const depthwise_work *work, float *scratch, int block, int first, int end) {
    const depthwise_geometry *g = work->geometry;
    const kernel_finish finish = *work->finish;
    const float *plane = work->source + (ptrdiff_t)block * g->input_height * g->input_width * lanes;
    const float *weights = work->packed + (ptrdiff_t)block * g->kernel_height * g->kernel_width * lanes;
    KERNEL(depthwise_ring) ring = KERNEL(depthwise_empty_ring)(depthwise_input_lines(g), scratch);
    int top = first * g->stride_height - g->pad_top;
    ring.next = top > 0 ? top : 0;
    KERNEL(depthwise_taps) taps;
    KERNEL(depthwise_input_columns)(&taps, g);
    taps.start = load(work->bias + block * lanes);
    ptrdiff_t place = ((ptrdiff_t)block * g->output_height + first) * g->output_width * lanes;
    for (int y = first; y < end; y++, place += g->output_width * lanes) {
        KERNEL(depthwise_copy_lines)(&ring, plane, g->input_width, KERNEL(depthwise_needed)(g, y));
        KERNEL(depthwise_output_row)(&taps, g, &ring, weights, y, &finish, work->destination + place, place);
    }
}

// The columns that gradients read, phase by phase.
INLINE void KERNEL(depthwise_gradient_columns)(KERNEL(depthwise_taps) *taps, const depthwise_geometry *g) {
    taps->column_count = 0;
    for (int phase = 0; phase < g->stride_width; phase++)
        for (int kx = 0; kx < g->kernel_width; kx++) {
            int before = phase + g->pad_left - kx * g->dilation_width;
            if (before % g->stride_width == 0)
                taps->columns[taps->column_count++] = (KERNEL(depthwise_column)){
                    (ptrdiff_t)(before / g->stride_width) * lanes, (ptrdiff_t)kx * lanes, phase};
        }
}

// Rows [first, end) of the gradient of a block, from `address` on; `ring` is empty.
INLINE void KERNEL(depthwise_gradient_rows)(
    const depthwise_work *work, const kernel_finish *finish, KERNEL(depthwise_taps) *taps, KERNEL(depthwise_ring) *ring,
    int block, int first, int end, float *address) {
    const depthwise_geometry *g = work->geometry;
    const float *plane = work->source + (ptrdiff_t)block * g->output_height * g->output_width * lanes;
    const float *weights = work->packed + (ptrdiff_t)block * g->kernel_height * g->kernel_width * lanes;
    int lowest = first + g->pad_top - (g->kernel_height - 1) * g->dilation_height;
    ring->next = lowest > 0 ? lowest / g->stride_height : 0;
    taps->start = splat(0);
    ptrdiff_t row_floats = (ptrdiff_t)g->input_width * lanes, spacing = (ptrdiff_t)g->stride_width * lanes;
    ptrdiff_t place = ((ptrdiff_t)block * g->input_height + first) * row_floats;
    for (int y = first; y < end; y++, address += row_floats, place += row_floats) {
        int needed = (y + g->pad_top) / g->stride_height + 1;
        KERNEL(depthwise_copy_lines)(
            ring, plane, g->output_width, needed < g->output_height ? needed : g->output_height);
        taps->line_count = 0;
        for (int ky = 0; ky < g->kernel_height; ky++) {
            int above = y + g->pad_top - ky * g->dilation_height, row = above / g->stride_height;
            if (above < 0 || row * g->stride_height != above || row >= g->output_height) continue;
            taps->lines[taps->line_count++] = (KERNEL(depthwise_line)){
                KERNEL(depthwise_line_at)(ring, row), weights + (ptrdiff_t)ky * g->kernel_width * lanes};
        }
        for (int phase = 0, column = 0; phase < g->stride_width && phase < g->input_width; phase++) {
            int begin = column, results = (g->input_width - phase + g->stride_width - 1) / g->stride_width;
            while (column < taps->column_count && taps->columns[column].phase == phase) column++;
            KERNEL(depthwise_results)(
                taps, taps->columns + begin, column - begin, lanes, results, finish, address + phase * lanes,
                place + phase * lanes, spacing);
        }
    }
}

void KERNEL(depthwise_rows_gradient)(const depthwise_work *work, float *scratch, int block, int first, int end) {
    const depthwise_geometry *g = work->geometry;
    const kernel_finish finish = *work->finish;
    KERNEL(depthwise_ring) ring = KERNEL(depthwise_empty_ring)(depthwise_output_lines(g), scratch);
    KERNEL(depthwise_taps) taps;
    KERNEL(depthwise_gradient_columns)(&taps, g);
    KERNEL(depthwise_gradient_rows)(
        work, &finish, &taps, &ring, block, first, end,
        work->destination + ((ptrdiff_t)block * g->input_height + first) * g->input_width * lanes);
}
