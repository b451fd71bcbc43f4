// A pointwise and a depthwise convolution, a few rows at a time. Included once for each build.

#include "depthwise_kernel.h"
#include "expansion_parts.h"
#include "pointwise_kernel.h"

// `rows` inner positions from column x of row y on, of `width` blocks, into slots of their rings.
INLINE void KERNEL(expand_positions)(
    const expansion_work *work, int block, int y, int x, float *slot, ptrdiff_t ring, int rows, int width) {
    const expansion *l = work->layer;
    const kernel_finish inner = *work->inner;
    int columns = l->depthwise.input_width;
    ptrdiff_t area = (ptrdiff_t)l->depthwise.input_height * columns, first = (ptrdiff_t)y * columns + x;
    vf sums[2 * ROWS][4];
    KERNEL(multiply_rows)(
        l->expand + (ptrdiff_t)block * l->inputs * lanes, 0, work->source + first * lanes, area * lanes, l->inputs,
        l->expand_bias + block * lanes, rows, width, false, sums);
    UNROLL for (int w = 0; w < width; w++) UNROLL for (int r = 0; r < rows; r++)
        if (x + r < columns)
            KERNEL(put_at)(
                &inner, sums[r][w], slot + w * ring + (x + r) * lanes, ((block + w) * area + first + r) * lanes);
}

// Inner row y of `width` blocks.
INLINE void KERNEL(expand_row)(
    const expansion_work *work, int block, int y, float *slot, ptrdiff_t ring, int width) {
    const int whole = ROWS_OF(width), two_thirds = whole * 2 / 3, third = whole / 3;
    int columns = work->layer->depthwise.input_width, x = 0;
    for (; x + two_thirds < columns; x += whole)
        KERNEL(expand_positions)(work, block, y, x, slot, ring, whole, width);
    for (; x + third < columns; x += two_thirds)
        KERNEL(expand_positions)(work, block, y, x, slot, ring, two_thirds, width);
    for (; x < columns; x += third) KERNEL(expand_positions)(work, block, y, x, slot, ring, third, width);
}

void KERNEL(expansion_panel)(const expansion_work *work, float *scratch, int block, int width) {
    const expansion *l = work->layer;
    const depthwise_geometry *g = &l->depthwise;
    const kernel_finish finish = *work->finish;
    int span = (g->kernel_height - 1) * g->dilation_height + 1, computed = 0;
    ptrdiff_t line = (ptrdiff_t)g->input_width * lanes, ring = span * line;
    KERNEL(depthwise_taps) taps;
    KERNEL(depthwise_columns)(&taps, g);
    for (int y = 0; y < g->output_height; y++) {
        int top = y * g->stride_height - g->pad_top;
        int needed = top + span < g->input_height ? top + span : g->input_height;
        // Rows that a stride beyond the kernel's span passes over are noted all the same: their bits are asked for.
        for (; computed < needed; computed++) {
            float *slot = scratch + computed % span * line;
            if (width == 2) KERNEL(expand_row)(work, block, computed, slot, ring, 2);
            else KERNEL(expand_row)(work, block, computed, slot, ring, 1);
        }
        for (int w = 0; w < width; w++) {
            const float *weights = l->weights + (ptrdiff_t)(block + w) * g->kernel_height * g->kernel_width * lanes;
            ptrdiff_t place = ((ptrdiff_t)(block + w) * g->output_height + y) * g->output_width * lanes;
            taps.line_count = 0;
            taps.start = load(l->bias + (block + w) * lanes);
            DEPTHWISE_LINES(&taps, g, weights, y, row, scratch + w * ring + row % span * line)
            KERNEL(depthwise_results)(&taps, g->output_width, &finish, work->destination + place, place, lanes);
        }
    }
}

void KERNEL(expansion_rows)(const expansion_work *work, float *scratch, int first, int end) {
    const expansion *l = work->layer;
    const depthwise_geometry *g = &l->depthwise;
    const kernel_finish inner = *work->inner;
    int columns = g->input_width, count = (end - first) * columns;
    depthwise_work inner_work = {.geometry = g, .packed = l->weights, .source = work->source};
    for (int block = 0; block < work->blocks; block++)
        for (int y = first; y < end; y++)
            KERNEL(depthwise_gradient_at)(
                &inner_work, &inner, block, y, scratch + ((ptrdiff_t)block * count + (y - first) * columns) * lanes,
                ((ptrdiff_t)block * g->input_height + y) * columns * lanes);
    pointwise_work outer = {
        .inputs = g->channels, .input_blocks = work->blocks, .output_blocks = work->input_blocks,
        .area = (ptrdiff_t)g->input_height * columns, .packed = l->expand_transposed, .destination = work->destination,
        .finish = work->finish};
    KERNEL(pointwise_panels)(
        &outer, scratch, (ptrdiff_t)count * lanes, (ptrdiff_t)first * columns, count, 0, work->input_blocks);
}
