#include "firstlayer.h"

#include <string.h>

#include "kernels/firstlayer_parts.h"
#include "parallel.h"

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
} run;

static void run_row(int row, void *context) {
    run *r = context;
    CHOOSE(r->variant, firstlayer_row)(&r->work, row);
}

void firstlayer_backward(
    kernel_variant variant, const firstlayer_geometry *g, const float *packed, const float *destination_gradient,
    bool accumulate, float *source_gradient) {
    run r = {variant, {g, blocks_of(variant, g), packed, destination_gradient, accumulate, source_gradient}};
    kernels_parallel_for(g->input_height, run_row, &r);
}
