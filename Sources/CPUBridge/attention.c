#include "attention.h"

#include <string.h>

#include "kernels/attention_parts.h"
#include <ParallelBridge.h>
#include "scratch.h"

// Heads that are computed together where each has few positions, so that there is something for every thread.
enum { most_heads = 16, parts_enough = 32 };

static const float log2_of_e = 1.44269504f;

static ptrdiff_t smaller(ptrdiff_t a, ptrdiff_t b) { return a < b ? a : b; }

static ptrdiff_t rounded(ptrdiff_t count, int lanes) { return (count + lanes - 1) / lanes * lanes; }

// MARK: Biases

ptrdiff_t attention_bias_count(kernel_variant variant, ptrdiff_t queries, ptrdiff_t keys, bool back) {
    int lanes = kernel_variant_lanes(variant);
    return back ? rounded(queries, lanes) * keys : rounded(keys, lanes) * queries;
}

void attention_pack_bias(
    kernel_variant variant, ptrdiff_t queries, ptrdiff_t keys, const float *bias, bool back, float *packed) {
    int lanes = kernel_variant_lanes(variant);
    memset(packed, 0, (size_t)attention_bias_count(variant, queries, keys, back) * sizeof(float));
    for (ptrdiff_t q = 0; q < queries; q++)
        for (ptrdiff_t k = 0; k < keys; k++) {
            ptrdiff_t place = back ? (q / lanes * keys + k) * lanes + q % lanes : (k / lanes * queries + q) * lanes + k % lanes;
            packed[place] = log2_of_e * bias[q * keys + k];
        }
}

ptrdiff_t attention_state_count(kernel_variant variant, const attention_geometry *g) {
    return g->rows * g->heads * rounded(g->queries, kernel_variant_lanes(variant));
}

// MARK: One call

// What a call reads and writes, blocked; those that a direction has no use for are NULL.
typedef struct {
    const float *queries, *keys, *values, *output, *gradient;
    float *written_output, *queries_gradient, *keys_gradient, *values_gradient;
    float *state;
    bool back;
} attention_call;

typedef struct {
    kernel_variant variant;
    const attention_geometry *geometry;
    const attention_call *call;
    int lanes;
    // The heads that are computed together, which follow each other from `first` on, row by row.
    ptrdiff_t first;
    int heads;
    attention_head head[most_heads];
    int query_chunks, key_chunks;
    bool failed;
} run;

// Whether the heads of so many channels fill whole blocks: then they are computed where they lie.
static bool lies_apart(const run *r, int channels) { return channels % r->lanes == 0; }

// The part of a blocked activation that is one head of one row, or a copy of it.
static head_view view_of(
    const run *r, const float *blocked, int channels, ptrdiff_t positions, ptrdiff_t head, ptrdiff_t row, float **memory) {
    ptrdiff_t area = r->geometry->rows * positions;
    if (lies_apart(r, channels))
        return (head_view){(float *)blocked + (head * channels * area + row * positions * r->lanes), area * r->lanes};
    head_view view = {*memory, (positions + attention_slack) * r->lanes};
    *memory += view.plane * blocks_of(channels, r->lanes);
    return view;
}

// Copies one head between its place among the others and a view of its own, whose last block is filled up with zeros.
static void copy_head(
    const run *r, const head_view *view, float *blocked, int channels, ptrdiff_t positions, ptrdiff_t head, ptrdiff_t row,
    bool back) {
    if (!blocked || lies_apart(r, channels)) return;
    int lanes = r->lanes;
    ptrdiff_t area = r->geometry->rows * positions;
    for (int c = 0; c < rounded(channels, lanes); c++) {
        ptrdiff_t channel = head * channels + c;
        float *own = view->address + c / lanes * view->plane + c % lanes;
        if (c >= channels) {
            for (ptrdiff_t p = 0; p < positions && !back; p++) own[p * lanes] = 0;
            continue;
        }
        float *other = blocked + channel / lanes * area * lanes + row * positions * lanes + channel % lanes;
        if (back)
            for (ptrdiff_t p = 0; p < positions; p++) other[p * lanes] = own[p * lanes];
        else
            for (ptrdiff_t p = 0; p < positions; p++) own[p * lanes] = other[p * lanes];
    }
}

// How many parts the keys are cut into, each a whole number of blocks.
static int key_parts(const attention_geometry *g) {
    return (int)smaller(attention_key_parts, (g->keys + attention_passing - 1) / attention_passing);
}

static ptrdiff_t part_start(const run *r, int part) {
    ptrdiff_t blocks = (r->geometry->keys + r->lanes - 1) / r->lanes;
    return smaller(r->geometry->keys, blocks * part / r->key_chunks * r->lanes);
}

