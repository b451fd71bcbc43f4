#pragma once
// Pointwise convolution of a chunk of positions. Included once for each build.

#include "multiply_kernel.h"
#include "pointwise_parts.h"

// `rows` positions of a panel, of which the first `count` are stored.
INLINE void KERNEL(pointwise_rows)(
    const pointwise_work *work, const float *weights, const float *source, ptrdiff_t block_stride, int block,
    ptrdiff_t position, int count, int rows, int width) {
    vf sums[2 * ROWS][4];
    const float *bias = work->bias ? work->bias + block * lanes : NULL;
    ptrdiff_t panel = (ptrdiff_t)work->inputs * 2 * lanes;
    KERNEL(multiply_rows)(
        weights, panel, source, block_stride, work->inputs, bias, rows, width, width < 2 ? width : 2, true, sums);
    const kernel_finish finish = *work->finish;
    ptrdiff_t place = (block * work->area + position) * lanes;
    UNROLL for (int w = 0; w < width; w++, place += work->area * lanes) {
        vf results[2 * ROWS];
        UNROLL for (int r = 0; r < rows; r++) results[r] = sums[r][w];
        KERNEL(put_some)(&finish, results, rows, count, work->destination + place, place, lanes);
    }
}

INLINE void KERNEL(pointwise_panel)(
    const pointwise_work *work, const float *weights, const float *source, ptrdiff_t block_stride, int block,
    ptrdiff_t first, int count, int width) {
    IN_ROWS(
        width, position, count,
        KERNEL(pointwise_rows)(
            work, weights, source + position * lanes, block_stride, block, first + position, left, rows, width))
}

// Positions [first, first + count) of the output blocks [block, end), read from `source`, where the first of them lies.
INLINE void KERNEL(pointwise_panels)(
    const pointwise_work *work, const float *source, ptrdiff_t block_stride, ptrdiff_t first, int count, int block,
    int end) {
    ptrdiff_t panel = (ptrdiff_t)work->inputs * lanes;
    for (; block + 4 <= end; block += 4)
        KERNEL(pointwise_panel)(work, work->packed + block * panel, source, block_stride, block, first, count, 4);
    for (; block + 2 <= end; block += 2)
        KERNEL(pointwise_panel)(work, work->packed + block * panel, source, block_stride, block, first, count, 2);
    if (block < end)
        KERNEL(pointwise_panel)(work, work->packed + block * panel, source, block_stride, block, first, count, 1);
}

void KERNEL(pointwise_positions)(
    const pointwise_work *work, ptrdiff_t first, int count, int block, int end, float *chunk) {
    const float *source = work->source + first * lanes;
    ptrdiff_t block_stride = work->area * lanes;
    if (chunk) {
        for (int b = 0; b < work->input_blocks; b++)
            memcpy(
                chunk + (ptrdiff_t)b * count * lanes, source + b * block_stride, (size_t)count * lanes * sizeof(float));
        source = chunk;
        block_stride = (ptrdiff_t)count * lanes;
    }
    KERNEL(pointwise_panels)(work, source, block_stride, first, count, block, end);
}
