// One row of the gradient of a first convolution. Included once for each build.

#include "firstlayer_parts.h"

// A weight that meets the pixels of one phase, and the gradients it meets, for the first pixel of the phase.
typedef struct {
    const float *gradients, *weights;
} KERNEL(first_tap);

// Four pixels of one phase, `stride` apart: the sums over taps and output channels stay in registers.
INLINE void KERNEL(four_pixels)(
    const KERNEL(first_tap) *taps, int tap_count, int blocks, ptrdiff_t block_stride, int pixel, int channels,
    float sums[4][firstlayer_most_channels]) {
    v8 lanes_sum[firstlayer_most_channels][4];
    for (int c = 0; c < channels; c++)
        for (int p = 0; p < 4; p++) lanes_sum[c][p] = splat(0);
    for (int t = 0; t < tap_count; t++) {
        const float *gradients = taps[t].gradients + (ptrdiff_t)pixel * lanes, *weights = taps[t].weights;
        for (int b = 0; b < blocks; b++, gradients += block_stride, weights += channels * lanes) {
#pragma clang loop unroll(full)
            for (int p = 0; p < 4; p++) {
                v8 g = load(gradients + p * lanes);
#pragma clang loop unroll(full)
                for (int c = 0; c < channels; c++) lanes_sum[c][p] += g * load(weights + c * lanes);
            }
        }
    }
    for (int c = 0; c < channels; c++)
        for (int p = 0; p < 4; p++) {
            v8 s = lanes_sum[c][p];
            sums[p][c] = ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
        }
}

// The pixels of a row whose column is `phase` modulo the stride.
INLINE void KERNEL(phase_of_row)(
    const firstlayer_layout *l, const KERNEL(first_tap) *taps, int tap_count, int phase, int row, int channels,
    float *source_gradient) {
    const firstlayer_geometry *g = &l->geometry;
    ptrdiff_t plane = (ptrdiff_t)g->input_height * g->input_width;
    int pixels = (g->input_width - phase + g->stride_width - 1) / g->stride_width;
    for (int first = 0; first < pixels; first += 4) {
        float sums[4][firstlayer_most_channels];
        KERNEL(four_pixels)(
            taps, tap_count, l->blocks, (ptrdiff_t)l->padded_width * lanes, first, channels, sums);
        int count = pixels - first < 4 ? pixels - first : 4;
        for (int p = 0; p < count; p++) {
            ptrdiff_t place = (ptrdiff_t)row * g->input_width + phase + (ptrdiff_t)(first + p) * g->stride_width;
            for (int c = 0; c < channels; c++) source_gradient[c * plane + place] = sums[p][c];
        }
    }
}

void KERNEL(firstlayer_row)(
    const firstlayer_layout *l, const float *gradient, float *scratch, float *source_gradient, int row) {
    const firstlayer_geometry *g = &l->geometry;
    ptrdiff_t plane = (ptrdiff_t)g->output_height * g->output_width * lanes;
    ptrdiff_t scratch_row = (ptrdiff_t)l->blocks * l->padded_width * lanes;

    // The output rows whose windows hold this row, copied between zero margins.
    int kernel_rows[firstlayer_largest_kernel], rows = 0;
    for (int ky = 0; ky < g->kernel_height; ky++) {
        int above = row + g->pad_top - ky, y = above / g->stride_height;
        if (above < 0 || above % g->stride_height || y >= g->output_height) continue;
        for (int b = 0; b < l->blocks; b++)
            memcpy(
                scratch + rows * scratch_row + ((ptrdiff_t)b * l->padded_width + g->kernel_width) * lanes,
                gradient + b * plane + (ptrdiff_t)y * g->output_width * lanes,
                (size_t)g->output_width * lanes * sizeof(float));
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
                    l->weights + tap * l->blocks * g->input_channels * lanes};
            }
        if (g->input_channels == 3) KERNEL(phase_of_row)(l, taps, count, phase, row, 3, source_gradient);
        else KERNEL(phase_of_row)(l, taps, count, phase, row, g->input_channels, source_gradient);
    }
}
