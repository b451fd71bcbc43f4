#pragma once
// One row of a depthwise convolution, and of its gradient. Included once for each build.
//
// Both are sums over taps at regular distances: output x reads the inputs x · stride + tap; the input q gets gradients
// from the outputs (q − tap) / stride, which for the q of one remainder modulo the stride are again regular.

#include "depthwise_parts.h"
#include "finish_kernel.h"

// A row of the kernel: what its column at offset 0 reads for the first result, and the weights of its first column.
typedef struct {
    const float *source, *weights;
} KERNEL(depthwise_line);

// A column of the kernel: floats to what it reads, floats to its weights, and the results [first, end) for which that
// exists. Offsets rise, or fall, from column to column, and so do the limits.
typedef struct {
    ptrdiff_t source, weights;
    int first, end;
} KERNEL(depthwise_column);

// The taps of one line of results.
typedef struct {
    KERNEL(depthwise_line) lines[depthwise_most_taps];
    KERNEL(depthwise_column) columns[depthwise_most_taps];
    int line_count, column_count;
    // Floats from what one result reads to what the next does.
    ptrdiff_t step;
    vf start;
} KERNEL(depthwise_taps);

INLINE void KERNEL(depthwise_add)(
    const KERNEL(depthwise_column) *column, const float *source, const float *weights, ptrdiff_t step, int rows,
    vf sums[8]) {
    vf weight = load(weights + column->weights);
    source += column->source;
    UNROLL for (int r = 0; r < rows; r++) sums[r] += weight * load(source + r * step);
}

// `rows` results from `result` on, for which the columns [first, end) exist. With its number known, the loop over three or
// five columns unrolls.
INLINE void KERNEL(depthwise_put)(
    const KERNEL(depthwise_taps) *taps, ptrdiff_t step, int first, int end, int result, int rows,
    const kernel_finish *finish, float *address, ptrdiff_t place, ptrdiff_t spacing) {
    vf sums[8];
    const KERNEL(depthwise_column) *columns = taps->columns + first;
    UNROLL for (int r = 0; r < rows; r++) sums[r] = taps->start;
    for (int line = 0; line < taps->line_count; line++) {
        const float *source = taps->lines[line].source + result * step, *weights = taps->lines[line].weights;
        if (end - first == 3)
            UNROLL for (int c = 0; c < 3; c++) KERNEL(depthwise_add)(&columns[c], source, weights, step, rows, sums);
        else if (end - first == 5)
            UNROLL for (int c = 0; c < 5; c++) KERNEL(depthwise_add)(&columns[c], source, weights, step, rows, sums);
        else
            for (int c = 0; c < end - first; c++)
                KERNEL(depthwise_add)(&columns[c], source, weights, step, rows, sums);
    }
    UNROLL for (int r = 0; r < rows; r++) {
        ptrdiff_t offset = (result + r) * spacing;
        KERNEL(put_at)(finish, sums[r], address + offset, place + offset);
    }
}

// `count` results, `spacing` floats apart from `address` on; their bits begin at `place`.
INLINE void KERNEL(depthwise_results_at)(
    const KERNEL(depthwise_taps) *taps, ptrdiff_t step, int count, const kernel_finish *finish, float *address,
    ptrdiff_t place, ptrdiff_t spacing) {
    int first = 0, end = count, columns = taps->column_count;
    for (int c = 0; c < columns; c++) {
        first = taps->columns[c].first > first ? taps->columns[c].first : first;
        end = taps->columns[c].end < end ? taps->columns[c].end : end;
    }
    for (int result = 0; result < count;) {
        int whole = result >= first ? end - result : 0;
        if (whole >= 8) {
            KERNEL(depthwise_put)(taps, step, 0, columns, result, 8, finish, address, place, spacing);
            result += 8;
        } else if (whole >= 4) {
            KERNEL(depthwise_put)(taps, step, 0, columns, result, 4, finish, address, place, spacing);
            result += 4;
        } else {
            int from = 0, to = columns;
            while (from < to && (result < taps->columns[from].first || result >= taps->columns[from].end)) from++;
            while (to > from && (result < taps->columns[to - 1].first || result >= taps->columns[to - 1].end)) to--;
            KERNEL(depthwise_put)(taps, step, from, to, result, 1, finish, address, place, spacing);
            result++;
        }
    }
}

// The same; with the distance known, it becomes part of every instruction that reads.
static void KERNEL(depthwise_results)(
    const KERNEL(depthwise_taps) *taps, int count, const kernel_finish *finish, float *address, ptrdiff_t place,
    ptrdiff_t spacing) {
    if (taps->step == lanes) KERNEL(depthwise_results_at)(taps, lanes, count, finish, address, place, spacing);
    else if (taps->step == 2 * lanes)
        KERNEL(depthwise_results_at)(taps, 2 * lanes, count, finish, address, place, spacing);
    else KERNEL(depthwise_results_at)(taps, taps->step, count, finish, address, place, spacing);
}

