// One row of the gradient of a first convolution. Included once for each build.

#include "firstlayer_parts.h"

// The lanes added in halves: the order is the same on every CPU with this build.
INLINE float KERNEL(sum_of_lanes)(vf x) {
    float sums[LANES];
    memcpy(sums, &x, sizeof sums);
    for (int half = lanes / 2; half > 0; half /= 2)
        for (int i = 0; i < half; i++) sums[i] += sums[i + half];
    return sums[0];
}

// A weight that meets the pixels of one phase, and the gradients it meets, for the first pixel of the phase.
typedef struct {
    const float *gradients, *weights;
} KERNEL(first_tap);

// Four pixels of one phase, `stride` apart: the sums over taps and output channels stay in registers.
INLINE void KERNEL(four_pixels)(
    const KERNEL(first_tap) *taps, int tap_count, int blocks, ptrdiff_t block_stride, int pixel, int channels,
    float sums[4][firstlayer_most_channels]) {
    vf lanes_sum[firstlayer_most_channels][4];
    for (int c = 0; c < channels; c++)
        for (int p = 0; p < 4; p++) lanes_sum[c][p] = splat(0);
    for (int t = 0; t < tap_count; t++) {
        const float *gradients = taps[t].gradients + (ptrdiff_t)pixel * lanes, *weights = taps[t].weights;
        for (int b = 0; b < blocks; b++, gradients += block_stride, weights += channels * lanes) {
#pragma clang loop unroll(full)
            for (int p = 0; p < 4; p++) {
                vf g = load(gradients + p * lanes);
#pragma clang loop unroll(full)
                for (int c = 0; c < channels; c++) lanes_sum[c][p] += g * load(weights + c * lanes);
            }
        }
    }
    for (int c = 0; c < channels; c++)
        for (int p = 0; p < 4; p++) sums[p][c] = KERNEL(sum_of_lanes)(lanes_sum[c][p]);
}

// The pixels of a row whose column is `phase` modulo the stride.
INLINE void KERNEL(phase_of_row)(
    const firstlayer_work *work, const KERNEL(first_tap) *taps, int tap_count, int phase, int row, int channels) {
    const firstlayer_geometry *g = work->geometry;
    ptrdiff_t plane = (ptrdiff_t)g->input_height * g->input_width;
    int pixels = (g->input_width - phase + g->stride_width - 1) / g->stride_width;
    for (int first = 0; first < pixels; first += 4) {
        float sums[4][firstlayer_most_channels];
        KERNEL(four_pixels)(
            taps, tap_count, work->blocks, (ptrdiff_t)work->padded_width * lanes, first, channels, sums);
        int count = pixels - first < 4 ? pixels - first : 4;
        for (int p = 0; p < count; p++) {
            ptrdiff_t place = (ptrdiff_t)row * g->input_width + phase + (ptrdiff_t)(first + p) * g->stride_width;
            for (int c = 0; c < channels; c++) {
                float *x = &work->source_gradient[c * plane + place];
                *x = work->accumulate ? *x + sums[p][c] : sums[p][c];
            }
        }
    }
}

void KERNEL(firstlayer_row)(
    const firstlayer_work *work, float *scratch, int row) {
    const firstlayer_geometry *g = work->geometry;
    ptrdiff_t plane = (ptrdiff_t)g->output_height * g->output_width * lanes;
    ptrdiff_t scratch_row = (ptrdiff_t)work->blocks * work->padded_width * lanes;

    // The output rows whose windows hold this row, copied between zero margins.
    int kernel_rows[firstlayer_largest_kernel], rows = 0;
    for (int ky = 0; ky < g->kernel_height; ky++) {
        int above = row + g->pad_top - ky, y = above / g->stride_height;
        if (above < 0 || above % g->stride_height || y >= g->output_height) continue;
        for (int b = 0; b < work->blocks; b++) {
            float *line = scratch + rows * scratch_row + (ptrdiff_t)b * work->padded_width * lanes;
            float *middle = line + (ptrdiff_t)g->kernel_width * lanes, *end = middle + (ptrdiff_t)g->output_width * lanes;
            memset(line, 0, (char *)middle - (char *)line);
            memcpy(middle, work->gradient + b * plane + (ptrdiff_t)y * g->output_width * lanes, (char *)end - (char *)middle);
            memset(end, 0, (char *)(line + (ptrdiff_t)work->padded_width * lanes) - (char *)end);
        }
        kernel_rows[rows++] = ky;
    }

    for (int phase = 0; phase < g->stride_width && phase < g->input_width; phase++) {
        KERNEL(first_tap) taps[firstlayer_largest_kernel * firstlayer_largest_kernel];
        int count = 0;
        for (int r = 0; r < rows; r++)
            for (int kx = 0; kx < g->kernel_width; kx++) {
                int offset = phase + g->pad_left - kx;
                if (offset % g->stride_width) continue;
                int first = offset / g->stride_width + g->kernel_width;
                ptrdiff_t tap = (ptrdiff_t)kernel_rows[r] * g->kernel_width + kx;
                taps[count++] = (KERNEL(first_tap)){
                    scratch + r * scratch_row + (ptrdiff_t)first * lanes,
                    work->packed + tap * work->blocks * g->input_channels * lanes};
            }
        if (g->input_channels == 3) KERNEL(phase_of_row)(work, taps, count, phase, row, 3);
        else KERNEL(phase_of_row)(work, taps, count, phase, row, g->input_channels);
    }
}
