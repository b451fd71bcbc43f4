// Winograd F(4x4, 3x3), F(3x3, 4x4) and F(2x2, 5x5) over one chunk of tiles: Lavin and Gray, "Fast algorithms for
// convolutional neural networks", CVPR 2016, section 4.3. Included once for each build.
//
// All evaluate polynomials at 0, near, -near, far, -far and infinity, so they share the transform of the inputs and the products.
// At 5/8 and 3/2 the rounding error is half of that at the usual 1 and 2 (by a search over fractions with few bits), for no
// multiplication more: no factor of the transforms is large, and those of inputs and outputs have no rounding of their own.

#include "multiply_kernel.h"
#include "winograd_parts.h"

#ifndef WINOGRAD_POINTS
#define WINOGRAD_POINTS
#define NEAR 0.625f
#define FAR 1.5f
// What the kernels' transforms are divided by, so that the inputs' are not: the product of a point's distances to the others.
#define OF_ZERO (NEAR * NEAR * FAR * FAR)
#define OF_NEAR (2 * NEAR * NEAR * (NEAR * NEAR - FAR * FAR))
#define OF_FAR (2 * FAR * FAR * (FAR * FAR - NEAR * NEAR))
#endif

// One column of the input transform Bt d: six values at a stride, to six at another.
INLINE void KERNEL(input_transform)(const vf *d, int from, vf *o, int to) {
    vf d0 = d[0], d1 = d[from], d2 = d[2 * from], d3 = d[3 * from], d4 = d[4 * from], d5 = d[5 * from];
    vf a = d4 - FAR * FAR * d2, b = NEAR * (d3 - FAR * FAR * d1);
    vf c = d4 - NEAR * NEAR * d2, e = FAR * (d3 - NEAR * NEAR * d1);
    o[0] = OF_ZERO * d0 - (NEAR * NEAR + FAR * FAR) * d2 + d4;
    o[to] = a + b;
    o[2 * to] = a - b;
    o[3 * to] = c + e;
    o[4 * to] = c - e;
    o[5 * to] = OF_ZERO * d1 - (NEAR * NEAR + FAR * FAR) * d3 + d5;
}

// One column of the output transform At m: six values at a stride, to `tile` at another.
INLINE void KERNEL(output_transform)(const vf *m, int from, vf *o, int to, int tile) {
    vf a = m[from] + m[2 * from], b = m[from] - m[2 * from];
    vf c = m[3 * from] + m[4 * from], d = m[3 * from] - m[4 * from];
    o[0] = m[0] + a + c;
    o[to] = NEAR * b + FAR * d;
    if (tile == 2) o[to] += m[5 * from];
    if (tile >= 3) o[2 * to] = NEAR * NEAR * a + FAR * FAR * c;
    if (tile == 3) o[2 * to] += m[5 * from];
    if (tile == 4) o[3 * to] = NEAR * NEAR * NEAR * b + FAR * FAR * FAR * d + m[5 * from];
}

// One column of the kernel transform G f: `taps` values at a stride, to six at another.
INLINE void KERNEL(kernel_transform)(const vf *f, int from, vf *o, int to, int taps) {
    vf f0 = f[0], f1 = f[from], f2 = f[2 * from];
    vf even = f0 * (1 / OF_NEAR) + f2 * (NEAR * NEAR / OF_NEAR), odd = f1 * (NEAR / OF_NEAR);
    vf far_even = f0 * (1 / OF_FAR) + f2 * (FAR * FAR / OF_FAR), far_odd = f1 * (FAR / OF_FAR);
    if (taps >= 4) {
        vf f3 = f[3 * from];
        odd += f3 * (NEAR * NEAR * NEAR / OF_NEAR);
        far_odd += f3 * (FAR * FAR * FAR / OF_FAR);
    }
    if (taps == 5) {
        vf f4 = f[4 * from];
        even += f4 * (NEAR * NEAR * NEAR * NEAR / OF_NEAR);
        far_even += f4 * (FAR * FAR * FAR * FAR / OF_FAR);
    }
    o[0] = f0 * (1 / OF_ZERO);
    o[to] = even + odd;
    o[2 * to] = even - odd;
    o[3 * to] = far_even + far_odd;
    o[4 * to] = far_even - far_odd;
    o[5 * to] = f[(taps - 1) * from];
}

