#pragma once
// Convolution 3x3, 4x4 or 5x5 of stride 1 by Winograd's F(4x4, 3x3), F(3x3, 4x4) or F(2x2, 5x5): about a quarter to a third
// of the multiplications. Its gradient is the convolution with the kernels turned by 180 degrees, inputs and outputs swapped.
// Activations are blocked, batch 1.

#include <stdbool.h>
#include <stddef.h>

#include "finish.h"
#include "variant.h"

/// One direction of a layer at one size. Channels are before rounding up to whole blocks.
typedef struct {
    /// Of the kernel along either axis: 3, 4 or 5.
    int taps;
    int inputs, outputs;
    int source_height, source_width;
    int destination_height, destination_width;
    /// The first window begins this far above and left of the source, less than a window.
    int pad_top, pad_left;
} winograd_geometry;

/// The outputs of a tile along either axis; whatever the kernel, it is made of 6 x 6 inputs.
static inline int winograd_tile(int taps) { return 7 - taps; }

/// The floats that packed kernels take.
ptrdiff_t winograd_packed_count(kernel_variant variant, int taps, int inputs, int outputs);

/// The floats that transformed kernels take: 36 for each kernel.
ptrdiff_t winograd_transformed_count(kernel_variant variant, int inputs, int outputs);

/// Packs `weights`, [outputs][inputs][taps][taps]; with `turned` they are those of the other direction,
/// [inputs][outputs][taps][taps], and are turned by 180 degrees.
void winograd_pack(
    kernel_variant variant, int taps, int inputs, int outputs, const float *weights, bool turned, float *packed);

/// Transforms packed kernels.
void winograd_transform(
    kernel_variant variant, int taps, int inputs, int outputs, const float *packed, float *transformed);

/// destination = finish(source convolved + bias). `bias` fills whole blocks, or is NULL. Kernels come transformed, or, where
/// that is NULL, are transformed on the way from `packed`. Returns false when memory for scratch runs out.
bool winograd_run(
    kernel_variant variant, const winograd_geometry *geometry, const float *packed, const float *transformed,
    const float *bias, const float *source, float *destination, const kernel_finish *finish);
