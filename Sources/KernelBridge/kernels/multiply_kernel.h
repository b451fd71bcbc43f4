#pragma once
// The heart of pointwise convolutions and of Winograd's: positions times a panel of outputs, summed over the inputs in
// registers. Included once for each build.
//
// source: [blocks of inputs][block_stride / lanes positions][lanes]; weights: panels of [inputs][up to two blocks of outputs],
// `panel` floats from one to the next.

// As many positions as fill the registers with sums of `width` blocks of outputs.
#define ROWS_OF(width) ((width) == 1 ? 2 * ROWS : 2 * ROWS / (width))

// sums[position][w] = start + Σ over inputs of source times weights; `rows` and `width` (1, 2, or 4: two panels) are constants
// where this is inlined, so that every sum is a register. With `reads_ahead` the next positions of each block are fetched on
// the way: blocks lie far apart, and no CPU guesses the way through many of them.
INLINE void KERNEL(multiply_rows)(
    const float *weights, ptrdiff_t panel, const float *source, ptrdiff_t block_stride, int inputs, const float *start,
    int rows, int width, bool reads_ahead, vf sums[2 * ROWS][4]) {
    const int of_panel = width < 2 ? width : 2;
    UNROLL for (int r = 0; r < rows; r++) UNROLL for (int w = 0; w < width; w++)
        sums[r][w] = start ? load(start + w * lanes) : splat(0);
    for (; inputs > 0; inputs -= lanes, source += block_stride) {
        int count = inputs < lanes ? inputs : lanes;
        if (reads_ahead) UNROLL for (int r = 0; r < rows; r += positions_of_line)
            __builtin_prefetch(source + (rows + r) * lanes);
#pragma clang loop unroll(disable)
        for (int lane = 0; lane < count; lane++, weights += of_panel * lanes) {
            // What there are fewer of stays in registers, rows' inputs or weights, while the others pass one by one: with 12
            // sums that fills AVX2's 16 registers, and a sum that has to leave its register halves the speed.
            if (rows < width) {
                vf x[ROWS];
                UNROLL for (int r = 0; r < rows; r++) x[r] = splat(source[r * lanes + lane]);
                UNROLL for (int i = 0; i < width; i++) {
                    vf w = load(weights + i / 2 * panel + i % 2 * lanes);
                    UNROLL for (int r = 0; r < rows; r++) sums[r][i] += w * x[r];
                }
            } else {
                vf w[4];
                UNROLL for (int i = 0; i < width; i++) w[i] = load(weights + i / 2 * panel + i % 2 * lanes);
                UNROLL for (int r = 0; r < rows; r++) {
                    vf x = splat(source[r * lanes + lane]);
                    UNROLL for (int i = 0; i < width; i++) sums[r][i] += w[i] * x;
                }
            }
        }
    }
}

// The same, stored one after the other: destination + w * stride holds `rows` vectors of output block w.
INLINE void KERNEL(multiply_and_store)(
    const float *weights, const float *source, ptrdiff_t block_stride, int inputs, int rows, int width,
    float *destination, ptrdiff_t stride) {
    vf sums[2 * ROWS][4];
    KERNEL(multiply_rows)(weights, 0, source, block_stride, inputs, NULL, rows, width, false, sums);
    UNROLL for (int r = 0; r < rows; r++) UNROLL for (int w = 0; w < width; w++)
        store(destination + w * stride + r * lanes, sums[r][w]);
}

// Positions [0, count) of one panel, as many at a time as there are registers; reads and writes up to 2 * ROWS − 1 more.
INLINE void KERNEL(multiply_panel)(
    const float *weights, const float *source, ptrdiff_t block_stride, int inputs, int count, int width,
    float *destination, ptrdiff_t stride) {
    const int whole = ROWS_OF(width), two_thirds = whole * 2 / 3, third = whole / 3;
    int position = 0;
    for (; position + two_thirds < count; position += whole)
        KERNEL(multiply_and_store)(
            weights, source + position * lanes, block_stride, inputs, whole, width, destination + position * lanes,
            stride);
    for (; position + third < count; position += two_thirds)
        KERNEL(multiply_and_store)(
            weights, source + position * lanes, block_stride, inputs, two_thirds, width, destination + position * lanes,
            stride);
    for (; position < count; position += third)
        KERNEL(multiply_and_store)(
            weights, source + position * lanes, block_stride, inputs, third, width, destination + position * lanes,
            stride);
}
