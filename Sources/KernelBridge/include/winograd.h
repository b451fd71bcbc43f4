#pragma once
// Convolution 3x3 of stride 1 and margin 1 by Winograd's F(4x4, 3x3): about a quarter of the multiplications.
// Activations are blocked, nChw8c, batch 1.

#include <stdbool.h>

/// One direction of a layer at one size, with its transformed weights and its scratch.
typedef struct winograd winograd;

/// Makes a layer ready. `weights` are [outputs][inputs][3][3] and `bias` is [outputs]; both are copied. The result is
/// clipped to [lower, upper]; pass -infinity and infinity for none. NULL when memory runs out.
winograd *winograd_create_forward(
    int inputs, int outputs, int height, int width, const float *weights, const float *bias, float lower, float upper);

/// Makes the gradient of the same layer's input ready: it takes the gradient of the output, of `outputs` channels.
winograd *winograd_create_backward(int inputs, int outputs, int height, int width, const float *weights);

/// destination = the convolution of source, or the gradient.
void winograd_run(winograd *layer, const float *source, float *destination);

/// Frees it; NULL is fine.
void winograd_destroy(winograd *layer);