// Adds a column whose results r read at r * stride + offset of a line of `limit`.
INLINE void KERNEL(depthwise_add_column)(
    KERNEL(depthwise_taps) *taps, int index, int offset, int stride, int limit, int count) {
    KERNEL(depthwise_column) *column = &taps->columns[taps->column_count++];
    column->source = (ptrdiff_t)offset * lanes;
    column->weights = (ptrdiff_t)index * lanes;
    column->first = offset >= 0 ? 0 : (-offset + stride - 1) / stride;
    int end = limit > offset ? (limit - offset + stride - 1) / stride : 0;
    column->end = end < count ? end : count;
}

// What output row y of a block reads: `input(row)` gives the address of an input row.
#define DEPTHWISE_LINES(taps, g, weights, y, row, input) \
    for (int ky = 0; ky < (g)->kernel_height; ky++) { \
        int row = (y) * (g)->stride_height + ky * (g)->dilation_height - (g)->pad_top; \
        if (row < 0 || row >= (g)->input_height) continue; \
        (taps)->lines[(taps)->line_count++] = \
            (KERNEL(depthwise_line)){(input), (weights) + ky * (g)->kernel_width * lanes}; \
    }

// The columns that outputs read.
INLINE void KERNEL(depthwise_columns)(KERNEL(depthwise_taps) *taps, const depthwise_geometry *g) {
    taps->line_count = taps->column_count = 0;
    taps->step = (ptrdiff_t)g->stride_width * lanes;
    for (int kx = 0; kx < g->kernel_width; kx++)
        KERNEL(depthwise_add_column)(
            taps, kx, kx * g->dilation_width - g->pad_left, g->stride_width, g->input_width, g->output_width);
}

void KERNEL(depthwise_row)(const depthwise_work *work, int index) {
    const depthwise_geometry *g = work->geometry;
    const kernel_finish finish = *work->finish;
    int block = index / g->output_height, y = index % g->output_height;
    const float *plane = work->source + (ptrdiff_t)block * g->input_height * g->input_width * lanes;
    const float *weights = work->packed + (ptrdiff_t)block * g->kernel_height * g->kernel_width * lanes;
    ptrdiff_t place = (ptrdiff_t)index * g->output_width * lanes;
    KERNEL(depthwise_taps) taps;
    KERNEL(depthwise_columns)(&taps, g);
    taps.start = load(work->bias + block * lanes);
    DEPTHWISE_LINES(&taps, g, weights, y, row, plane + (ptrdiff_t)row * g->input_width * lanes)
    KERNEL(depthwise_results)(&taps, g->output_width, &finish, work->destination + place, place, lanes);
}

// The gradient of input row y of a block, to `address`; its bits begin at `place`.
INLINE void KERNEL(depthwise_gradient_at)(
    const depthwise_work *work, const kernel_finish *finish, int block, int y, float *address, ptrdiff_t place) {
    const depthwise_geometry *g = work->geometry;
    const float *plane = work->source + (ptrdiff_t)block * g->output_height * g->output_width * lanes;
    const float *weights = work->packed + (ptrdiff_t)block * g->kernel_height * g->kernel_width * lanes;
    KERNEL(depthwise_taps) taps;
    taps.line_count = 0;
    taps.step = lanes;
    taps.start = splat(0);
    for (int ky = 0; ky < g->kernel_height; ky++) {
        int above = y + g->pad_top - ky * g->dilation_height, row = above / g->stride_height;
        if (above < 0 || above % g->stride_height || row >= g->output_height) continue;
        taps.lines[taps.line_count++] = (KERNEL(depthwise_line)){
            plane + (ptrdiff_t)row * g->output_width * lanes, weights + ky * g->kernel_width * lanes};
    }
    for (int phase = 0; phase < g->stride_width && phase < g->input_width; phase++) {
        int results = (g->input_width - phase + g->stride_width - 1) / g->stride_width;
        taps.column_count = 0;
        for (int kx = 0; kx < g->kernel_width; kx++) {
            int before = phase + g->pad_left - kx * g->dilation_width;
            if (before % g->stride_width == 0)
                KERNEL(depthwise_add_column)(&taps, kx, before / g->stride_width, 1, g->output_width, results);
        }
        KERNEL(depthwise_results)(
            &taps, results, finish, address + phase * lanes, place + phase * lanes, (ptrdiff_t)g->stride_width * lanes);
    }
}

void KERNEL(depthwise_row_gradient)(const depthwise_work *work, int index) {
    const depthwise_geometry *g = work->geometry;
    const kernel_finish finish = *work->finish;
    ptrdiff_t place = (ptrdiff_t)index * g->input_width * lanes;
    KERNEL(depthwise_gradient_at)(
        work, &finish, index / g->input_height, index % g->input_height, work->destination + place, place);
}
