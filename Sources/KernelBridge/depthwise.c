#include "depthwise.h"

#include <string.h>

#include "kernels/depthwise_parts.h"
#include "parallel.h"

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
} run;

static void run_row(int index, void *context) {
    run *r = context;
    CHOOSE(r->variant, depthwise_row)(&r->work, index);
}

static void run_row_gradient(int index, void *context) {
    run *r = context;
    CHOOSE(r->variant, depthwise_row_gradient)(&r->work, index);
}

void depthwise_forward(
    kernel_variant variant, const depthwise_geometry *geometry, const float *packed, const float *bias,
    const float *source, float *destination, const kernel_finish *finish) {
    run r = {variant, {geometry, packed, bias, source, destination, finish}};
    int blocks = blocks_of(geometry->channels, kernel_variant_lanes(variant));
    kernels_parallel_for(blocks * geometry->output_height, run_row, &r);
}

void depthwise_backward(
    kernel_variant variant, const depthwise_geometry *geometry, const float *packed, const float *destination_gradient,
    float *source_gradient, const kernel_finish *finish) {
    run r = {variant, {geometry, packed, NULL, destination_gradient, source_gradient, finish}};
    int blocks = blocks_of(geometry->channels, kernel_variant_lanes(variant));
    kernels_parallel_for(blocks * geometry->input_height, run_row_gradient, &r);
}
