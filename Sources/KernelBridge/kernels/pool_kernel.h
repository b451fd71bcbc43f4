// Max pooling of one row of outputs, and its gradient for one block of channels. Included once for each build.

#include "pool_parts.h"

typedef uint8_t b8 __attribute__((vector_size(8), aligned(1)));

// The taps of a kernel of `size` that lie inside an input of `limit` when it begins at `start`.
INLINE pool_taps KERNEL(taps_inside)(int start, int size, int limit) {
    return (pool_taps){start < 0 ? -start : 0, start + size > limit ? limit - start : size};
}

// The largest of the window's inputs and its tap, the first of equals.
INLINE void KERNEL(largest)(
    const float *corner, int row_stride, int kernel_width, pool_taps rows, pool_taps columns, float *value,
    uint8_t *tap) {
    v8 best = splat(-INFINITY);
    i8 winner = (i8){} + (rows.first * kernel_width + columns.first);
    for (int row = rows.first; row < rows.end; row++)
        for (int column = columns.first; column < columns.end; column++) {
            v8 x = load(corner + ((ptrdiff_t)row * row_stride + column) * lanes);
            i8 greater = x > best;
            best = select(greater, x, best);
            winner = (greater & (row * kernel_width + column)) | (~greater & winner);
        }
    store(value, best);
    *(b8 *)tap = __builtin_convertvector(winner, b8);
}

void KERNEL(pool_row)(const pool_geometry *g, const float *source, float *destination, uint8_t *taps, int index) {
    int block = index / g->output_height, y = index % g->output_height;
    int top = y * g->stride_height - g->pad_top;
    pool_taps rows = KERNEL(taps_inside)(top, g->kernel_height, g->input_height), all = {0, 3};
    const float *input = source + (ptrdiff_t)block * g->input_height * g->input_width * lanes;
    ptrdiff_t out = (ptrdiff_t)index * g->output_width * lanes;
    for (int x = 0; x < g->output_width; x++, out += lanes) {
        int left = x * g->stride_width - g->pad_left;
        pool_taps columns = KERNEL(taps_inside)(left, g->kernel_width, g->input_width);
        const float *corner = input + ((ptrdiff_t)top * g->input_width + left) * lanes;
        bool is_whole_3x3 = g->kernel_width == 3 && rows.end - rows.first == 3 && columns.end - columns.first == 3;
        // With its limits known, the loop over nine taps unrolls.
        if (is_whole_3x3) KERNEL(largest)(corner, g->input_width, 3, all, all, destination + out, taps + out);
        else KERNEL(largest)(
            corner, g->input_width, g->kernel_width, rows, columns, destination + out, taps + out);
    }
}

// Adds the gradient to the lanes of the window's inputs that won.
INLINE void KERNEL(scatter)(
    float *corner, int row_stride, int kernel_width, pool_taps rows, pool_taps columns, const float *gradient,
    const uint8_t *tap) {
    i8 g = (i8)load(gradient), winner = __builtin_convertvector(*(const b8 *)tap, i8);
    for (int row = rows.first; row < rows.end; row++)
        for (int column = columns.first; column < columns.end; column++) {
            float *x = corner + ((ptrdiff_t)row * row_stride + column) * lanes;
            store(x, load(x) + (v8)(g & (winner == row * kernel_width + column)));
        }
}

// No other block writes where this one does. Rows are zeroed just before they are scattered to, while they are cached.
void KERNEL(pool_block_gradient)(
    const pool_geometry *g, const float *gradient, const uint8_t *taps, float *source_gradient, int block) {
    ptrdiff_t row_floats = (ptrdiff_t)g->input_width * lanes;
    float *result = source_gradient + (ptrdiff_t)block * g->input_height * row_floats;
    ptrdiff_t in = (ptrdiff_t)block * g->output_height * g->output_width * lanes;
    pool_taps all = {0, 3};
    int zeroed = 0;
    for (int y = 0; y < g->output_height; y++) {
        int top = y * g->stride_height - g->pad_top;
        pool_taps rows = KERNEL(taps_inside)(top, g->kernel_height, g->input_height);
        for (; zeroed < top + rows.end; zeroed++) memset(result + zeroed * row_floats, 0, row_floats * sizeof(float));
        for (int x = 0; x < g->output_width; x++, in += lanes) {
            int left = x * g->stride_width - g->pad_left;
            pool_taps columns = KERNEL(taps_inside)(left, g->kernel_width, g->input_width);
            float *corner = result + top * row_floats + (ptrdiff_t)left * lanes;
            bool is_whole_3x3 = g->kernel_width == 3 && rows.end - rows.first == 3 && columns.end - columns.first == 3;
            if (is_whole_3x3) KERNEL(scatter)(corner, g->input_width, 3, all, all, gradient + in, taps + in);
            else KERNEL(scatter)(
                corner, g->input_width, g->kernel_width, rows, columns, gradient + in, taps + in);
        }
    }
    for (; zeroed < g->input_height; zeroed++) memset(result + zeroed * row_floats, 0, row_floats * sizeof(float));
}
