#pragma once
// What the builds of the attention kernel share with attention.c.

#include <stdbool.h>
#include <stddef.h>

#include "../include/attention.h"
#include "../variants.h"

enum {
    // Positions that stay in a core's own cache while the others pass by, and how many of those pass at once.
    attention_staying = 96,
    attention_passing = 128,
    // Products read and write so many positions past the end.
    attention_slack = 24,
    // The parts that keys are cut into on the way back, each of which adds up a gradient of all queries.
    attention_key_parts = 8,
};

/// The channels of one head at the positions of one row: [blocks][positions][lanes], `plane` floats from block to block.
typedef struct {
    float *address;
    ptrdiff_t plane;
} head_view;

/// One head of one row while it is computed.
typedef struct {
    const attention_geometry *geometry;
    head_view queries, keys, values, output, gradient, queries_gradient, keys_gradient, values_gradient;
    // [positions / lanes][channels][lanes]: the keys, and on the way back the queries and the output's gradient, turned.
    float *turned_keys, *turned_queries, *turned_gradient;
    // By query: forward's logarithm of the sum of weights, and Σ output · gradient.
    float *sums, *agreements;
    // By part of the keys: the gradient of the queries, turned; `part_floats` from one to the next.
    float *shares;
    ptrdiff_t part_floats;
    const float *bias, *bias_back;
} attention_head;

/// Turns `count` positions, a whole number of blocks but for the last ones, which are filled up with zeros: turned = factor · view.
EACH_BUILD(
    void, attention_turn,
    (const head_view *view, int channels, ptrdiff_t first, ptrdiff_t count, float factor, float *turned));

/// The output of queries [first, first + count). Scratch holds `attention_scratch` floats.
EACH_BUILD(void, attention_queries, (const attention_head *head, ptrdiff_t first, int count, float *scratch));

/// Σ output · gradient for queries [first, first + count).
EACH_BUILD(void, attention_agreements, (const attention_head *head, ptrdiff_t first, ptrdiff_t count));

/// The gradients of keys and values [first, end), and their share in that of the queries.
EACH_BUILD(
    void, attention_keys, (const attention_head *head, int part, ptrdiff_t first, ptrdiff_t end, float *scratch));

/// The gradient of queries [first, first + count): the sum of the `parts` shares.
EACH_BUILD(void, attention_join, (const attention_head *head, int parts, ptrdiff_t first, ptrdiff_t count));

/// The floats of scratch that a call needs.
static inline ptrdiff_t attention_scratch(const attention_geometry *g, int lanes) {
    ptrdiff_t blocks = blocks_of(g->key_channels, lanes) + blocks_of(g->value_channels, lanes);
    ptrdiff_t tile = (attention_staying + attention_slack) * lanes;
    return (2 * (attention_passing / lanes) + blocks) * tile + (attention_staying + attention_slack) * (lanes + 1);
}
