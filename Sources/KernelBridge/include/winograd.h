#pragma once
// Convolution 3x3 of stride 1 by Winograd's F(4x4, 3x3): about a quarter of the multiplications. Its gradient is the
// convolution with the kernels turned by 180 degrees, inputs and outputs swapped. Activations are blocked, batch 1.

#include <stdbool.h>
#include <stddef.h>

#include "finish.h"
#include "variant.h"

/// One direction of a layer at one size. Channels are before rounding up to whole blocks.
typedef struct {
    int inputs, outputs;
    int source_height, source_width;
    int destination_height, destination_width;
    /// The first window begins this far above and left of the source, at most 2.
    int pad_top, pad_left;
} winograd_geometry;

/// The floats that packed kernels take.
ptrdiff_t winograd_packed_count(kernel_variant variant, int inputs, int outputs);

/// The floats that transformed kernels take: four times as many.
ptrdiff_t winograd_transformed_count(kernel_variant variant, int inputs, int outputs);

/// Packs `weights`, [outputs][inputs][3][3]; with `turned` they are those of the other direction, [inputs][outputs][3][3],
/// and are turned by 180 degrees.
void winograd_pack(kernel_variant variant, int inputs, int outputs, const float *weights, bool turned, float *packed);

/// Transforms packed kernels.
void winograd_transform(kernel_variant variant, int inputs, int outputs, const float *packed, float *transformed);

/// destination = finish(source convolved + bias). `bias` fills whole blocks, or is NULL. Kernels come transformed, or, where
/// that is NULL, are transformed on the way from `packed`. Returns false when memory for scratch runs out.
bool winograd_run(
    kernel_variant variant, const winograd_geometry *geometry, const float *packed, const float *transformed,
    const float *bias, const float *source, float *destination, const kernel_finish *finish);
