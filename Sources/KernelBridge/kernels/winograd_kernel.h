// Winograd F(4x4, 3x3) over one chunk of tiles: Lavin and Gray, "Fast algorithms for convolutional neural networks",
// CVPR 2016, section 4.3. Included once for each build.

#include "winograd_parts.h"

// One column of the input transform Bt d: six values at a stride, to six at another.
INLINE void KERNEL(input_transform)(const v8 *d, int from, v8 *o, int to) {
    v8 d0 = d[0], d1 = d[from], d2 = d[2 * from], d3 = d[3 * from], d4 = d[4 * from], d5 = d[5 * from];
    v8 a = d4 - 4 * d2, b = d3 - 4 * d1, c = d4 - d2, e = 2 * (d3 - d1);
    o[0] = 4 * d0 - 5 * d2 + d4;
    o[to] = a + b;
    o[2 * to] = a - b;
    o[3 * to] = c + e;
    o[4 * to] = c - e;
    o[5 * to] = 4 * d1 - 5 * d3 + d5;
}

// One column of the output transform At m: six values at a stride, to four at another.
INLINE void KERNEL(output_transform)(const v8 *m, int from, v8 *o, int to) {
    v8 a = m[from] + m[2 * from], b = m[from] - m[2 * from];
    v8 c = m[3 * from] + m[4 * from], d = m[3 * from] - m[4 * from];
    o[0] = m[0] + a + c;
    o[to] = b + 2 * d;
    o[2 * to] = a + 4 * c;
    o[3 * to] = b + 8 * d + m[5 * from];
}

// transformed[36][chunk][inputs] = B^t d B for every tile and block of channels.
static void KERNEL(transform_inputs)(
    const winograd_layer *l, const float *source, float *transformed, int first, int count) {
    ptrdiff_t plane = (ptrdiff_t)l->height * l->width * lanes;
    ptrdiff_t frequency = (ptrdiff_t)l->chunk * l->inputs;
    for (int block = 0; block < l->inputs / lanes; block++) {
        const float *input = source + block * plane;
        for (int t = 0; t < count; t++) {
            int top = (first + t) / l->tile_columns * 4 - 1, left = (first + t) % l->tile_columns * 4 - 1;
            v8 d[36], e[36];
            bool inside = top >= 0 && left >= 0 && top + 6 <= l->height && left + 6 <= l->width;
            if (inside) {
                const float *corner = input + ((ptrdiff_t)top * l->width + left) * lanes;
                for (int y = 0; y < 6; y++)
                    for (int x = 0; x < 6; x++) d[y * 6 + x] = load(corner + ((ptrdiff_t)y * l->width + x) * lanes);
            } else {
                for (int y = 0; y < 6; y++)
                    for (int x = 0; x < 6; x++) {
                        int row = top + y, column = left + x;
                        bool exists = row >= 0 && column >= 0 && row < l->height && column < l->width;
                        d[y * 6 + x] = exists ? load(input + ((ptrdiff_t)row * l->width + column) * lanes) : splat(0);
                    }
            }
            for (int x = 0; x < 6; x++) KERNEL(input_transform)(d + x, 6, e + x, 6);
            for (int y = 0; y < 6; y++) KERNEL(input_transform)(e + y * 6, 1, d + y * 6, 1);
            float *result = transformed + (ptrdiff_t)t * l->inputs + block * lanes;
            for (int i = 0; i < 36; i++) store(result + i * frequency, d[i]);
        }
    }
}

// Six tiles times one panel of 8 * width outputs: the sums stay in registers.
INLINE void KERNEL(multiply_tiles)(
    const float *kernels, const float *tiles, int inputs, float *products, int outputs, int width) {
    v8 sums[6][2];
    for (int t = 0; t < 6; t++)
        for (int w = 0; w < width; w++) sums[t][w] = splat(0);
    for (int i = 0; i < inputs; i++) {
        v8 u0 = load(kernels + (ptrdiff_t)i * width * lanes);
        v8 u1 = width > 1 ? load(kernels + (ptrdiff_t)i * width * lanes + lanes) : u0;
#pragma clang loop unroll(full)
        for (int t = 0; t < 6; t++) {
            v8 x = splat(tiles[(ptrdiff_t)t * inputs + i]);
            sums[t][0] += u0 * x;
            if (width > 1) sums[t][1] += u1 * x;
        }
    }
    for (int t = 0; t < 6; t++)
        for (int w = 0; w < width; w++) store(products + (ptrdiff_t)t * outputs + w * lanes, sums[t][w]);
}

