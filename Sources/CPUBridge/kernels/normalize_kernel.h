// Normalizations over the channels of positions. Included once for each build.

#include "finish_kernel.h"
#include "normalize_parts.h"

// The sum of `size` neighbours of each lane of a vector that is followed and preceded by others.
INLINE vf KERNEL(neighbours)(const float *middle, int size) {
    const float *first = middle - size / 2;
    vf sum = load(first);
    for (int i = 1; i < size; i++) sum += load(first + i);
    return sum;
}

// The sum of their squares, in two halves that do not wait for each other.
INLINE vf KERNEL(neighbours_squared)(const float *middle, int size) {
    const float *first = middle - size / 2;
    vf even = load(first) * load(first), odd = splat(0);
    for (int i = 1; i + 1 < size; i += 2) {
        odd += load(first + i) * load(first + i);
        even += load(first + i + 1) * load(first + i + 1);
    }
    return even + odd;
}

// s^(−3/4) for positive s, to rounding, without the roots and the division that CPUs take long over.
//
// A float's bits are about the logarithm of its value, off by 0.09 at most: that makes a guess y. Its error, seen
// through e = 1 − s³y⁴, goes with the series of (1 − e)^(−1/4); of four terms of it 1.5e-4 is left, and of that nothing.
INLINE vf KERNEL(inverse_three_quarters)(vf s) {
    vi bits = (vi)s;
    vf y = (vf)(splat_integer(0x6f148000) - bits + (bits >> 2));
    vf sy = s * y, e = 1 - (sy * sy) * (sy * y);
    y += (y * e) * ((0.25f + e * 0.15625f) + (e * e) * 0.1171875f);
    sy = s * y, e = 1 - (sy * sy) * (sy * y);
    return y + (y * e) * (0.25f + e * 0.15625f);
}

// A group's scratch: for each of its positions a row of all channels, with a block of zeros at both ends.
INLINE void KERNEL(clear_ends)(float *rows, ptrdiff_t row) {
    for (int p = 0; p < local_response_group; p++, rows += row) {
        store(rows, splat(0));
        store(rows + row - lanes, splat(0));
    }
}

// Sources are read once: in memory, the blocks of a position may all fall on the same few lines of a cache. The next group's
// are fetched on the way.
INLINE void KERNEL(gather_group)(const local_response_work *w, float *values, ptrdiff_t row, ptrdiff_t first, int count) {
    for (int b = 0; b < w->blocks; b++) {
        const float *x = w->source + (b * w->layer->area + first) * lanes;
        for (int p = 0; p < count; p++) store(values + p * row + (b + 1) * lanes, load(x + p * lanes));
        for (int p = count; p < 2 * count; p += positions_of_line) __builtin_prefetch(x + p * lanes);
    }
}

// With the size known, the sums over neighbours unroll.
INLINE void KERNEL(respond_group)(
    const local_response_work *w, const float *values, ptrdiff_t row, ptrdiff_t first, int count, int size) {
    const local_response *l = w->layer;
    const kernel_finish finish = *w->finish;
    float factor = l->alpha / (float)size;
    for (int b = 0; b < w->blocks; b++) {
        ptrdiff_t place = (b * l->area + first) * lanes;
        for (int p = 0; p < count; p++, place += lanes) {
            const float *x = values + p * row + (b + 1) * lanes;
            vf s = l->bias + factor * KERNEL(neighbours_squared)(x, size);
            KERNEL(put)(&finish, load(x) * KERNEL(inverse_three_quarters)(s), w->destination, place);
        }
    }
}

void KERNEL(local_response_positions)(const local_response_work *w, float *scratch, ptrdiff_t first, ptrdiff_t end) {
    ptrdiff_t row = (ptrdiff_t)(w->blocks + 2) * lanes;
    KERNEL(clear_ends)(scratch, row);
    for (; first < end; first += local_response_group) {
        int count = end - first < local_response_group ? (int)(end - first) : local_response_group;
        KERNEL(gather_group)(w, scratch, row, first, count);
        if (w->layer->size == 5) KERNEL(respond_group)(w, scratch, row, first, count, 5);
        else KERNEL(respond_group)(w, scratch, row, first, count, w->layer->size);
    }
}

// ∂/∂x[q] = g[q]·s[q]^−β − 2αβ/n·x[q]·Σ over the neighbours p of g[p]·x[p]·s[p]^(−β−1)
INLINE void KERNEL(respond_group_back)(
    const local_response_work *w, float *scratch, ptrdiff_t row, ptrdiff_t first, int count, int size) {
    const local_response *l = w->layer;
    const kernel_finish finish = *w->finish;
    float factor = l->alpha / (float)size, twice = 2 * 0.75f * factor;
    float *values = scratch, *shares = values + local_response_group * row;
    float *direct = shares + local_response_group * row;
    for (int b = 0; b < w->blocks; b++) {
        ptrdiff_t place = (b * l->area + first) * lanes;
        for (int p = 0; p < count; p++, place += lanes) {
            ptrdiff_t at = p * row + (b + 1) * lanes;
            vf s = l->bias + factor * KERNEL(neighbours_squared)(values + at, size);
            vf y = KERNEL(inverse_three_quarters)(s);
            __builtin_prefetch(w->gradient + place + local_response_group * lanes);
            vf straight = load(w->gradient + place) * y, sy = s * y;
            store(direct + at, straight);
            // 1 / s = s²y⁴
            store(shares + at, straight * load(values + at) * (sy * sy * y * y));
        }
    }
    for (int b = 0; b < w->blocks; b++) {
        ptrdiff_t place = (b * l->area + first) * lanes;
        for (int p = 0; p < count; p++, place += lanes) {
            ptrdiff_t at = p * row + (b + 1) * lanes;
            vf around = KERNEL(neighbours)(shares + at, size);
            KERNEL(put)(
                &finish, load(direct + at) - twice * load(values + at) * around, w->destination, place);
        }
    }
}

void KERNEL(local_response_gradients)(const local_response_work *w, float *scratch, ptrdiff_t first, ptrdiff_t end) {
    ptrdiff_t row = (ptrdiff_t)(w->blocks + 2) * lanes;
    KERNEL(clear_ends)(scratch, row);
    KERNEL(clear_ends)(scratch + local_response_group * row, row);
    for (; first < end; first += local_response_group) {
        int count = end - first < local_response_group ? (int)(end - first) : local_response_group;
        KERNEL(gather_group)(w, scratch, row, first, count);
        if (w->layer->size == 5) KERNEL(respond_group_back)(w, scratch, row, first, count, 5);
        else KERNEL(respond_group_back)(w, scratch, row, first, count, w->layer->size);
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
