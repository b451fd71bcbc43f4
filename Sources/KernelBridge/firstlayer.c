#include "firstlayer.h"

#include <string.h>

#include "kernels/firstlayer_parts.h"
#include "parallel.h"
#include "scratch.h"

static int blocks_of(kernel_variant variant, const firstlayer_geometry *g) {
    int lanes = kernel_variant_lanes(variant);
    return (g->output_channels + lanes - 1) / lanes;
}

ptrdiff_t firstlayer_packed_count(kernel_variant variant, const firstlayer_geometry *g) {
    return (ptrdiff_t)g->kernel_height * g->kernel_width * blocks_of(variant, g) * g->input_channels
        * kernel_variant_lanes(variant);
}

void firstlayer_pack(kernel_variant variant, const firstlayer_geometry *g, const float *weights, float *packed) {
    int lanes = kernel_variant_lanes(variant), blocks = blocks_of(variant, g), taps = g->kernel_height * g->kernel_width;
    memset(packed, 0, (size_t)firstlayer_packed_count(variant, g) * sizeof(float));
    for (int o = 0; o < g->output_channels; o++)
        for (int c = 0; c < g->input_channels; c++)
            for (int t = 0; t < taps; t++) {
                ptrdiff_t place = ((ptrdiff_t)t * blocks + o / lanes) * g->input_channels + c;
                packed[place * lanes + o % lanes] = weights[((ptrdiff_t)o * g->input_channels + c) * taps + t];
            }
}

typedef struct {
    kernel_variant variant;
    firstlayer_work work;
    bool failed;
} run;

static void run_row(int row, void *context) {
    run *r = context;
    const firstlayer_geometry *g = r->work.geometry;
    ptrdiff_t rows = (g->kernel_height + g->stride_height - 1) / g->stride_height;
    float *scratch = kernel_scratch(
        scratch_chunk, rows * r->work.blocks * r->work.padded_width * kernel_variant_lanes(r->variant));
    if (scratch) CHOOSE(r->variant, firstlayer_row)(&r->work, scratch, row);
    else r->failed = true;
}

bool firstlayer_backward(
    kernel_variant variant, const firstlayer_geometry *g, const float *packed, const float *destination_gradient,
    bool accumulate, float *source_gradient) {
    run r = {.variant = variant};
    // The kernel reads up to its own width before a row and, four pixels at a time, past its end.
    r.work = (firstlayer_work){
        g, blocks_of(variant, g), g->output_width + 3 * g->kernel_width + 16, packed, destination_gradient,
        accumulate, source_gradient};
    kernels_parallel_for(g->input_height, run_row, &r);
    return !r.failed;
}
