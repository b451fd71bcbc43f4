// Attention, a head at a time. Included once for each build.
//
// Weights are kept as powers of two: products are scaled by log₂ e, so that eˣ is 2ˣ.

#include "attention_parts.h"
#include "multiply_kernel.h"

// 2ˣ for x ≤ 0 or a little above: 2ⁿ times a polynomial over |r| ≤ ½, fitted there to a relative error of 1e-7.
INLINE vf KERNEL(power_of_two)(vf x) {
    x = select(x < -126.0f, splat(-126.0f), x);
    vf n = __builtin_elementwise_roundeven(x);
    vf r = x - n;
    vf p = (((((1.53375770e-4f * r + 1.33998604e-3f) * r + 9.61851953e-3f) * r + 5.55032900e-2f) * r + 2.40226466e-1f) * r
            + 6.93147206e-1f) * r + 1.0f;
    return (vf)((vi)p + (__builtin_convertvector(n, vi) << 23));
}

// out[w][r] = Σ over inputs i of source[i / lanes][r][i % lanes] · weights[w][i], added to what is there with `adds`; `rows` and
// `width` are constants where this is inlined.
INLINE void KERNEL(tile_rows)(
    const float *weights, ptrdiff_t panel, const float *source, ptrdiff_t plane, ptrdiff_t inputs, int rows, int width,
    bool adds, float *out, ptrdiff_t stride) {
    vf sums[2 * ROWS][4];
    if (adds) {
        UNROLL for (int r = 0; r < rows; r++) UNROLL for (int w = 0; w < width; w++)
            sums[r][w] = load(out + w * stride + r * lanes);
    } else {
        UNROLL for (int r = 0; r < rows; r++) UNROLL for (int w = 0; w < width; w++) sums[r][w] = splat(0);
    }
    for (; inputs > 0; inputs -= lanes, source += plane) {
        int count = inputs < lanes ? (int)inputs : lanes;
#pragma clang loop unroll(disable)
        for (int lane = 0; lane < count; lane++, weights += lanes) {
            // As in multiply_rows: what there are fewer of stays in registers.
            if (rows < width) {
                vf x[ROWS];
                UNROLL for (int r = 0; r < rows; r++) x[r] = splat(source[r * lanes + lane]);
                UNROLL for (int i = 0; i < width; i++) {
                    vf w = load(weights + i * panel);
                    UNROLL for (int r = 0; r < rows; r++) sums[r][i] += w * x[r];
                }
            } else {
                vf w[4];
                UNROLL for (int i = 0; i < width; i++) w[i] = load(weights + i * panel);
                UNROLL for (int r = 0; r < rows; r++) {
                    vf x = splat(source[r * lanes + lane]);
                    UNROLL for (int i = 0; i < width; i++) sums[r][i] += w[i] * x;
                }
            }
        }
    }
    UNROLL for (int r = 0; r < rows; r++) UNROLL for (int w = 0; w < width; w++)
        store(out + w * stride + r * lanes, sums[r][w]);
}

INLINE void KERNEL(tile_blocks)(
    const float *weights, ptrdiff_t panel, const float *source, ptrdiff_t plane, ptrdiff_t inputs, int count, int width,
    bool adds, float *out, ptrdiff_t stride) {
    IN_ROWS(
        width, position, count,
        KERNEL(tile_rows)(
            weights, panel, source + position * lanes, plane, inputs, rows, width, adds, out + position * lanes, stride))
}

// The same for any number of blocks of outputs and of rows, of which up to `attention_slack` more are written.
static void KERNEL(tile_product)(
    const float *weights, ptrdiff_t panel, int blocks, const float *source, ptrdiff_t plane, ptrdiff_t inputs, int count,
    bool adds, float *out, ptrdiff_t stride) {
    for (; blocks >= 4; blocks -= 4, weights += 4 * panel, out += 4 * stride)
        KERNEL(tile_blocks)(weights, panel, source, plane, inputs, count, 4, adds, out, stride);
    for (; blocks >= 2; blocks -= 2, weights += 2 * panel, out += 2 * stride)
        KERNEL(tile_blocks)(weights, panel, source, plane, inputs, count, 2, adds, out, stride);
    if (blocks > 0) KERNEL(tile_blocks)(weights, panel, source, plane, inputs, count, 1, adds, out, stride);
}

void KERNEL(attention_turn)(
    const head_view *view, int channels, ptrdiff_t first, ptrdiff_t count, float factor, float *turned) {
    for (ptrdiff_t p = 0; p < count; p += lanes) {
        int present = count - p < lanes ? (int)(count - p) : lanes;
        float *block = turned + p * channels;
        for (int c = 0; c < channels; c++) {
            const float *source = view->address + c / lanes * view->plane + (first + p) * lanes + c % lanes;
            float line[lanes] = {0};
            for (int i = 0; i < present; i++) line[i] = factor * source[i * lanes];
            memcpy(block + c * lanes, line, sizeof line);
        }
    }
}

