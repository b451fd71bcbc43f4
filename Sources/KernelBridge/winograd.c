#include "winograd.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "kernels/winograd_parts.h"
#include "parallel.h"
#include "threads.h"
#include "variants.h"

// Scratch that a thread's part of the cache holds.
enum { scratch_bytes = 1536 * 1024, most_tiles = 192, fewest_tiles = 24, panel = 16 };

struct winograd {
    winograd_layer layer;
    float *kernels, *bias;
    int workers;
    winograd_scratch *scratch;
};

// The kernel transform G (Lavin and Gray, 2016).
static const double G[6][3] = {
    {1.0 / 4, 0, 0},
    {-1.0 / 6, -1.0 / 6, -1.0 / 6},
    {-1.0 / 6, 1.0 / 6, -1.0 / 6},
    {1.0 / 24, 1.0 / 12, 1.0 / 6},
    {1.0 / 24, -1.0 / 12, 1.0 / 6},
    {0, 0, 1},
};

// G f G^t, in double precision.
static void transform_kernel(const double f[3][3], float result[36]) {
    double rows[6][3];
    for (int r = 0; r < 6; r++)
        for (int x = 0; x < 3; x++) rows[r][x] = G[r][0] * f[0][x] + G[r][1] * f[1][x] + G[r][2] * f[2][x];
    for (int r = 0; r < 6; r++)
        for (int c = 0; c < 6; c++)
            result[r * 6 + c] = (float)(rows[r][0] * G[c][0] + rows[r][1] * G[c][1] + rows[r][2] * G[c][2]);
}

// Where the transformed kernel of (output, input) goes, in panels of 16 outputs and a last one of 8.
static ptrdiff_t kernel_place(const winograd_layer *l, int output, int input) {
    int first = output / panel * panel;
    int width = l->outputs - first < panel ? l->outputs - first : panel;
    return (ptrdiff_t)first * l->inputs + (ptrdiff_t)input * width + output % panel;
}

typedef struct {
    const winograd_layer *layer;
    const float *weights;
    float *kernels;
    // The layer's own channels, before rounding up, in its forward direction.
    int inputs, outputs;
    bool backward;
} kernel_work;

// All kernels of one output of the direction at hand. Backward swaps the channels and turns the kernel by 180 degrees.
static void transform_kernels(int output, void *context) {
    const kernel_work *work = context;
    ptrdiff_t kernel_size = (ptrdiff_t)work->layer->inputs * work->layer->outputs;
    int inputs = work->backward ? work->outputs : work->inputs;
    for (int input = 0; input < inputs; input++) {
        int from = work->backward ? output : input, to = work->backward ? input : output;
        const float *w = work->weights + ((ptrdiff_t)to * work->inputs + from) * 9;
        double f[3][3];
        for (int i = 0; i < 9; i++) f[i / 3][i % 3] = w[work->backward ? 8 - i : i];
        float result[36];
        transform_kernel(f, result);
        float *place = work->kernels + kernel_place(work->layer, output, input);
        for (int i = 0; i < 36; i++) place[i * kernel_size] = result[i];
    }
}

static int round_up(int count, int to) { return (count + to - 1) / to * to; }

static float *allocate(ptrdiff_t floats) {
    void *memory = NULL;
    return posix_memalign(&memory, 64, (size_t)floats * sizeof(float)) == 0 ? memory : NULL;
}

static int chunk_of(const winograd_layer *l, int workers) {
    int tiles = l->tile_rows * l->tile_columns;
    int fitting = scratch_bytes / (36 * (int)sizeof(float) * (l->inputs + l->outputs)) / 6 * 6;
    int chunk = fitting < fewest_tiles ? fewest_tiles : fitting > most_tiles ? most_tiles : fitting;
    int per_worker = (tiles + workers - 1) / workers;
    int chunks = (per_worker + chunk - 1) / chunk;
    return round_up((per_worker + chunks - 1) / chunks, 6);
}