static ptrdiff_t part_floats(const run *r) {
    const attention_geometry *g = r->geometry;
    return rounded(g->queries, r->lanes) * (g->key_channels + attention_slack) + attention_slack * r->lanes;
}

// Lays out what a head needs, and counts its floats.
static ptrdiff_t lay_out(const run *r, attention_head *head, ptrdiff_t index, float *memory) {
    const attention_geometry *g = r->geometry;
    const attention_call *c = r->call;
    float *first = memory;
    ptrdiff_t row = index / g->heads, h = index % g->heads;
    ptrdiff_t queries = rounded(g->queries, r->lanes), keys = rounded(g->keys, r->lanes);
    *head = (attention_head){.geometry = g};
    head->queries = view_of(r, c->queries, g->key_channels, g->queries, h, row, &memory);
    head->keys = view_of(r, c->keys, g->key_channels, g->keys, h, row, &memory);
    head->values = view_of(r, c->values, g->value_channels, g->keys, h, row, &memory);
    head->output = view_of(r, c->back ? c->output : c->written_output, g->value_channels, g->queries, h, row, &memory);
    head->turned_keys = memory;
    memory += keys * g->key_channels + attention_slack * r->lanes;
    head->sums = c->state + index * queries;
    if (g->bias) head->bias = g->bias + row * g->bias_row + h * g->bias_head;
    if (g->bias_back) head->bias_back = g->bias_back + row * g->bias_back_row + h * g->bias_back_head;
    if (c->back) {
        head->gradient = view_of(r, c->gradient, g->value_channels, g->queries, h, row, &memory);
        head->queries_gradient = view_of(r, c->queries_gradient, g->key_channels, g->queries, h, row, &memory);
        head->keys_gradient = view_of(r, c->keys_gradient, g->key_channels, g->keys, h, row, &memory);
        head->values_gradient = view_of(r, c->values_gradient, g->value_channels, g->keys, h, row, &memory);
        head->turned_queries = memory;
        memory += queries * g->key_channels;
        head->turned_gradient = memory;
        memory += queries * g->value_channels;
        head->agreements = memory;
        memory += queries;
        head->part_floats = part_floats(r);
        head->shares = memory;
        memory += r->key_chunks * head->part_floats;
    }
    return memory - first;
}

static float *scratch_of(run *r) {
    float *scratch = kernel_scratch(scratch_chunk, attention_scratch(r->geometry, r->lanes));
    if (!scratch) r->failed = true;
    return scratch;
}

static void copy_in(int index, void *context) {
    run *r = context;
    const attention_geometry *g = r->geometry;
    const attention_call *c = r->call;
    ptrdiff_t row = (r->first + index) / g->heads, h = (r->first + index) % g->heads;
    const attention_head *head = &r->head[index];
    copy_head(r, &head->queries, (float *)c->queries, g->key_channels, g->queries, h, row, false);
    copy_head(r, &head->keys, (float *)c->keys, g->key_channels, g->keys, h, row, false);
    copy_head(r, &head->values, (float *)c->values, g->value_channels, g->keys, h, row, false);
    if (!c->back) return;
    copy_head(r, &head->output, (float *)c->output, g->value_channels, g->queries, h, row, false);
    copy_head(r, &head->gradient, (float *)c->gradient, g->value_channels, g->queries, h, row, false);
}

static void copy_out(int index, void *context) {
    run *r = context;
    const attention_geometry *g = r->geometry;
    const attention_call *c = r->call;
    ptrdiff_t row = (r->first + index) / g->heads, h = (r->first + index) % g->heads;
    const attention_head *head = &r->head[index];
    if (!c->back) return copy_head(r, &head->output, c->written_output, g->value_channels, g->queries, h, row, true);
    copy_head(r, &head->queries_gradient, c->queries_gradient, g->key_channels, g->queries, h, row, true);
    copy_head(r, &head->keys_gradient, c->keys_gradient, g->key_channels, g->keys, h, row, true);
    copy_head(r, &head->values_gradient, c->values_gradient, g->value_channels, g->keys, h, row, true);
}

// A chunk of positions of one of the heads.
typedef struct {
    const attention_head *head;
    ptrdiff_t first, count;
} chunk;

static chunk chunk_of(const run *r, int index, int chunks, ptrdiff_t positions) {
    ptrdiff_t first = (ptrdiff_t)(index % chunks) * attention_staying;
    return (chunk){&r->head[index / chunks], first, smaller(attention_staying, positions - first)};
}