INLINE float KERNEL(sum_of)(vf x) {
    float numbers[lanes], sum = 0;
    memcpy(numbers, &x, sizeof numbers);
    for (int i = 0; i < lanes; i++) sum += numbers[i];
    return sum;
}

// The weights of one query for `blocks` blocks of keys, from their products: relative to the largest so far, by which what was
// found before is scaled down.
INLINE void KERNEL(weigh)(
    float *products, int blocks, ptrdiff_t plane, float *largest, float *sums, float *output, int output_blocks) {
    vf top = load(products);
    for (int b = 1; b < blocks; b++) {
        vf x = load(products + b * plane);
        top = select(x > top, x, top);
    }
    float new = __builtin_reduce_max(top), old = *largest;
    if (new < old) new = old;
    vf limit = splat(new), sum = splat(0);
    for (int b = 0; b < blocks; b++) {
        vf weight = KERNEL(power_of_two)(load(products + b * plane) - limit);
        store(products + b * plane, weight);
        sum += weight;
    }
    if (new > old) {
        vf factor = KERNEL(power_of_two)(splat(old) - limit);
        store(sums, load(sums) * factor + sum);
        for (int b = 0; b < output_blocks; b++) store(output + b * plane, load(output + b * plane) * factor);
        *largest = new;
    } else {
        store(sums, load(sums) + sum);
    }
}

void KERNEL(attention_queries)(const attention_head *head, ptrdiff_t first, int count, float *scratch) {
    const attention_geometry *g = head->geometry;
    const ptrdiff_t plane = (attention_staying + attention_slack) * lanes;
    const int value_blocks = blocks_of(g->value_channels, lanes);
    float *products = scratch, *output = products + attention_passing / lanes * plane;
    float *sums = output + value_blocks * plane, *largest = sums + plane;
    for (int i = 0; i < count; i++) {
        largest[i] = -1e30f;
        store(sums + i * lanes, splat(0));
    }
    memset(output, 0, (size_t)(value_blocks * plane) * sizeof(float));
    for (ptrdiff_t key = 0; key < g->keys; key += attention_passing) {
        int present = g->keys - key < attention_passing ? (int)(g->keys - key) : attention_passing;
        int blocks = blocks_of(present, lanes);
        KERNEL(tile_product)(
            head->turned_keys + key * g->key_channels, (ptrdiff_t)g->key_channels * lanes, blocks,
            head->queries.address + first * lanes, head->queries.plane, g->key_channels, count, false, products, plane);
        if (head->bias)
            for (int b = 0; b < blocks; b++)
                for (int i = 0; i < count; i++) {
                    float *product = products + b * plane + i * lanes;
                    store(product, load(product) + load(head->bias + ((key / lanes + b) * g->queries + first + i) * lanes));
                }
        if (present % lanes)
            for (int i = 0; i < count; i++)
                for (int lane = present % lanes; lane < lanes; lane++)
                    products[(blocks - 1) * plane + i * lanes + lane] = -1e30f;
        for (int i = 0; i < count; i++)
            KERNEL(weigh)(
                products + i * lanes, blocks, plane, largest + i, sums + i * lanes, output + i * lanes, value_blocks);
        KERNEL(tile_product)(
            head->values.address + key * lanes, head->values.plane, value_blocks, products, plane, present, count, true,
            output, plane);
    }
    for (int i = 0; i < count; i++) {
        float sum = KERNEL(sum_of)(load(sums + i * lanes));
        head->sums[first + i] = largest[i] + log2f(sum);
        vf factor = splat(1 / sum);
        for (int b = 0; b < value_blocks; b++)
            store(
                head->output.address + b * head->output.plane + (first + i) * lanes,
                load(output + b * plane + i * lanes) * factor);
    }
}

void KERNEL(attention_agreements)(const attention_head *head, ptrdiff_t first, ptrdiff_t count) {
    int blocks = blocks_of(head->geometry->value_channels, lanes);
    for (ptrdiff_t i = first; i < first + count; i++) {
        vf sum = splat(0);
        for (int b = 0; b < blocks; b++)
            sum += load(head->output.address + b * head->output.plane + i * lanes)
                * load(head->gradient.address + b * head->gradient.plane + i * lanes);
        head->agreements[i] = KERNEL(sum_of)(sum);
    }
}