// products[36][chunk][outputs] = transformed times kernels, frequency by frequency. Tiles past `count` are multiplied
// too, up to a multiple of 6, and never looked at.
static void KERNEL(multiply)(
    const winograd_layer *l, const float *transformed, float *products, int count) {
    ptrdiff_t kernel_size = (ptrdiff_t)l->inputs * l->outputs;
    for (int frequency = 0; frequency < 36; frequency++) {
        const float *tiles = transformed + (ptrdiff_t)frequency * l->chunk * l->inputs;
        float *sums = products + (ptrdiff_t)frequency * l->chunk * l->outputs;
        const float *kernels = l->kernels + frequency * kernel_size;
        int output = 0;
        for (; output + 16 <= l->outputs; output += 16)
            for (int t = 0; t < count; t += 6)
                KERNEL(multiply_tiles)(
                    kernels + (ptrdiff_t)output * l->inputs, tiles + (ptrdiff_t)t * l->inputs, l->inputs,
                    sums + (ptrdiff_t)t * l->outputs + output, l->outputs, 2);
        if (output < l->outputs)
            for (int t = 0; t < count; t += 6)
                KERNEL(multiply_tiles)(
                    kernels + (ptrdiff_t)output * l->inputs, tiles + (ptrdiff_t)t * l->inputs, l->inputs,
                    sums + (ptrdiff_t)t * l->outputs + output, l->outputs, 1);
    }
}

// destination = clip(A^t m A + bias), as far as the tiles lie inside the picture.
static void KERNEL(transform_outputs)(
    const winograd_layer *l, const float *products, float *destination, int first, int count) {
    ptrdiff_t plane = (ptrdiff_t)l->height * l->width * lanes;
    ptrdiff_t frequency = (ptrdiff_t)l->chunk * l->outputs;
    v8 lower = splat(l->lower), upper = splat(l->upper);
    for (int block = 0; block < l->outputs / lanes; block++) {
        v8 bias = load(l->bias + block * lanes);
        float *output = destination + block * plane;
        for (int t = 0; t < count; t++) {
            int top = (first + t) / l->tile_columns * 4, left = (first + t) % l->tile_columns * 4;
            const float *sums = products + (ptrdiff_t)t * l->outputs + block * lanes;
            v8 m[36], e[24], o[16];
            for (int i = 0; i < 36; i++) m[i] = load(sums + i * frequency);
            for (int x = 0; x < 6; x++) KERNEL(output_transform)(m + x, 6, e + x, 6);
            for (int y = 0; y < 4; y++) KERNEL(output_transform)(e + y * 6, 1, o + y * 4, 1);
            int rows = l->height - top < 4 ? l->height - top : 4;
            int columns = l->width - left < 4 ? l->width - left : 4;
            for (int y = 0; y < rows; y++)
                for (int x = 0; x < columns; x++) {
                    v8 value = o[y * 4 + x] + bias;
                    if (l->clipped) {
                        value = select(lower > value, lower, value);
                        value = select(value > upper, upper, value);
                    }
                    store(output + ((ptrdiff_t)(top + y) * l->width + left + x) * lanes, value);
                }
        }
    }
}

void KERNEL(winograd_chunk)(
    const winograd_layer *l, winograd_scratch s, const float *source, float *destination, int first, int count) {
    KERNEL(transform_inputs)(l, source, s.transformed, first, count);
    KERNEL(multiply)(l, s.transformed, s.products, count);
    KERNEL(transform_outputs)(l, s.products, destination, first, count);
}