INLINE void KERNEL(transform_kernels)(
    const float *packed, int taps, int inputs, int width, float *transformed, ptrdiff_t stride) {
    for (ptrdiff_t i = 0; i < (ptrdiff_t)inputs * width; i++) {
        const float *kernel = packed + (i / width * taps * taps * width + i % width) * lanes;
        vf f[25], e[30], u[36];
        for (int t = 0; t < taps * taps; t++) f[t] = load(kernel + (ptrdiff_t)t * width * lanes);
        for (int x = 0; x < taps; x++) KERNEL(kernel_transform)(f + x, taps, e + x, taps, taps);
        for (int y = 0; y < 6; y++) KERNEL(kernel_transform)(e + y * taps, 1, u + y * 6, 1, taps);
        for (int k = 0; k < 36; k++) store(transformed + k * stride + i * lanes, u[k]);
    }
}

void KERNEL(winograd_transform_panel)(
    const float *packed, int taps, int inputs, int width, float *transformed, ptrdiff_t stride) {
    if (taps == 5) KERNEL(transform_kernels)(packed, 5, inputs, width, transformed, stride);
    else if (taps == 4) KERNEL(transform_kernels)(packed, 4, inputs, width, transformed, stride);
    else KERNEL(transform_kernels)(packed, 3, inputs, width, transformed, stride);
}

// The 6 x 6 inputs of a tile, zeros beyond the source.
INLINE void KERNEL(read_tile)(const winograd_geometry *g, const float *plane, int top, int left, vf d[36]) {
    bool inside = top >= 0 && left >= 0 && top + 6 <= g->source_height && left + 6 <= g->source_width;
    if (inside) {
        const float *corner = plane + ((ptrdiff_t)top * g->source_width + left) * lanes;
        UNROLL for (int y = 0; y < 6; y++) UNROLL for (int x = 0; x < 6; x++)
            d[y * 6 + x] = load(corner + ((ptrdiff_t)y * g->source_width + x) * lanes);
        return;
    }
    for (int y = 0; y < 6; y++)
        for (int x = 0; x < 6; x++) {
            int row = top + y, column = left + x;
            bool exists = row >= 0 && column >= 0 && row < g->source_height && column < g->source_width;
            d[y * 6 + x] =
                exists ? load(plane + ((ptrdiff_t)row * g->source_width + column) * lanes) : splat(0);
        }
}

// tiles[36][input blocks][chunk][lanes] = B^t d B
static void KERNEL(transform_inputs)(const winograd_work *w, float *tiles, int first, int count) {
    const winograd_geometry *g = &w->geometry;
    int tile = winograd_tile(g->taps);
    for (int block = 0; block < w->input_blocks; block++) {
        const float *plane = w->source + (ptrdiff_t)block * g->source_height * g->source_width * lanes;
        float *result = tiles + (ptrdiff_t)block * w->chunk * lanes;
        int row = first / w->tile_columns, column = first % w->tile_columns;
        for (int t = 0; t < count; t++, result += lanes) {
            vf d[36], e[36];
            KERNEL(read_tile)(g, plane, row * tile - g->pad_top, column * tile - g->pad_left, d);
            UNROLL for (int x = 0; x < 6; x++) KERNEL(input_transform)(d + x, 6, e + x, 6);
            UNROLL for (int y = 0; y < 6; y++) {
                KERNEL(input_transform)(e + y * 6, 1, d + y * 6, 1);
                UNROLL for (int x = 0; x < 6; x++) store(result + (y * 6 + x) * w->tile_stride, d[y * 6 + x]);
            }
            if (++column == w->tile_columns) column = 0, row++;
        }
    }
}