// Weights from their products, and the gradients of the products from those of the weights.
INLINE void KERNEL(weigh_back)(
    float *products, float *gradients, const float *bias, ptrdiff_t bias_plane, int blocks, ptrdiff_t plane, int count,
    const float *sums, const float *agreements) {
    for (int b = 0; b < blocks; b++) {
        vf sum = load(sums + b * lanes), agreement = load(agreements + b * lanes);
        for (int i = 0; i < count; i++) {
            float *product = products + b * plane + i * lanes, *gradient = gradients + b * plane + i * lanes;
            vf x = load(product);
            if (bias) x += load(bias + b * bias_plane + i * lanes);
            vf weight = KERNEL(power_of_two)(x - sum);
            store(product, weight);
            store(gradient, weight * (load(gradient) - agreement));
        }
    }
}

void KERNEL(attention_keys)(const attention_head *head, int part, ptrdiff_t first, ptrdiff_t end, float *scratch) {
    const attention_geometry *g = head->geometry;
    const ptrdiff_t plane = (attention_staying + attention_slack) * lanes;
    const int key_blocks = blocks_of(g->key_channels, lanes), value_blocks = blocks_of(g->value_channels, lanes);
    float *weights = scratch, *gradients = weights + attention_passing / lanes * plane;
    float *to_keys = gradients + attention_passing / lanes * plane, *to_values = to_keys + key_blocks * plane;
    float *share = head->shares + part * head->part_floats;
    const ptrdiff_t share_plane = (ptrdiff_t)(g->key_channels + attention_slack) * lanes;
    for (ptrdiff_t key = first; key < end; key += attention_staying) {
        int count = end - key < attention_staying ? (int)(end - key) : attention_staying;
        for (ptrdiff_t query = 0; query < g->queries; query += attention_passing) {
            int present = g->queries - query < attention_passing ? (int)(g->queries - query) : attention_passing;
            int blocks = blocks_of(present, lanes);
            KERNEL(tile_product)(
                head->turned_queries + query * g->key_channels, (ptrdiff_t)g->key_channels * lanes, blocks,
                head->keys.address + key * lanes, head->keys.plane, g->key_channels, count, false, weights, plane);
            KERNEL(tile_product)(
                head->turned_gradient + query * g->value_channels, (ptrdiff_t)g->value_channels * lanes, blocks,
                head->values.address + key * lanes, head->values.plane, g->value_channels, count, false, gradients, plane);
            const float *bias = head->bias_back;
            if (bias) bias += (query / lanes * g->keys + key) * lanes;
            KERNEL(weigh_back)(
                weights, gradients, bias, g->keys * lanes, blocks, plane, count, head->sums + query,
                head->agreements + query);
            KERNEL(tile_product)(
                head->gradient.address + query * lanes, head->gradient.plane, value_blocks, weights, plane, present, count,
                query > 0, to_values, plane);
            KERNEL(tile_product)(
                head->queries.address + query * lanes, head->queries.plane, key_blocks, gradients, plane, present, count,
                query > 0, to_keys, plane);
            KERNEL(tile_product)(
                gradients, plane, blocks, head->turned_keys + key * g->key_channels, (ptrdiff_t)g->key_channels * lanes,
                count, g->key_channels, key > first, share + query / lanes * share_plane, share_plane);
        }
        for (int i = 0; i < count; i++) {
            for (int b = 0; b < key_blocks; b++)
                store(
                    head->keys_gradient.address + b * head->keys_gradient.plane + (key + i) * lanes,
                    load(to_keys + b * plane + i * lanes) * g->scale);
            for (int b = 0; b < value_blocks; b++)
                store(
                    head->values_gradient.address + b * head->values_gradient.plane + (key + i) * lanes,
                    load(to_values + b * plane + i * lanes));
        }
    }
}

void KERNEL(attention_join)(const attention_head *head, int parts, ptrdiff_t first, ptrdiff_t count) {
    const attention_geometry *g = head->geometry;
    const ptrdiff_t share_plane = (ptrdiff_t)(g->key_channels + attention_slack) * lanes;
    for (ptrdiff_t i = first; i < first + count; i += lanes) {
        int present = first + count - i < lanes ? (int)(first + count - i) : lanes;
        for (int c = 0; c < blocks_of(g->key_channels, lanes) * lanes; c++) {
            float line[lanes] = {0};
            if (c < g->key_channels) {
                const float *share = head->shares + i / lanes * share_plane + (ptrdiff_t)c * lanes;
                vf sum = load(share);
                for (int part = 1; part < parts; part++) sum += load(share + part * head->part_floats);
                // The turned keys carry scale · log₂ e, which makes powers of two of powers of e.
                sum *= 0.693147181f;
                memcpy(line, &sum, sizeof line);
            }
            float *gradient =
                head->queries_gradient.address + c / lanes * head->queries_gradient.plane + i * lanes + c % lanes;
            for (int p = 0; p < present; p++) gradient[p * lanes] = line[p];
        }
    }
}
