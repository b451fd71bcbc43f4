// A pointwise and a depthwise convolution, a few rows at a time. Included once for each build.

#include "depthwise_kernel.h"
#include "expansion_parts.h"
#include "pointwise_kernel.h"

// `rows` inner positions from column x of row y on, of `width` blocks, into a line of each one's ring.
INLINE void KERNEL(expand_positions)(
    const expansion_work *work, int block, int y, int x, float *line, ptrdiff_t ring, int rows, int width,
    int of_panel) {
    const expansion *l = work->layer;
    const kernel_finish inner = *work->inner;
    int columns = l->depthwise.input_width;
    ptrdiff_t area = (ptrdiff_t)l->depthwise.input_height * columns, first = (ptrdiff_t)y * columns + x;
    vf sums[2 * ROWS][4];
    KERNEL(multiply_rows)(
        l->expand + ((ptrdiff_t)(block - block % of_panel) * l->inputs + block % of_panel) * lanes, 0,
        work->source + first * lanes, area * lanes, l->inputs, l->expand_bias + block * lanes, rows, width, of_panel,
        false, sums);
    UNROLL for (int w = 0; w < width; w++) {
        vf results[2 * ROWS];
        UNROLL for (int r = 0; r < rows; r++) results[r] = sums[r][w];
        KERNEL(put_some)(
            &inner, results, rows, columns - x, line + w * ring + x * lanes, ((block + w) * area + first) * lanes,
            lanes);
    }
}

// Inner row y of `width` blocks.
INLINE void KERNEL(expand_row)(
    const expansion_work *work, int block, int y, float *line, ptrdiff_t ring, int width, int of_panel) {
    IN_ROWS(
        width, x, work->layer->depthwise.input_width,
        KERNEL(expand_positions)(work, block, y, x, line, ring, rows, width, of_panel))
}

void KERNEL(expansion_panel)(const expansion_work *work, float *scratch, int block, int width) {
    const expansion *l = work->layer;
    const depthwise_geometry *g = &l->depthwise;
    const kernel_finish finish = *work->finish;
    depthwise_lines lines = depthwise_input_lines(g);
    ptrdiff_t ring_floats = depthwise_ring_floats(lines, lanes);
    KERNEL(depthwise_ring) rings[2];
    for (int w = 0; w < width; w++) rings[w] = KERNEL(depthwise_empty_ring)(lines, scratch + w * ring_floats);
    KERNEL(depthwise_taps) taps;
    KERNEL(depthwise_input_columns)(&taps, g);
    int computed = 0;
    for (int y = 0; y < g->output_height; y++) {
        // Rows that a stride beyond the kernel's span passes over are computed all the same: their bits are asked for.
        for (int needed = KERNEL(depthwise_needed)(g, y); computed < needed; computed++) {
            float *line = KERNEL(depthwise_line_at)(rings, computed);
            if (width == 2) KERNEL(expand_row)(work, block, computed, line, ring_floats, 2, 2);
            else if (block / 2 * 2 + 1 < work->blocks) KERNEL(expand_row)(work, block, computed, line, ring_floats, 1, 2);
            else KERNEL(expand_row)(work, block, computed, line, ring_floats, 1, 1);
        }
        for (int w = 0; w < width; w++) {
            const float *weights = l->weights + (ptrdiff_t)(block + w) * g->kernel_height * g->kernel_width * lanes;
            ptrdiff_t place = ((ptrdiff_t)(block + w) * g->output_height + y) * g->output_width * lanes;
            taps.start = load(l->bias + (block + w) * lanes);
            KERNEL(depthwise_output_row)(
                &taps, g, &rings[w], weights, y, &finish, work->destination + place, place);
        }
    }
}

void KERNEL(expansion_rows)(const expansion_work *work, float *scratch, int first, int end) {
    const expansion *l = work->layer;
    const depthwise_geometry *g = &l->depthwise;
    const kernel_finish inner = *work->inner;
    int columns = g->input_width, count = (end - first) * columns;
    depthwise_work inner_work = {.geometry = g, .packed = l->weights, .source = work->source};
    depthwise_lines lines = depthwise_output_lines(g);
    KERNEL(depthwise_ring) ring = KERNEL(depthwise_empty_ring)(lines, scratch);
    float *gradients = scratch + depthwise_ring_floats(lines, lanes);
    KERNEL(depthwise_taps) taps;
    KERNEL(depthwise_gradient_columns)(&taps, g);
    for (int block = 0; block < work->blocks; block++)
        KERNEL(depthwise_gradient_rows)(
            &inner_work, &inner, &taps, &ring, block, first, end, gradients + (ptrdiff_t)block * count * lanes);
    pointwise_work outer = {
        .inputs = g->channels, .input_blocks = work->blocks, .output_blocks = work->input_blocks,
        .area = (ptrdiff_t)g->input_height * columns, .packed = l->expand_transposed, .destination = work->destination,
        .finish = work->finish};
    KERNEL(pointwise_panels)(
        &outer, gradients, (ptrdiff_t)count * lanes, (ptrdiff_t)first * columns, count, 0, work->input_blocks);
}
