#include "normalize.h"

#include "kernels/normalize_parts.h"
#include <ParallelBridge.h>
#include "scratch.h"

// Positions that are handed to a thread at once.
enum { run_positions = 64 };

static ptrdiff_t end_of(ptrdiff_t first, ptrdiff_t area) {
    return first + run_positions < area ? first + run_positions : area;
}

static int runs_of(ptrdiff_t area) { return (int)((area + run_positions - 1) / run_positions); }

typedef struct {
    kernel_variant variant;
    local_response_work work;
    bool failed;
} response_run;

static void run_response(int index, void *context) {
    response_run *r = context;
    const local_response_work *w = &r->work;
    ptrdiff_t row = (ptrdiff_t)(w->blocks + 2) * kernel_variant_lanes(r->variant);
    float *scratch = kernel_scratch(scratch_chunk, 3 * local_response_group * row);
    ptrdiff_t first = (ptrdiff_t)index * run_positions, end = end_of(first, w->layer->area);
    if (!scratch) r->failed = true;
    else if (w->gradient) CHOOSE(r->variant, local_response_gradients)(w, scratch, first, end);
    else CHOOSE(r->variant, local_response_positions)(w, scratch, first, end);
}

bool local_response_forward(
    kernel_variant variant, const local_response *layer, const float *source, float *destination,
    const kernel_finish *finish) {
    return local_response_backward(variant, layer, source, NULL, destination, finish);
}

bool local_response_backward(
    kernel_variant variant, const local_response *layer, const float *source, const float *destination_gradient,
    float *source_gradient, const kernel_finish *finish) {
    int blocks = blocks_of(layer->channels, kernel_variant_lanes(variant));
    response_run r = {variant, {layer, blocks, source, destination_gradient, source_gradient, finish}};
    parallel_for(runs_of(layer->area), run_response, &r);
    return !r.failed;
}

typedef struct {
    kernel_variant variant;
    channel_normalization_work work;
} channel_run;

static void run_channels(int index, void *context) {
    channel_run *r = context;
    ptrdiff_t first = (ptrdiff_t)index * run_positions, end = end_of(first, r->work.layer->area);
    if (r->work.gradient) CHOOSE(r->variant, channel_normalization_gradients)(&r->work, first, end);
    else CHOOSE(r->variant, channel_normalization_positions)(&r->work, first, end);
}

void channel_normalization_forward(
    kernel_variant variant, const channel_normalization *layer, const float *source, float *destination,
    const kernel_finish *finish) {
    channel_normalization_backward(variant, layer, source, NULL, destination, finish);
}

void channel_normalization_backward(
    kernel_variant variant, const channel_normalization *layer, const float *source, const float *destination_gradient,
    float *source_gradient, const kernel_finish *finish) {
    int blocks = blocks_of(layer->channels, kernel_variant_lanes(variant));
    channel_run r = {variant, {layer, blocks, source, destination_gradient, source_gradient, finish}};
    parallel_for(runs_of(layer->area), run_channels, &r);
}
