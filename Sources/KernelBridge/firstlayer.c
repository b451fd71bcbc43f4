#include "firstlayer.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "kernels/firstlayer_parts.h"
#include "parallel.h"
#include "threads.h"
#include "variants.h"

enum { block = 8 };

struct firstlayer {
    firstlayer_layout layout;
    float *weights;
    int workers;
    float **scratch;
};

static void pack_weights(const firstlayer_layout *l, const float *weights, float *packed) {
    const firstlayer_geometry *g = &l->geometry;
    int taps = g->kernel_height * g->kernel_width;
    for (int o = 0; o < g->output_channels; o++)
        for (int c = 0; c < g->input_channels; c++)
            for (int t = 0; t < taps; t++) {
                ptrdiff_t place = ((ptrdiff_t)t * l->blocks + o / block) * g->input_channels + c;
                packed[place * block + o % block] = weights[((ptrdiff_t)o * g->input_channels + c) * taps + t];
            }
}

static float *allocate_zeros(ptrdiff_t floats) {
    void *memory = NULL;
    if (posix_memalign(&memory, 64, (size_t)floats * sizeof(float)) != 0) return NULL;
    return memset(memory, 0, (size_t)floats * sizeof(float));
}

firstlayer *firstlayer_create(firstlayer_geometry g, const float *weights) {
    firstlayer *layer = calloc(1, sizeof *layer);
    if (!layer) return NULL;
    firstlayer_layout *l = &layer->layout;
    l->geometry = g;
    l->blocks = (g.output_channels + block - 1) / block;
    // The kernel reads up to its own width before a row and, four pixels at a time, past its end.
    l->padded_width = g.output_width + 3 * g.kernel_width + 16;
    layer->workers = kernels_thread_count();
    layer->weights = allocate_zeros((ptrdiff_t)g.kernel_height * g.kernel_width * l->blocks * g.input_channels * block);
    layer->scratch = calloc((size_t)layer->workers, sizeof *layer->scratch);
    if (!layer->weights || !layer->scratch) {
        firstlayer_destroy(layer);
        return NULL;
    }
    ptrdiff_t rows = (g.kernel_height + g.stride_height - 1) / g.stride_height;
    for (int i = 0; i < layer->workers; i++) {
        layer->scratch[i] = allocate_zeros(rows * l->blocks * l->padded_width * block);
        if (!layer->scratch[i]) {
            firstlayer_destroy(layer);
            return NULL;
        }
    }
    pack_weights(l, weights, layer->weights);
    l->weights = layer->weights;
    return layer;
}

typedef struct {
    firstlayer *layer;
    const float *gradient;
    float *source_gradient;
    atomic_int next;
} run_work;

// One worker, with its own scratch: takes rows until none is left.
static void run_worker(int worker, void *context) {
    run_work *work = context;
    const firstlayer_layout *l = &work->layer->layout;
    for (;;) {
        int row = atomic_fetch_add_explicit(&work->next, 1, memory_order_relaxed);
        if (row >= l->geometry.input_height) return;
        CHOOSE(firstlayer_row)(l, work->gradient, work->layer->scratch[worker], work->source_gradient, row);
    }
}

void firstlayer_backward(firstlayer *layer, const float *destination_gradient, float *source_gradient) {
    run_work work = {.layer = layer, .gradient = destination_gradient, .source_gradient = source_gradient};
    atomic_init(&work.next, 0);
    kernels_parallel_for(layer->workers, run_worker, &work);
}

void firstlayer_destroy(firstlayer *layer) {
    if (!layer) return;
    for (int i = 0; layer->scratch && i < layer->workers; i++) free(layer->scratch[i]);
    free(layer->scratch);
    free(layer->weights);
    free(layer);
}
