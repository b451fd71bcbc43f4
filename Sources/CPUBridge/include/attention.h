#pragma once
// Attention over blocked activations: every position of the queries takes a mean of the values, weighted by how its query agrees with the
// keys. Computed a few queries and a few keys at a time, so that no number of weights lies anywhere for longer than its block (Dao et al.,
// "FlashAttention", 2022).

#include <stdbool.h>
#include <stddef.h>

#include "variant.h"

/// What attends to what.
typedef struct {
    /// Runs of channels that attend by themselves.
    int heads;
    /// The channels of a head in queries and keys, and in values.
    int key_channels, value_channels;
    /// Runs of positions that attend by themselves, which follow each other.
    ptrdiff_t rows;
    /// The positions of a run.
    ptrdiff_t queries, keys;
    /// What the products of queries and keys are multiplied by.
    float scale;
    /// What is then added, packed by `attention_pack_bias` for either direction; NULL for nothing.
    const float *bias, *bias_back;
    /// How many biases there are, and floats from that of a row, and of a head, to that of the next: 0 where they share one.
    ptrdiff_t bias_row, bias_head, bias_back_row, bias_back_head;
} attention_geometry;

/// The floats that a bias of one row and one head takes, for forward or for back.
ptrdiff_t attention_bias_count(kernel_variant variant, ptrdiff_t queries, ptrdiff_t keys, bool back);

/// Packs a bias, [queries][keys].
void attention_pack_bias(
    kernel_variant variant, ptrdiff_t queries, ptrdiff_t keys, const float *bias, bool back, float *packed);

/// The floats that forward leaves for the way back: a number for each query of each head.
ptrdiff_t attention_state_count(kernel_variant variant, const attention_geometry *geometry);

/// Computes the output. Reads up to 24 positions past the end of its operands. Returns false when memory for scratch runs out.
bool attention_forward(
    kernel_variant variant, const attention_geometry *geometry, const float *queries, const float *keys,
    const float *values, float *output, float *state);

/// Overwrites the gradients of queries, keys and values.
bool attention_backward(
    kernel_variant variant, const attention_geometry *geometry, const float *queries, const float *keys,
    const float *values, const float *output, const float *state, const float *gradient, float *queries_gradient,
    float *keys_gradient, float *values_gradient);