static bool allocate_scratch(winograd *w) {
    const winograd_layer *l = &w->layer;
    w->scratch = calloc((size_t)w->workers, sizeof *w->scratch);
    if (!w->scratch) return false;
    for (int i = 0; i < w->workers; i++) {
        ptrdiff_t transformed = (ptrdiff_t)36 * l->chunk * l->inputs;
        w->scratch[i].transformed = allocate(transformed);
        w->scratch[i].products = allocate((ptrdiff_t)36 * l->chunk * l->outputs);
        if (!w->scratch[i].transformed || !w->scratch[i].products) return false;
        // Tiles past the last one are multiplied and dropped; let them at least be numbers.
        memset(w->scratch[i].transformed, 0, (size_t)transformed * sizeof(float));
    }
    return true;
}

static winograd *create(
    int inputs, int outputs, int height, int width, const float *weights, const float *bias, float lower, float upper,
    bool backward) {
    winograd *w = calloc(1, sizeof *w);
    if (!w) return NULL;
    winograd_layer *l = &w->layer;
    l->inputs = round_up(backward ? outputs : inputs, 8);
    l->outputs = round_up(backward ? inputs : outputs, 8);
    l->height = height;
    l->width = width;
    l->tile_rows = (height + 3) / 4;
    l->tile_columns = (width + 3) / 4;
    l->clipped = lower > -INFINITY || upper < INFINITY;
    l->lower = lower;
    l->upper = upper;
    w->workers = kernels_thread_count();
    l->chunk = chunk_of(l, w->workers);

    ptrdiff_t kernel_count = (ptrdiff_t)36 * l->inputs * l->outputs;
    w->kernels = allocate(kernel_count);
    w->bias = allocate(l->outputs);
    if (!w->kernels || !w->bias || !allocate_scratch(w)) {
        winograd_destroy(w);
        return NULL;
    }
    memset(w->kernels, 0, (size_t)kernel_count * sizeof(float));
    memset(w->bias, 0, (size_t)l->outputs * sizeof(float));
    if (bias) memcpy(w->bias, bias, (size_t)outputs * sizeof(float));
    l->kernels = w->kernels;
    l->bias = w->bias;
    kernel_work work = {l, weights, w->kernels, inputs, outputs, backward};
    kernels_parallel_for(backward ? inputs : outputs, transform_kernels, &work);
    return w;
}

winograd *winograd_create_forward(
    int inputs, int outputs, int height, int width, const float *weights, const float *bias, float lower,
    float upper) {
    return create(inputs, outputs, height, width, weights, bias, lower, upper, false);
}

winograd *winograd_create_backward(int inputs, int outputs, int height, int width, const float *weights) {
    return create(inputs, outputs, height, width, weights, NULL, -INFINITY, INFINITY, true);
}

typedef struct {
    winograd *layer;
    const float *source;
    float *destination;
    atomic_int next;
} run_work;

// One worker, with its own scratch: takes chunks until none is left.
static void run_worker(int worker, void *context) {
    run_work *work = context;
    const winograd_layer *l = &work->layer->layer;
    int tiles = l->tile_rows * l->tile_columns;
    for (;;) {
        int first = atomic_fetch_add_explicit(&work->next, 1, memory_order_relaxed) * l->chunk;
        if (first >= tiles) return;
        int count = tiles - first < l->chunk ? tiles - first : l->chunk;
        CHOOSE(winograd_chunk)(l, work->layer->scratch[worker], work->source, work->destination, first, count);
    }
}

void winograd_run(winograd *layer, const float *source, float *destination) {
    run_work work = {.layer = layer, .source = source, .destination = destination};
    atomic_init(&work.next, 0);
    kernels_parallel_for(layer->workers, run_worker, &work);
}

void winograd_destroy(winograd *layer) {
    if (!layer) return;
    for (int i = 0; layer->scratch && i < layer->workers; i++) {
        free(layer->scratch[i].transformed);
        free(layer->scratch[i].products);
    }
    free(layer->scratch);
    free(layer->kernels);
    free(layer->bias);
    free(layer);
}
