#include "expansion.h"

#include "kernels/expansion_parts.h"
#include <ParallelBridge.h>
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
    // Pairs of blocks that are computed together, before single ones.
    int pairs;
    // Parts of a gradient, and the rows of the largest.
    int parts, rows;
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
    int lanes = kernel_variant_lanes(r->variant), width = panel < r->pairs ? 2 : 1;
    int block = panel < r->pairs ? 2 * panel : panel + r->pairs;
    float *scratch = kernel_scratch(
        scratch_chunk, 2 * depthwise_ring_floats(depthwise_input_lines(&r->work.layer->depthwise), lanes));
    if (scratch) CHOOSE(r->variant, expansion_panel)(&r->work, scratch, block, width);
    else r->failed = true;
}

bool expansion_forward(
    kernel_variant variant, const expansion *layer, const kernel_finish *inner, const float *source, float *destination,
    const kernel_finish *finish) {
    run r = run_of(variant, layer, inner, source, destination, finish);
    // Pairs as long as every thread has as many; of what is left, single ones where that is fairer.
    int threads = parallel_threads(), rest = r.work.blocks % (2 * threads);
    r.pairs = (r.work.blocks - rest) / 2 + (rest > threads ? rest / 2 : 0);
    parallel_for(r.work.blocks - r.pairs, run_panel, &r);
    return !r.failed;
}

static int first_row(const run *r, int part) {
    return (int)((ptrdiff_t)r->work.layer->depthwise.input_height * part / r->parts);
}

static void run_rows(int part, void *context) {
    run *r = context;
    const depthwise_geometry *g = &r->work.layer->depthwise;
    int first = first_row(r, part), end = first_row(r, part + 1);
    int lanes = kernel_variant_lanes(r->variant);
    ptrdiff_t positions = (ptrdiff_t)r->rows * g->input_width * r->work.blocks + most_rows;
    float *scratch = kernel_scratch(
        scratch_chunk, positions * lanes + depthwise_ring_floats(depthwise_output_lines(g), lanes));
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
    int rows = smaller(fitting > fewest ? fitting : fewest, g->input_height), threads = parallel_threads();
    // As many for each thread.
    r.parts = ((g->input_height + rows - 1) / rows + threads - 1) / threads * threads;
    r.rows = (g->input_height + r.parts - 1) / r.parts;
    parallel_for(r.parts, run_rows, &r);
    return !r.failed;
}
