#pragma once
// The heart of pointwise convolutions and of Winograd's: positions times a panel of outputs, summed over the inputs in
// registers. Included once for each build.
//
// source: [blocks of inputs][block_stride / lanes positions][lanes]; weights: panels of [inputs][up to two blocks of outputs],
// `panel` floats from one to the next.

// As many positions as fill the registers with sums of `width` blocks of outputs.
#define ROWS_OF(width) ((width) == 1 ? 2 * ROWS : 2 * ROWS / (width))

// Goes through `count` positions that way, and through the last ones with two thirds of the registers or one: `call` says what
// happens to the `rows` positions from `position` on, of `left` that are left. Twice two thirds are less work than all and a
// third, whose few sums wait for each other.
#define IN_ROWS(width, position, count, call) \
    int position = 0, left = (count); \
    SOME_ROWS(position, left > 2 * (ROWS_OF(width) / 3) && left != 4 * (ROWS_OF(width) / 3), ROWS_OF(width), call) \
    SOME_ROWS(position, left > ROWS_OF(width) / 3, 2 * (ROWS_OF(width) / 3), call) \
    SOME_ROWS(position, left > 0, ROWS_OF(width) / 3, call)
#define SOME_ROWS(position, condition, rows_at_once, call) \
    while (condition) { \
        const int rows = (rows_at_once); \
        call; \
        position += rows, left -= rows; \
    }

// sums[position][w] = start + Σ over inputs of source times weights; `rows` and `width` (1, 2, or 4: two panels) are constants
// where this is inlined, so that every sum is a register; so is `of_panel`, the blocks of a panel. With `reads_ahead` the next
// positions of each block are fetched on the way: blocks lie far apart, and no CPU guesses the way through many of them.
INLINE void KERNEL(multiply_rows)(
    const float *weights, ptrdiff_t panel, const float *source, ptrdiff_t block_stride, int inputs, const float *start,
    int rows, int width, int of_panel, bool reads_ahead, vf sums[2 * ROWS][4]) {
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

// The same, stored one after the other, or added to what is there: destination + w * stride holds `rows` vectors of output block w.
INLINE void KERNEL(multiply_and_store)(
    const float *weights, const float *source, ptrdiff_t block_stride, int inputs, int rows, int width, bool adds,
    float *destination, ptrdiff_t stride) {
    vf sums[2 * ROWS][4];
    KERNEL(multiply_rows)(
        weights, 0, source, block_stride, inputs, NULL, rows, width, width, false, sums);
    if (adds)
        UNROLL for (int r = 0; r < rows; r++) UNROLL for (int w = 0; w < width; w++)
            sums[r][w] += load(destination + w * stride + r * lanes);
    UNROLL for (int r = 0; r < rows; r++) UNROLL for (int w = 0; w < width; w++)
        store(destination + w * stride + r * lanes, sums[r][w]);
}

// Positions [0, count) of one panel, as many at a time as there are registers; reads and writes up to 2 * ROWS − 1 more.
INLINE void KERNEL(multiply_panel)(
    const float *weights, const float *source, ptrdiff_t block_stride, int inputs, int count, int width, bool adds,
    float *destination, ptrdiff_t stride) {
    IN_ROWS(
        width, position, count,
        KERNEL(multiply_and_store)(
            weights, source + position * lanes, block_stride, inputs, rows, width, adds, destination + position * lanes,
            stride))
}
