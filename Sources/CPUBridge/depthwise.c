#include "depthwise.h"

#include <string.h>

#include "kernels/depthwise_parts.h"
#include <ParallelBridge.h>
#include "scratch.h"

// Rows that a thread computes together: each has to copy the lines around the first.
enum { strip_rows = 32 };

void depthwise_pack(kernel_variant variant, int channels, int taps, const float *weights, float *packed) {
    int lanes = kernel_variant_lanes(variant), blocks = blocks_of(channels, lanes);
    memset(packed, 0, (size_t)blocks * taps * lanes * sizeof(float));
    for (int c = 0; c < channels; c++)
        for (int t = 0; t < taps; t++)
            packed[((ptrdiff_t)(c / lanes) * taps + t) * lanes + c % lanes] = weights[(ptrdiff_t)c * taps + t];
}

typedef struct {
    kernel_variant variant;
    depthwise_work work;
    // Rows of a block, and what computes some of them from a ring of so many floats.
    int rows;
    void (*body)(const depthwise_work *work, float *scratch, int block, int first, int end);
    ptrdiff_t ring;
    bool failed;
} run;

static int strips_of(const run *r) { return (r->rows + strip_rows - 1) / strip_rows; }

static void run_strip(int index, void *context) {
    run *r = context;
    int block = index / strips_of(r), first = index % strips_of(r) * strip_rows;
    float *scratch = kernel_scratch(scratch_chunk, r->ring);
    if (scratch)
        r->body(&r->work, scratch, block, first, first + strip_rows < r->rows ? first + strip_rows : r->rows);
    else r->failed = true;
}

static bool run_all(run *r, depthwise_lines lines) {
    int lanes = kernel_variant_lanes(r->variant);
    r->ring = depthwise_ring_floats(lines, lanes);
    parallel_for(blocks_of(r->work.geometry->channels, lanes) * strips_of(r), run_strip, r);
    return !r->failed;
}

bool depthwise_forward(
    kernel_variant variant, const depthwise_geometry *geometry, const float *packed, const float *bias,
    const float *source, float *destination, const kernel_finish *finish) {
    run r = {
        variant, {geometry, packed, bias, source, destination, finish}, geometry->output_height,
        CHOOSE(variant, depthwise_rows)};
    return run_all(&r, depthwise_input_lines(geometry));
}

bool depthwise_backward(
    kernel_variant variant, const depthwise_geometry *geometry, const float *packed, const float *destination_gradient,
    float *source_gradient, const kernel_finish *finish) {
    run r = {
        variant, {geometry, packed, NULL, destination_gradient, source_gradient, finish}, geometry->input_height,
        CHOOSE(variant, depthwise_rows_gradient)};
    return run_all(&r, depthwise_output_lines(geometry));
}