static void turn_keys(int index, void *context) {
    run *r = context;
    const attention_geometry *g = r->geometry;
    chunk c = chunk_of(r, index, (int)((g->keys + attention_staying - 1) / attention_staying), g->keys);
    CHOOSE(r->variant, attention_turn)(
        &c.head->keys, g->key_channels, c.first, c.count, g->scale * log2_of_e, c.head->turned_keys + c.first * g->key_channels);
}

static void turn_queries(int index, void *context) {
    run *r = context;
    const attention_geometry *g = r->geometry;
    chunk c = chunk_of(r, index, r->query_chunks, g->queries);
    CHOOSE(r->variant, attention_turn)(
        &c.head->queries, g->key_channels, c.first, c.count, g->scale * log2_of_e,
        c.head->turned_queries + c.first * g->key_channels);
    CHOOSE(r->variant, attention_turn)(
        &c.head->gradient, g->value_channels, c.first, c.count, 1, c.head->turned_gradient + c.first * g->value_channels);
    CHOOSE(r->variant, attention_agreements)(c.head, c.first, c.count);
    // What only fills the last block has no weight.
    for (ptrdiff_t i = g->queries; i < rounded(g->queries, r->lanes); i++) {
        c.head->sums[i] = 1e30f;
        c.head->agreements[i] = 0;
    }
}

static void run_queries(int index, void *context) {
    run *r = context;
    chunk c = chunk_of(r, index, r->query_chunks, r->geometry->queries);
    float *scratch = scratch_of(r);
    if (scratch) CHOOSE(r->variant, attention_queries)(c.head, c.first, (int)c.count, scratch);
}

static void run_keys(int index, void *context) {
    run *r = context;
    int part = index % r->key_chunks;
    float *scratch = scratch_of(r);
    if (scratch)
        CHOOSE(r->variant, attention_keys)(
            &r->head[index / r->key_chunks], part, part_start(r, part), part_start(r, part + 1), scratch);
}

static void join_queries(int index, void *context) {
    run *r = context;
    chunk c = chunk_of(r, index, r->query_chunks, r->geometry->queries);
    CHOOSE(r->variant, attention_join)(c.head, r->key_chunks, c.first, c.count);
}

static bool run_call(kernel_variant variant, const attention_geometry *g, const attention_call *call) {
    run r = {.variant = variant, .geometry = g, .call = call, .lanes = kernel_variant_lanes(variant)};
    r.query_chunks = (int)((g->queries + attention_staying - 1) / attention_staying);
    r.key_chunks = key_parts(g);
    int turns = (int)((g->keys + attention_staying - 1) / attention_staying);
    ptrdiff_t heads = g->rows * g->heads;
    int parts = call->back ? r.key_chunks : r.query_chunks;
    int together = (int)smaller(smaller(most_heads, heads), (parts_enough + parts - 1) / parts);
    attention_head counted;
    ptrdiff_t floats = lay_out(&r, &counted, 0, (float *)64);
    float *memory = kernel_scratch(scratch_shared, rounded(floats, 16) * together);
    if (!memory) return false;
    for (r.first = 0; r.first < heads && !r.failed; r.first += together) {
        r.heads = (int)smaller(together, heads - r.first);
        for (int i = 0; i < r.heads; i++) lay_out(&r, &r.head[i], r.first + i, memory + i * rounded(floats, 16));
        bool copies = !lies_apart(&r, g->key_channels) || !lies_apart(&r, g->value_channels);
        if (copies) parallel_for(r.heads, copy_in, &r);
        parallel_for(r.heads * turns, turn_keys, &r);
        if (call->back) {
            parallel_for(r.heads * r.query_chunks, turn_queries, &r);
            parallel_for(r.heads * r.key_chunks, run_keys, &r);
            parallel_for(r.heads * r.query_chunks, join_queries, &r);
        } else {
            parallel_for(r.heads * r.query_chunks, run_queries, &r);
        }
        if (copies) parallel_for(r.heads, copy_out, &r);
    }
    return !r.failed;
}

bool attention_forward(
    kernel_variant variant, const attention_geometry *geometry, const float *queries, const float *keys,
    const float *values, float *output, float *state) {
    attention_call call = {
        .queries = queries, .keys = keys, .values = values, .written_output = output, .state = state};
    return run_call(variant, geometry, &call);
}

bool attention_backward(
    kernel_variant variant, const attention_geometry *geometry, const float *queries, const float *keys,
    const float *values, const float *output, const float *state, const float *gradient, float *queries_gradient,
    float *keys_gradient, float *values_gradient) {
    attention_call call = {
        .queries = queries, .keys = keys, .values = values, .output = output, .gradient = gradient,
        .queries_gradient = queries_gradient, .keys_gradient = keys_gradient, .values_gradient = values_gradient,
        .state = (float *)state, .back = true};
    return run_call(variant, geometry, &call);
}
