// Rows of a pool's outputs, and the gradients of its inputs. Included once for each build.

#include "finish_kernel.h"
#include "pool_parts.h"

// The taps of a kernel of `size`, `dilation` apart, that lie inside an input of `limit` when it begins at `start`.
INLINE pool_taps KERNEL(taps_inside)(int start, int size, int dilation, int limit) {
    int first = start < 0 ? (-start + dilation - 1) / dilation : 0;
    int end = limit > start ? (limit - start + dilation - 1) / dilation : 0;
    return (pool_taps){first, end < size ? end : size};
}

// The largest of the window's inputs and its tap, the first of equals.
INLINE void KERNEL(largest)(
    const float *corner, ptrdiff_t row_stride, ptrdiff_t column_stride, int kernel_width, pool_taps rows,
    pool_taps columns, vf *value, vi *tap) {
    vf best = splat(-INFINITY);
    vi winner = splat_integer(rows.first * kernel_width + columns.first);
    for (int row = rows.first; row < rows.end; row++)
        for (int column = columns.first; column < columns.end; column++) {
            vf x = load(corner + row * row_stride + column * column_stride);
            vi greater = x > best;
            best = select(greater, x, best);
            winner = (greater & (row * kernel_width + column)) | (~greater & winner);
        }
    *value = best;
    *tap = winner;
}

void KERNEL(pool_max_row)(const pool_work *work, int index) {
    const pool_geometry *g = work->geometry;
    int block = index / g->output_height, y = index % g->output_height;
    int top = y * g->stride_height - g->pad_top;
    pool_taps rows = KERNEL(taps_inside)(top, g->kernel_height, g->dilation_height, g->input_height), three = {0, 3};
    const float *input = work->source + (ptrdiff_t)block * g->input_height * g->input_width * lanes;
    ptrdiff_t row_stride = (ptrdiff_t)g->dilation_height * g->input_width * lanes;
    ptrdiff_t column_stride = (ptrdiff_t)g->dilation_width * lanes;
    ptrdiff_t out = (ptrdiff_t)index * g->output_width * lanes;
    vf lower = splat(work->lower), upper = splat(work->upper);
    bool three_rows = rows.end - rows.first == 3;
    for (int x = 0; x < g->output_width; x++, out += lanes) {
        int left = x * g->stride_width - g->pad_left;
        pool_taps columns = KERNEL(taps_inside)(left, g->kernel_width, g->dilation_width, g->input_width);
        const float *corner = input + ((ptrdiff_t)top * g->input_width + left) * lanes;
        vf value;
        vi tap;
        // With its limits known, the loop over nine taps unrolls.
        if (three_rows && g->kernel_width == 3 && columns.end - columns.first == 3)
            KERNEL(largest)(corner, row_stride, column_stride, 3, three, three, &value, &tap);
        else KERNEL(largest)(corner, row_stride, column_stride, g->kernel_width, rows, columns, &value, &tap);
        if (work->clipped) tap |= ~((value > lower) & (value < upper)) & pool_no_tap;
        store(work->destination + out, value);
        *(vb *)(work->taps + out) = __builtin_convertvector(tap, vb);
    }
}

// Adds the gradient to the lanes of the window's inputs that won.
INLINE void KERNEL(scatter)(
    float *corner, ptrdiff_t row_stride, ptrdiff_t column_stride, int kernel_width, pool_taps rows, pool_taps columns,
    const float *gradient, const uint8_t *tap) {
    vi g = (vi)load(gradient), winner = __builtin_convertvector(*(const vb *)tap, vi);
    for (int row = rows.first; row < rows.end; row++)
        for (int column = columns.first; column < columns.end; column++) {
            float *x = corner + row * row_stride + column * column_stride;
            store(x, load(x) + (vf)(g & (winner == row * kernel_width + column)));
        }
}

