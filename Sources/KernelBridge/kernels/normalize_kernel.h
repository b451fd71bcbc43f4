// Normalizations over the channels of positions. Included once for each build.

#include "finish_kernel.h"
#include "normalize_parts.h"

// The sum of `size` neighbours of each lane of a block of a row of channels.
INLINE vf KERNEL(neighbours)(const float *row, int block, int size) {
    const float *first = row + (block + 1) * lanes - size / 2;
    vf sum = load(first);
    for (int i = 1; i < size; i++) sum += load(first + i);
    return sum;
}

// s^(−3/4)
INLINE vf KERNEL(inverse_three_quarters)(vf s) {
    vf root = __builtin_elementwise_sqrt(s);
    return 1 / (root * __builtin_elementwise_sqrt(root));
}

void KERNEL(local_response_positions)(const local_response_work *w, float *scratch, ptrdiff_t first, ptrdiff_t end) {
    const local_response *l = w->layer;
    const kernel_finish finish = *w->finish;
    ptrdiff_t plane = l->area * lanes;
    float factor = l->alpha / (float)l->size;
    store(scratch, splat(0));
    store(scratch + (w->blocks + 1) * lanes, splat(0));
    for (ptrdiff_t p = first; p < end; p++) {
        const float *x = w->source + p * lanes;
        for (int b = 0; b < w->blocks; b++) {
            vf value = load(x + b * plane);
            store(scratch + (b + 1) * lanes, value * value);
        }
        for (int b = 0; b < w->blocks; b++) {
            vf s = l->bias + factor * KERNEL(neighbours)(scratch, b, l->size);
            KERNEL(put)(
                &finish, load(x + b * plane) * KERNEL(inverse_three_quarters)(s), w->destination, b * plane + p * lanes);
        }
    }
}

// ∂/∂x[q] = g[q]·s[q]^−β − 2αβ/n·x[q]·Σ over the neighbours p of g[p]·x[p]·s[p]^(−β−1)
void KERNEL(local_response_gradients)(const local_response_work *w, float *scratch, ptrdiff_t first, ptrdiff_t end) {
    const local_response *l = w->layer;
    const kernel_finish finish = *w->finish;
    ptrdiff_t plane = l->area * lanes, row = (ptrdiff_t)(w->blocks + 2) * lanes;
    float factor = l->alpha / (float)l->size, twice = 2 * 0.75f * factor;
    float *squares = scratch, *shares = scratch + row, *direct = scratch + 2 * row;
    for (int i = 0; i < 2; i++) {
        store(scratch + i * row, splat(0));
        store(scratch + i * row + (w->blocks + 1) * lanes, splat(0));
    }
    for (ptrdiff_t p = first; p < end; p++) {
        const float *x = w->source + p * lanes, *g = w->gradient + p * lanes;
        for (int b = 0; b < w->blocks; b++) {
            vf value = load(x + b * plane);
            store(squares + (b + 1) * lanes, value * value);
        }
        for (int b = 0; b < w->blocks; b++) {
            vf s = l->bias + factor * KERNEL(neighbours)(squares, b, l->size);
            vf straight = load(g + b * plane) * KERNEL(inverse_three_quarters)(s);
            store(direct + b * lanes, straight);
            store(shares + (b + 1) * lanes, straight * load(x + b * plane) / s);
        }
        for (int b = 0; b < w->blocks; b++) {
            vf around = KERNEL(neighbours)(shares, b, l->size);
            KERNEL(put)(
                &finish, load(direct + b * lanes) - twice * load(x + b * plane) * around, w->destination,
                b * plane + p * lanes);
        }
    }
}

INLINE float KERNEL(channel_sum)(vf x) {
    float sum = 0;
    for (int i = 0; i < lanes; i++) sum += x[i];
    return sum;
}

// The mean of a position's channels, and 1 / √(σ² + ε).
INLINE void KERNEL(moments)(
    const channel_normalization *l, int blocks, const float *x, ptrdiff_t plane, float *mean, float *inverse) {
    vf sum = splat(0), squares = splat(0);
    for (int b = 0; b < blocks; b++) sum += load(x + b * plane);
    *mean = KERNEL(channel_sum)(sum) / (float)l->channels;
    for (int b = 0; b < blocks; b++) {
        vf difference = load(x + b * plane) - *mean;
        squares += difference * difference;
    }
    // The lanes beyond the channels are zero, and gave mean² each.
    float spare = (float)(blocks * lanes - l->channels) * *mean * *mean;
    *inverse = 1 / sqrtf((KERNEL(channel_sum)(squares) - spare) / (float)l->channels + l->epsilon);
}

void KERNEL(channel_normalization_positions)(const channel_normalization_work *w, ptrdiff_t first, ptrdiff_t end) {
    const channel_normalization *l = w->layer;
    const kernel_finish finish = *w->finish;
    ptrdiff_t plane = l->area * lanes;
    for (ptrdiff_t p = first; p < end; p++) {
        const float *x = w->source + p * lanes;
        float mean, inverse;
        KERNEL(moments)(l, w->blocks, x, plane, &mean, &inverse);
        for (int b = 0; b < w->blocks; b++) {
            vf unit = (load(x + b * plane) - mean) * inverse;
            KERNEL(put)(
                &finish, load(l->scale + b * lanes) * unit + load(l->shift + b * lanes), w->destination,
                b * plane + p * lanes);
        }
    }
}

// With h = g·scale and u = (x − μ)/σ: ∂/∂x = (h − mean h − u·mean(h·u)) / σ
void KERNEL(channel_normalization_gradients)(const channel_normalization_work *w, ptrdiff_t first, ptrdiff_t end) {
    const channel_normalization *l = w->layer;
    const kernel_finish finish = *w->finish;
    ptrdiff_t plane = l->area * lanes;
    float share = 1 / (float)l->channels;
    for (ptrdiff_t p = first; p < end; p++) {
        const float *x = w->source + p * lanes, *g = w->gradient + p * lanes;
        float mean, inverse;
        KERNEL(moments)(l, w->blocks, x, plane, &mean, &inverse);
        vf sums = splat(0), products = splat(0);
        for (int b = 0; b < w->blocks; b++) {
            vf scaled = load(g + b * plane) * load(l->scale + b * lanes);
            sums += scaled;
            products += scaled * (load(x + b * plane) - mean) * inverse;
        }
        float mean_scaled = KERNEL(channel_sum)(sums) * share, mean_product = KERNEL(channel_sum)(products) * share;
        for (int b = 0; b < w->blocks; b++) {
            vf scaled = load(g + b * plane) * load(l->scale + b * lanes);
            vf unit = (load(x + b * plane) - mean) * inverse;
            KERNEL(put)(
                &finish, (scaled - mean_scaled - unit * mean_product) * inverse, w->destination, b * plane + p * lanes);
        }
    }
}
