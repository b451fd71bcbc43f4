#pragma once
// Convolution 1x1 of stride 1, dense: one matrix product. Its gradient is the product with the transposed weights.

#include <stdbool.h>
#include <stddef.h>

#include "finish.h"
#include "variant.h"

/// The floats that packed weights take, for channels before rounding up to whole blocks.
ptrdiff_t pointwise_packed_count(kernel_variant variant, int inputs, int outputs);

/// Packs `weights`, [outputs][inputs]; with `transposed` they are [inputs][outputs], as a gradient needs them.
void pointwise_pack(
    kernel_variant variant, int inputs, int outputs, const float *weights, bool transposed, float *packed);

/// destination = finish(source times weights + bias) at `area` positions.
///
/// `bias` fills whole blocks, or is NULL. Reads up to 24 positions past the end of the source. Returns false when memory
/// for scratch runs out.
bool pointwise_run(
    kernel_variant variant, int inputs, int outputs, ptrdiff_t area, const float *packed, const float *bias,
    const float *source, float *destination, const kernel_finish *finish);
