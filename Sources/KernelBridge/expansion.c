#include "expansion.h"

#include "kernels/expansion_parts.h"
#include "parallel.h"
#include "scratch.h"

enum {
    // What the inner rows of a gradient may take of a core's own cache, in floats, and the fewest positions worth a call.
    rows_floats = 256 * 1024 / 4,
    fewest_positions = 48,
    // Reads of the kernel past the last position.
    most_rows = 24,
};

typedef struct {
    kernel_variant variant;
    expansion_work work;
    int rows;
    bool failed;
} run;

static int smaller(int a, int b) { return a < b ? a : b; }

static run run_of(
    kernel_variant variant, const expansion *layer, const kernel_finish *inner, const float *source, float *destination,
    const kernel_finish *finish) {
    int lanes = kernel_variant_lanes(variant);
    return (run){
        .variant = variant,
        .work = {
            layer, inner, source, destination, finish, blocks_of(layer->inputs, lanes),
            blocks_of(layer->depthwise.channels, lanes)}};
}

static void run_panel(int panel, void *context) {
    run *r = context;
    const depthwise_geometry *g = &r->work.layer->depthwise;
    int width = smaller(r->work.blocks - 2 * panel, 2);
    ptrdiff_t span = (ptrdiff_t)(g->kernel_height - 1) * g->dilation_height + 1;
    float *scratch = kernel_scratch(
        scratch_chunk, 2 * span * g->input_width * kernel_variant_lanes(r->variant));
    if (scratch) CHOOSE(r->variant, expansion_panel)(&r->work, scratch, 2 * panel, width);
    else r->failed = true;
}

bool expansion_forward(
    kernel_variant variant, const expansion *layer, const kernel_finish *inner, const float *source, float *destination,
    const kernel_finish *finish) {
    run r = run_of(variant, layer, inner, source, destination, finish);
    kernels_parallel_for((r.work.blocks + 1) / 2, run_panel, &r);
    return !r.failed;
}

static void run_rows(int part, void *context) {
    run *r = context;
    const depthwise_geometry *g = &r->work.layer->depthwise;
    int first = part * r->rows, end = smaller(first + r->rows, g->input_height);
    ptrdiff_t positions = (ptrdiff_t)r->rows * g->input_width * r->work.blocks + most_rows;
    float *scratch = kernel_scratch(scratch_chunk, positions * kernel_variant_lanes(r->variant));
    if (scratch) CHOOSE(r->variant, expansion_rows)(&r->work, scratch, first, end);
    else r->failed = true;
}

bool expansion_backward(
    kernel_variant variant, const expansion *layer, const kernel_finish *inner, const float *destination_gradient,
    float *source_gradient, const kernel_finish *finish) {
    run r = run_of(variant, layer, inner, destination_gradient, source_gradient, finish);
    const depthwise_geometry *g = &layer->depthwise;
    int row = r.work.blocks * kernel_variant_lanes(variant) * g->input_width;
    int fitting = rows_floats / row, fewest = (fewest_positions + g->input_width - 1) / g->input_width;
    r.rows = smaller(fitting > fewest ? fitting : fewest, g->input_height);
    kernels_parallel_for((g->input_height + r.rows - 1) / r.rows, run_rows, &r);
    return !r.failed;
}