// destination = finish(A^t m A + bias) of one block of outputs, as far as the tiles lie inside the destination.
INLINE void KERNEL(transform_outputs)(
    const winograd_work *w, const float *products, int block, int first, int count, int tile) {
    const winograd_geometry *g = &w->geometry;
    const kernel_finish finish = *w->finish;
    vf bias = w->bias ? load(w->bias + block * lanes) : splat(0);
    ptrdiff_t plane = (ptrdiff_t)block * g->destination_height * g->destination_width;
    int row = first / w->tile_columns, column = first % w->tile_columns;
    for (int t = 0; t < count; t++, products += lanes) {
        vf e[24], o[16];
        UNROLL for (int x = 0; x < 6; x++) {
            vf m[6];
            UNROLL for (int y = 0; y < 6; y++) m[y] = load(products + (y * 6 + x) * w->product_stride);
            KERNEL(output_transform)(m, 1, e + x, 6, tile);
        }
        UNROLL for (int y = 0; y < tile; y++) KERNEL(output_transform)(e + y * 6, 1, o + y * tile, 1, tile);
        int rows = g->destination_height - row * tile, columns = g->destination_width - column * tile;
        ptrdiff_t corner = plane + (ptrdiff_t)row * tile * g->destination_width + column * tile;
        UNROLL for (int i = 0; i < tile * tile; i++) o[i] += bias;
        UNROLL for (int y = 0; y < tile; y++) if (y < rows) {
            ptrdiff_t place = (corner + y * g->destination_width) * lanes;
            KERNEL(put_some)(&finish, o + y * tile, tile, columns, w->destination + place, place, lanes);
        }
        if (++column == w->tile_columns) column = 0, row++;
    }
}

// One panel at one frequency. Long sums are made of shorter ones: the rounding error of a sum grows with its length.
INLINE void KERNEL(multiply_inputs)(
    const winograd_work *w, const float *kernels, const float *source, int count, int width, float *sums) {
    ptrdiff_t stride = (ptrdiff_t)w->chunk * lanes;
    for (int first = 0; first < w->inputs; first += winograd_inputs) {
        int inputs = w->inputs - first < winograd_inputs ? w->inputs - first : winograd_inputs;
        KERNEL(multiply_panel)(
            kernels + (ptrdiff_t)first * width * lanes, source + first / lanes * stride, stride, inputs, count, width,
            first > 0, sums, stride);
    }
}

// Output blocks [block, block + blocks).
INLINE void KERNEL(winograd_group)(
    const winograd_work *w, const float *tiles, float *products, int first, int count, int block, int blocks) {
    ptrdiff_t kernel_block = (ptrdiff_t)w->inputs * lanes, stride = (ptrdiff_t)w->chunk * lanes;
    for (int k = 0; k < winograd_frequencies; k++) {
        const float *kernels = w->kernels + k * w->kernel_stride + block * kernel_block;
        const float *source = tiles + k * w->tile_stride;
        float *sums = products + k * w->product_stride;
        int i = 0;
        for (; i + 2 <= blocks; i += 2)
            KERNEL(multiply_inputs)(w, kernels + i * kernel_block, source, count, 2, sums + i * stride);
        if (i < blocks) KERNEL(multiply_inputs)(w, kernels + i * kernel_block, source, count, 1, sums + i * stride);
    }
    for (int i = 0; i < blocks; i++) {
        if (w->geometry.taps == 5) KERNEL(transform_outputs)(w, products + i * stride, block + i, first, count, 2);
        else if (w->geometry.taps == 4) KERNEL(transform_outputs)(w, products + i * stride, block + i, first, count, 3);
        else KERNEL(transform_outputs)(w, products + i * stride, block + i, first, count, 4);
    }
}

void KERNEL(winograd_chunk)(
    const winograd_work *w, float *scratch, int first, int count, int block, int end) {
    float *tiles = scratch, *products = scratch + winograd_frequencies * w->tile_stride;
    KERNEL(transform_inputs)(w, tiles, first, count);
    for (; block < end; block += winograd_group)
        KERNEL(winograd_group)(
            w, tiles, products, first, count, block, end - block < winograd_group ? end - block : winograd_group);
}
