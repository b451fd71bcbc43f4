// One row of a depthwise convolution, and of its gradient. Included once for each build.
//
// Both are sums over taps at regular distances: output x reads the inputs x · stride + tap; the input q gets gradients
// from the outputs (q − tap) / stride, which for the q of one remainder modulo the stride are again regular.

#include "depthwise_parts.h"
#include "finish_kernel.h"

// A tap: what it reads for the first result, its weight, and the results [first, end) for which that exists.
typedef struct {
    const float *source, *weight;
    int first, end;
} KERNEL(depthwise_tap);

// `rows` results from `result` on, for which every tap exists.
INLINE void KERNEL(depthwise_put)(
    const KERNEL(depthwise_tap) *taps, int tap_count, ptrdiff_t step, vf start, int result, int rows,
    const kernel_finish *finish, float *destination, ptrdiff_t place, ptrdiff_t spacing) {
    vf sums[8];
    UNROLL for (int r = 0; r < rows; r++) sums[r] = start;
    for (int t = 0; t < tap_count; t++) {
        vf weight = load(taps[t].weight);
        const float *source = taps[t].source + result * step;
        UNROLL for (int r = 0; r < rows; r++) sums[r] += weight * load(source + r * step);
    }
    UNROLL for (int r = 0; r < rows; r++) KERNEL(put)(finish, sums[r], destination, place + (result + r) * spacing);
}

// `count` results of one row, `spacing` floats apart in the destination.
INLINE void KERNEL(depthwise_line)(
    const KERNEL(depthwise_tap) *taps, int tap_count, ptrdiff_t step, vf start, int count, const kernel_finish *finish,
    float *destination, ptrdiff_t place, ptrdiff_t spacing) {
    int first = 0, end = count;
    for (int t = 0; t < tap_count; t++) {
        first = taps[t].first > first ? taps[t].first : first;
        end = taps[t].end < end ? taps[t].end : end;
    }
    int result = 0;
    while (result < count) {
        int whole = result >= first ? end - result : 0;
        if (whole >= 8) KERNEL(depthwise_put)(taps, tap_count, step, start, result, 8, finish, destination, place, spacing), result += 8;
        else if (whole >= 4) KERNEL(depthwise_put)(taps, tap_count, step, start, result, 4, finish, destination, place, spacing), result += 4;
        else if (whole >= 2) KERNEL(depthwise_put)(taps, tap_count, step, start, result, 2, finish, destination, place, spacing), result += 2;
        else {
            // Two sums, so that one does not wait for the other.
            vf sums[2] = {start, splat(0)};
            for (int t = 0; t < tap_count; t++)
                if (result >= taps[t].first && result < taps[t].end)
                    sums[t & 1] += load(taps[t].weight) * load(taps[t].source + result * step);
            KERNEL(put)(finish, sums[0] + sums[1], destination, place + result++ * spacing);
        }
    }
}

// The results r with 0 <= r * stride + offset < limit.
INLINE void KERNEL(depthwise_limits)(KERNEL(depthwise_tap) *tap, int offset, int stride, int limit, int count) {
    tap->first = offset >= 0 ? 0 : (-offset + stride - 1) / stride;
    int end = limit > offset ? (limit - offset + stride - 1) / stride : 0;
    tap->end = end < count ? end : count;
}

void KERNEL(depthwise_row)(const depthwise_work *work, int index) {
    const depthwise_geometry *g = work->geometry;
    const kernel_finish finish = *work->finish;
    int block = index / g->output_height, y = index % g->output_height;
    const float *plane = work->source + (ptrdiff_t)block * g->input_height * g->input_width * lanes;
    const float *weights = work->packed + (ptrdiff_t)block * g->kernel_height * g->kernel_width * lanes;
    KERNEL(depthwise_tap) taps[depthwise_most_taps];
    int count = 0;
    for (int ky = 0; ky < g->kernel_height; ky++) {
        int row = y * g->stride_height + ky * g->dilation_height - g->pad_top;
        if (row < 0 || row >= g->input_height) continue;
        for (int kx = 0; kx < g->kernel_width; kx++) {
            int offset = kx * g->dilation_width - g->pad_left;
            KERNEL(depthwise_tap) *tap = &taps[count];
            tap->source = plane + ((ptrdiff_t)row * g->input_width + offset) * lanes;
            tap->weight = weights + (ky * g->kernel_width + kx) * lanes;
            KERNEL(depthwise_limits)(tap, offset, g->stride_width, g->input_width, g->output_width);
            if (tap->first < tap->end) count++;
        }
    }
    KERNEL(depthwise_line)(
        taps, count, (ptrdiff_t)g->stride_width * lanes, load(work->bias + block * lanes), g->output_width, &finish,
        work->destination, (ptrdiff_t)index * g->output_width * lanes, lanes);
}

void KERNEL(depthwise_row_gradient)(const depthwise_work *work, int index) {
    const depthwise_geometry *g = work->geometry;
    const kernel_finish finish = *work->finish;
    int block = index / g->input_height, y = index % g->input_height;
    const float *plane = work->source + (ptrdiff_t)block * g->output_height * g->output_width * lanes;
    const float *weights = work->packed + (ptrdiff_t)block * g->kernel_height * g->kernel_width * lanes;
    for (int phase = 0; phase < g->stride_width && phase < g->input_width; phase++) {
        KERNEL(depthwise_tap) taps[depthwise_most_taps];
        int count = 0, results = (g->input_width - phase + g->stride_width - 1) / g->stride_width;
        for (int ky = 0; ky < g->kernel_height; ky++) {
            int above = y + g->pad_top - ky * g->dilation_height, row = above / g->stride_height;
            if (above < 0 || above % g->stride_height || row >= g->output_height) continue;
            for (int kx = 0; kx < g->kernel_width; kx++) {
                int before = phase + g->pad_left - kx * g->dilation_width;
                if (before % g->stride_width) continue;
                int offset = before / g->stride_width;
                KERNEL(depthwise_tap) *tap = &taps[count];
                tap->source = plane + ((ptrdiff_t)row * g->output_width + offset) * lanes;
                tap->weight = weights + (ky * g->kernel_width + kx) * lanes;
                KERNEL(depthwise_limits)(tap, offset, 1, g->output_width, results);
                if (tap->first < tap->end) count++;
            }
        }
        KERNEL(depthwise_line)(
            taps, count, lanes, splat(0), results, &finish, work->destination,
            ((ptrdiff_t)index * g->input_width + phase) * lanes, (ptrdiff_t)g->stride_width * lanes);
    }
}
