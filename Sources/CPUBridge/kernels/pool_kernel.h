// Rows of a pool's outputs, and the gradients of its inputs. Included once for each build.

#include "finish_kernel.h"
#include "pool_parts.h"

// The taps of a kernel of `size`, `dilation` apart, that lie inside an input of `limit` when it begins at `start`.
INLINE pool_taps KERNEL(taps_inside)(int start, int size, int dilation, int limit) {
    int first = start < 0 ? (-start + dilation - 1) / dilation : 0;
    int end = limit > start ? (limit - start + dilation - 1) / dilation : 0;
    return (pool_taps){first, end < size ? end : size};
}

// The pool of nearly every network; its loops unroll.
INLINE bool KERNEL(is_three_by_three)(const pool_geometry *g) {
    return g->kernel_height == 3 && g->kernel_width == 3 && g->dilation_height == 1 && g->dilation_width == 1;
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

// The outputs [first, end) of a row whose windows of three columns lie inside. In a tile the first window may begin inside
// of the input: a negative pad.
INLINE pool_taps KERNEL(whole_windows)(const pool_geometry *g) {
    int first = g->pad_left <= 0 ? 0 : (g->pad_left + g->stride_width - 1) / g->stride_width;
    int last = g->input_width - 3 + g->pad_left, end = last < 0 ? 0 : last / g->stride_width + 1;
    end = end < g->output_width ? end : g->output_width;
    return first < end ? (pool_taps){first, end} : (pool_taps){0, 0};
}

INLINE void KERNEL(put_largest)(const pool_work *work, vf value, vi tap, ptrdiff_t out) {
    if (work->clipped) {
        vf lower = splat(work->lower), upper = splat(work->upper);
        tap |= ~((value > lower) & (value < upper)) & pool_no_tap;
    }
    store(work->destination + out, value);
    *(vb *)(work->taps + out) = __builtin_convertvector(tap, vb);
}

void KERNEL(pool_max_row)(const pool_work *work, int index) {
    const pool_geometry *g = work->geometry;
    int block = index / g->output_height, y = index % g->output_height;
    int top = y * g->stride_height - g->pad_top;
    pool_taps rows = KERNEL(taps_inside)(top, g->kernel_height, g->dilation_height, g->input_height);
    const float *input = work->source + (ptrdiff_t)block * g->input_height * g->input_width * lanes;
    ptrdiff_t row_stride = (ptrdiff_t)g->dilation_height * g->input_width * lanes;
    ptrdiff_t column_stride = (ptrdiff_t)g->dilation_width * lanes;
    ptrdiff_t out = (ptrdiff_t)index * g->output_width * lanes;
    bool three = KERNEL(is_three_by_three)(g) && rows.end - rows.first == 3;
    pool_taps whole = three ? KERNEL(whole_windows)(g) : (pool_taps){0, 0}, all = {0, 3};
    for (int x = 0; x < g->output_width; x++) {
        vf value;
        vi tap;
        // With their limits known, the loop over nine taps unrolls.
        for (; x >= whole.first && x < whole.end; x++) {
            const float *corner = input + ((ptrdiff_t)top * g->input_width + x * g->stride_width - g->pad_left) * lanes;
            KERNEL(largest)(corner, row_stride, lanes, 3, all, all, &value, &tap);
            KERNEL(put_largest)(work, value, tap, out + x * lanes);
        }
        if (x == g->output_width) break;
        int left = x * g->stride_width - g->pad_left;
        pool_taps columns = KERNEL(taps_inside)(left, g->kernel_width, g->dilation_width, g->input_width);
        const float *corner = input + ((ptrdiff_t)top * g->input_width + left) * lanes;
        KERNEL(largest)(corner, row_stride, column_stride, g->kernel_width, rows, columns, &value, &tap);
        KERNEL(put_largest)(work, value, tap, out + x * lanes);
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

// The same for `count` windows of 3 x 3 in a row, `stride` apart: what a column gets is summed in registers until the last
// window has passed it.
INLINE void KERNEL(scatter_whole)(
    float *corner, ptrdiff_t row_stride, const float *gradient, const uint8_t *tap, int count, int stride) {
    const int kept = 3 - stride;
    vf columns[3][2] = {{splat(0), splat(0)}, {splat(0), splat(0)}, {splat(0), splat(0)}};
    for (int x = 0; x < count; x++, gradient += lanes, tap += lanes, corner += stride * lanes) {
        vi g = (vi)load(gradient), winner = __builtin_convertvector(*(const vb *)tap, vi);
        UNROLL for (int row = 0; row < 3; row++) UNROLL for (int column = 0; column < 3; column++) {
            vf sum = (vf)(g & (winner == row * 3 + column));
            if (column < kept) sum += columns[row][column];
            float *place = corner + row * row_stride + column * lanes;
            if (column < stride) store(place, load(place) + sum);
            else columns[row][column - stride] = sum;
        }
    }
    UNROLL for (int row = 0; row < 3; row++) UNROLL for (int column = 0; column < kept; column++) {
        float *place = corner + row * row_stride + column * lanes;
        store(place, load(place) + columns[row][column]);
    }
}

// No other block writes where this one does. Rows are zeroed just before they are scattered to, while they are cached.
void KERNEL(pool_max_block_gradient)(const pool_work *work, int block) {
    const pool_geometry *g = work->geometry;
    ptrdiff_t row_floats = (ptrdiff_t)g->input_width * lanes;
    ptrdiff_t row_stride = g->dilation_height * row_floats, column_stride = (ptrdiff_t)g->dilation_width * lanes;
    float *result = work->destination + (ptrdiff_t)block * g->input_height * row_floats;
    ptrdiff_t in = (ptrdiff_t)block * g->output_height * g->output_width * lanes;
    int zeroed = work->accumulate ? g->input_height : 0;
    bool is_unrolled = KERNEL(is_three_by_three)(g) && (g->stride_width == 1 || g->stride_width == 2);
    for (int y = 0; y < g->output_height; y++, in += (ptrdiff_t)g->output_width * lanes) {
        int top = y * g->stride_height - g->pad_top;
        pool_taps rows = KERNEL(taps_inside)(top, g->kernel_height, g->dilation_height, g->input_height);
        for (; zeroed < g->input_height && zeroed <= top + (rows.end - 1) * g->dilation_height; zeroed++)
            memset(result + zeroed * row_floats, 0, row_floats * sizeof(float));
        pool_taps whole = is_unrolled && rows.end - rows.first == 3 ? KERNEL(whole_windows)(g) : (pool_taps){0, 0};
        if (whole.end > whole.first) {
            float *corner = result + top * row_floats + ((ptrdiff_t)whole.first * g->stride_width - g->pad_left) * lanes;
            ptrdiff_t first = in + (ptrdiff_t)whole.first * lanes;
            const float *gradient = work->source + first;
            const uint8_t *taps = work->taps + first;
            int count = whole.end - whole.first;
            if (g->stride_width == 1) KERNEL(scatter_whole)(corner, row_stride, gradient, taps, count, 1);
            else KERNEL(scatter_whole)(corner, row_stride, gradient, taps, count, 2);
        }
        for (int x = 0; x < g->output_width; x++) {
                if (x == whole.first) x = whole.end;
            if (x == g->output_width) break;
            int left = x * g->stride_width - g->pad_left;
            pool_taps columns = KERNEL(taps_inside)(left, g->kernel_width, g->dilation_width, g->input_width);
            ptrdiff_t place = in + (ptrdiff_t)x * lanes;
            KERNEL(scatter)(
                result + top * row_floats + (ptrdiff_t)left * lanes, row_stride, column_stride, g->kernel_width, rows,
                columns, work->source + place, work->taps + place);
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
