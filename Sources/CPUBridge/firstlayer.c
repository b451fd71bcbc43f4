#include "firstlayer.h"

#include <string.h>

#include "kernels/firstlayer_parts.h"
#include <ParallelBridge.h>

ptrdiff_t firstlayer_packed_count(kernel_variant variant, const firstlayer_geometry *g) {
    int lanes = kernel_variant_lanes(variant), taps = g->kernel_height * g->kernel_width;
    return (ptrdiff_t)taps * blocks_of(g->output_channels, lanes) * g->input_channels * lanes;
}

void firstlayer_pack(kernel_variant variant, const firstlayer_geometry *g, const float *weights, float *packed) {
    int lanes = kernel_variant_lanes(variant), blocks = blocks_of(g->output_channels, lanes);
    int taps = g->kernel_height * g->kernel_width;
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
} run;

static void run_row(int row, void *context) {
    run *r = context;
    CHOOSE(r->variant, firstlayer_row)(&r->work, row);
}

void firstlayer_backward(
    kernel_variant variant, const firstlayer_geometry *g, const float *packed, const float *destination_gradient,
    bool accumulate, float *source_gradient) {
    int blocks = blocks_of(g->output_channels, kernel_variant_lanes(variant));
    run r = {variant, {g, blocks, packed, destination_gradient, accumulate, source_gradient}};
    parallel_for(g->input_height, run_row, &r);
}