// No other block writes where this one does. Rows are zeroed just before they are scattered to, while they are cached.
void KERNEL(pool_max_block_gradient)(const pool_work *work, int block) {
    const pool_geometry *g = work->geometry;
    ptrdiff_t row_floats = (ptrdiff_t)g->input_width * lanes;
    ptrdiff_t row_stride = g->dilation_height * row_floats, column_stride = (ptrdiff_t)g->dilation_width * lanes;
    float *result = work->destination + (ptrdiff_t)block * g->input_height * row_floats;
    ptrdiff_t in = (ptrdiff_t)block * g->output_height * g->output_width * lanes;
    pool_taps three = {0, 3};
    int zeroed = work->accumulate ? g->input_height : 0;
    for (int y = 0; y < g->output_height; y++) {
        int top = y * g->stride_height - g->pad_top;
        pool_taps rows = KERNEL(taps_inside)(top, g->kernel_height, g->dilation_height, g->input_height);
        for (; zeroed < g->input_height && zeroed <= top + (rows.end - 1) * g->dilation_height; zeroed++)
            memset(result + zeroed * row_floats, 0, row_floats * sizeof(float));
        bool three_rows = rows.end - rows.first == 3;
        for (int x = 0; x < g->output_width; x++, in += lanes) {
            int left = x * g->stride_width - g->pad_left;
            pool_taps columns = KERNEL(taps_inside)(left, g->kernel_width, g->dilation_width, g->input_width);
            float *corner = result + top * row_floats + (ptrdiff_t)left * lanes;
            if (three_rows && g->kernel_width == 3 && columns.end - columns.first == 3)
                KERNEL(scatter)(
                    corner, row_stride, column_stride, 3, three, three, work->source + in, work->taps + in);
            else
                KERNEL(scatter)(
                    corner, row_stride, column_stride, g->kernel_width, rows, columns, work->source + in,
                    work->taps + in);
        }
    }
    for (; zeroed < g->input_height; zeroed++) memset(result + zeroed * row_floats, 0, row_floats * sizeof(float));
}

void KERNEL(pool_mean_row)(const pool_work *work, int index) {
    const pool_geometry *g = work->geometry;
    const kernel_finish finish = *work->finish;
    int block = index / g->output_height, y = index % g->output_height;
    int top = y * g->stride_height - g->pad_top;
    pool_taps rows = KERNEL(taps_inside)(top, g->kernel_height, 1, g->input_height);
    const float *input = work->source + (ptrdiff_t)block * g->input_height * g->input_width * lanes;
    for (int x = 0; x < g->output_width; x++) {
        int left = x * g->stride_width - g->pad_left;
        pool_taps columns = KERNEL(taps_inside)(left, g->kernel_width, 1, g->input_width);
        vf sum = splat(0);
        for (int row = rows.first; row < rows.end; row++)
            for (int column = columns.first; column < columns.end; column++)
                sum += load(input + ((ptrdiff_t)(top + row) * g->input_width + left + column) * lanes);
        KERNEL(put)(
            &finish, sum * work->divisors[y * g->output_width + x], work->destination,
            ((ptrdiff_t)index * g->output_width + x) * lanes);
    }
}

// The outputs [first, end) whose windows hold an input, along one axis.
INLINE pool_taps KERNEL(windows_over)(int place, int pad, int size, int stride, int count) {
    int last = (place + pad) / stride, first = place + pad - size + 1;
    first = first <= 0 ? 0 : (first + stride - 1) / stride;
    return (pool_taps){first, last < count ? last + 1 : count};
}

void KERNEL(pool_mean_row_gradient)(const pool_work *work, int index) {
    const pool_geometry *g = work->geometry;
    const kernel_finish finish = *work->finish;
    int block = index / g->input_height, y = index % g->input_height;
    pool_taps rows = KERNEL(windows_over)(y, g->pad_top, g->kernel_height, g->stride_height, g->output_height);
    const float *gradient = work->source + (ptrdiff_t)block * g->output_height * g->output_width * lanes;
    for (int x = 0; x < g->input_width; x++) {
        pool_taps columns = KERNEL(windows_over)(x, g->pad_left, g->kernel_width, g->stride_width, g->output_width);
        vf sum = splat(0);
        for (int row = rows.first; row < rows.end; row++)
            for (int column = columns.first; column < columns.end; column++) {
                ptrdiff_t place = (ptrdiff_t)row * g->output_width + column;
                sum += load(gradient + place * lanes) * work->divisors[place];
            }
        KERNEL(put)(&finish, sum, work->destination, ((ptrdiff_t)index * g->input_width + x) * lanes);
    }
}
