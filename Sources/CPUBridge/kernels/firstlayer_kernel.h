// One row of the gradient of a first convolution. Included once for each build.

#include "firstlayer_parts.h"

// The lanes added in halves until four are left: the order is the same on every CPU with this build.
INLINE v4 KERNEL(four_sums)(vf x) {
    v4 parts[LANES / 4];
    memcpy(parts, &x, sizeof parts);
    for (int half = lanes / 8; half > 0; half /= 2)
        for (int i = 0; i < half; i++) parts[i] += parts[i + half];
    return parts[0];
}

// The sums of the lanes of four vectors: what is left of them is transposed on the way.
INLINE v4 KERNEL(sums_of_lanes)(const vf x[4]) {
    v4 a = KERNEL(four_sums)(x[0]), b = KERNEL(four_sums)(x[1]), c = KERNEL(four_sums)(x[2]), d = KERNEL(four_sums)(x[3]);
    v4 ab = __builtin_shufflevector(a, b, 0, 4, 1, 5) + __builtin_shufflevector(a, b, 2, 6, 3, 7);
    v4 cd = __builtin_shufflevector(c, d, 0, 4, 1, 5) + __builtin_shufflevector(c, d, 2, 6, 3, 7);
    return __builtin_shufflevector(ab, cd, 0, 1, 4, 5) + __builtin_shufflevector(ab, cd, 2, 3, 6, 7);
}

// A weight that meets the pixels of one phase, the gradients it meets for the first pixel of the phase, and the pixels
// [first, end) for which they exist.
typedef struct {
    const float *gradients, *weights;
    int first, end;
} KERNEL(first_tap);

// `pixels` pixels, 1 or 4, of one phase, `stride` apart: the sums over taps and output channels stay in registers.
INLINE void KERNEL(first_pixels)(
    const KERNEL(first_tap) *taps, int tap_count, int blocks, ptrdiff_t block_stride, int pixel, int pixels, int channels,
    v4 sums[firstlayer_most_channels]) {
    vf lanes_sum[firstlayer_most_channels][4];
    for (int c = 0; c < channels; c++)
        for (int p = 0; p < 4; p++) lanes_sum[c][p] = splat(0);
    for (int t = 0; t < tap_count; t++) {
        const float *gradients = taps[t].gradients + (ptrdiff_t)pixel * lanes, *weights = taps[t].weights;
        for (int b = 0; b < blocks; b++, gradients += block_stride, weights += channels * lanes) {
            UNROLL for (int p = 0; p < pixels; p++) {
                vf g = load(gradients + p * lanes);
                UNROLL for (int c = 0; c < channels; c++) lanes_sum[c][p] += g * load(weights + c * lanes);
            }
        }
    }
    for (int c = 0; c < channels; c++) sums[c] = KERNEL(sums_of_lanes)(lanes_sum[c]);
}

// The pixels of a row whose column is `phase` modulo the stride.
INLINE void KERNEL(phase_of_row)(
    const firstlayer_work *work, const KERNEL(first_tap) *taps, int tap_count, int phase, int row, int channels) {
    const firstlayer_geometry *g = work->geometry;
    ptrdiff_t plane = (ptrdiff_t)g->input_height * g->input_width;
    ptrdiff_t block_stride = (ptrdiff_t)g->output_height * g->output_width * lanes;
    int pixels = (g->input_width - phase + g->stride_width - 1) / g->stride_width, first = 0, end = pixels;
    for (int t = 0; t < tap_count; t++) {
        first = taps[t].first > first ? taps[t].first : first;
        end = taps[t].end < end ? taps[t].end : end;
    }
    for (int pixel = 0; pixel < pixels;) {
        v4 sums[firstlayer_most_channels];
        int count = pixel >= first && pixel + 4 <= end ? 4 : 1;
        if (count == 4) {
            KERNEL(first_pixels)(taps, tap_count, work->blocks, block_stride, pixel, 4, channels, sums);
        } else {
            KERNEL(first_tap) present[firstlayer_largest_kernel * firstlayer_largest_kernel];
            int present_count = 0;
            for (int t = 0; t < tap_count; t++)
                if (pixel >= taps[t].first && pixel < taps[t].end) present[present_count++] = taps[t];
            KERNEL(first_pixels)(present, present_count, work->blocks, block_stride, pixel, 1, channels, sums);
        }
        for (int p = 0; p < count; p++, pixel++) {
            ptrdiff_t place = (ptrdiff_t)row * g->input_width + phase + (ptrdiff_t)pixel * g->stride_width;
            for (int c = 0; c < channels; c++) {
                float *x = &work->source_gradient[c * plane + place];
                *x = work->accumulate ? *x + sums[c][p] : sums[c][p];
            }
        }
    }
}

void KERNEL(firstlayer_row)(const firstlayer_work *work, int row) {
    const firstlayer_geometry *g = work->geometry;
    for (int phase = 0; phase < g->stride_width && phase < g->input_width; phase++) {
        KERNEL(first_tap) taps[firstlayer_largest_kernel * firstlayer_largest_kernel];
        int count = 0;
        for (int ky = 0; ky < g->kernel_height; ky++) {
            int above = row + g->pad_top - ky, y = above / g->stride_height;
            if (above < 0 || above % g->stride_height || y >= g->output_height) continue;
            for (int kx = 0; kx < g->kernel_width; kx++) {
                int offset = phase + g->pad_left - kx;
                if (offset % g->stride_width) continue;
                int first = offset / g->stride_width;
                ptrdiff_t tap = (ptrdiff_t)ky * g->kernel_width + kx;
                taps[count++] = (KERNEL(first_tap)){
                    work->gradient + ((ptrdiff_t)y * g->output_width + first) * lanes,
                    work->packed + tap * work->blocks * g->input_channels * lanes, first < 0 ? -first : 0,
                    g->output_width - first};
            }
        }
        if (g->input_channels == 3) KERNEL(phase_of_row)(work, taps, count, phase, row, 3);
        else KERNEL(phase_of_row)(work, taps, count, phase, row, g->input_channels);
    }
}
