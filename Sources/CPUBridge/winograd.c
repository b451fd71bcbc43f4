#include "winograd.h"

#include <string.h>

#include "kernels/winograd_parts.h"
#include <ParallelBridge.h>
#include "scratch.h"

enum {
    // What a chunk's transformed tiles may take of a core's own cache, in floats.
    chunk_floats = 256 * 1024 / 4,
    most_tiles = 96,
    fewest_tiles = 24,
    // Reads and writes of the kernel past the last tile.
    most_rows = 24,
};

static int smaller(int a, int b) { return a < b ? a : b; }

// The kernels of one frequency, and two lines, so that the next one begins elsewhere in the cache.
static ptrdiff_t kernel_stride(int lanes, int inputs, int outputs) {
    return (ptrdiff_t)inputs * blocks_of(outputs, lanes) * lanes + 32;
}

ptrdiff_t winograd_packed_count(kernel_variant variant, int taps, int inputs, int outputs) {
    int lanes = kernel_variant_lanes(variant);
    return taps * taps * (ptrdiff_t)inputs * blocks_of(outputs, lanes) * lanes;
}

ptrdiff_t winograd_transformed_count(kernel_variant variant, int inputs, int outputs) {
    return winograd_frequencies * kernel_stride(kernel_variant_lanes(variant), inputs, outputs);
}

// [panels of two blocks of outputs][inputs][taps][taps][outputs of the panel]; an odd last panel is one block wide.
void winograd_pack(
    kernel_variant variant, int taps, int inputs, int outputs, const float *weights, bool turned, float *packed) {
    int lanes = kernel_variant_lanes(variant);
    int columns = blocks_of(outputs, lanes) * lanes, area = taps * taps;
    memset(packed, 0, (size_t)area * inputs * columns * sizeof(float));
    for (int first = 0; first < columns; first += 2 * lanes) {
        int width = smaller(columns - first, 2 * lanes);
        float *panel = packed + (ptrdiff_t)first * inputs * area;
        for (int o = first; o < first + width && o < outputs; o++)
            for (int i = 0; i < inputs; i++) {
                const float *w = weights + (turned ? (ptrdiff_t)i * outputs + o : (ptrdiff_t)o * inputs + i) * area;
                for (int t = 0; t < area; t++)
                    panel[((ptrdiff_t)i * area + t) * width + o - first] = w[turned ? area - 1 - t : t];
            }
    }
}

typedef struct {
    kernel_variant variant;
    int lanes, taps, inputs, output_blocks;
    const float *packed;
    float *transformed;
    ptrdiff_t stride;
} transform_work;

static void transform_panel(int panel, void *context) {
    const transform_work *w = context;
    int width = smaller(w->output_blocks - 2 * panel, 2);
    ptrdiff_t first = (ptrdiff_t)2 * panel * w->inputs * w->lanes;
    CHOOSE(w->variant, winograd_transform_panel)(
        w->packed + w->taps * w->taps * first, w->taps, w->inputs, width, w->transformed + first, w->stride);
}

void winograd_transform(
    kernel_variant variant, int taps, int inputs, int outputs, const float *packed, float *transformed) {
    int lanes = kernel_variant_lanes(variant);
    transform_work work = {
        variant, lanes, taps, inputs, blocks_of(outputs, lanes), packed, transformed,
        kernel_stride(lanes, inputs, outputs)};
    parallel_for((work.output_blocks + 1) / 2, transform_panel, &work);
}

typedef struct {
    kernel_variant variant;
    winograd_work work;
    int tiles, chunks, groups;
    bool failed;
} run;

// Chunks that fill a cache, of even size, and whose last rows of registers are full; more of them than threads.
static int chunk_of(int tiles, int input_blocks, int lanes, int threads) {
    int fitting = chunk_floats / (winograd_frequencies * input_blocks * lanes);
    int chunk = fitting < fewest_tiles ? fewest_tiles : smaller(fitting, most_tiles);
    int per_thread = (tiles + threads - 1) / threads;
    int chunks = (per_thread + chunk - 1) / chunk;
    int even = (per_thread + chunks - 1) / chunks;
    return (even + 3) / 4 * 4;
}

static void run_part(int part, void *context) {
    run *r = context;
    const winograd_work *w = &r->work;
    int first = part % r->chunks * w->chunk;
    int panels = (w->output_blocks + 1) / 2, per_group = (panels + r->groups - 1) / r->groups * 2;
    int block = part / r->chunks * per_group, end = smaller(block + per_group, w->output_blocks);
    if (block >= end) return;
    ptrdiff_t slack = (ptrdiff_t)most_rows * kernel_variant_lanes(r->variant);
    float *scratch =
        kernel_scratch(scratch_chunk, winograd_frequencies * (w->tile_stride + w->product_stride) + slack);
    if (!scratch) {
        r->failed = true;
        return;
    }
    CHOOSE(r->variant, winograd_chunk)(w, scratch, first, smaller(r->tiles - first, w->chunk), block, end);
}

bool winograd_run(
    kernel_variant variant, const winograd_geometry *geometry, const float *packed, const float *transformed,
    const float *bias, const float *source, float *destination, const kernel_finish *finish) {
    int lanes = kernel_variant_lanes(variant), threads = parallel_threads(), tile = winograd_tile(geometry->taps);
    run r = {.variant = variant};
    winograd_work *w = &r.work;
    w->geometry = *geometry;
    w->inputs = geometry->inputs;
    w->input_blocks = blocks_of(geometry->inputs, lanes);
    w->output_blocks = blocks_of(geometry->outputs, lanes);
    w->tile_columns = (geometry->destination_width + tile - 1) / tile;
    r.tiles = (geometry->destination_height + tile - 1) / tile * w->tile_columns;
    w->chunk = chunk_of(r.tiles, w->input_blocks, lanes, threads);
    w->tile_stride = (ptrdiff_t)(w->input_blocks * w->chunk + 1) * lanes;
    w->product_stride = (ptrdiff_t)(smaller(winograd_group, w->output_blocks) * w->chunk + 1) * lanes;
    w->kernel_stride = kernel_stride(lanes, geometry->inputs, geometry->outputs);
    w->kernels = transformed;
    if (!transformed) {
        float *kernels =
            kernel_scratch(scratch_kernels, winograd_transformed_count(variant, geometry->inputs, geometry->outputs));
        if (!kernels) return false;
        winograd_transform(variant, geometry->taps, geometry->inputs, geometry->outputs, packed, kernels);
        w->kernels = kernels;
    }
    w->bias = bias;
    w->source = source;
    w->destination = destination;
    w->finish = finish;
    r.chunks = (r.tiles + w->chunk - 1) / w->chunk;
    // Where there are fewer chunks than threads, they share a chunk's outputs; each transforms its inputs.
    r.groups = r.chunks >= threads ? 1 : smaller((threads + r.chunks - 1) / r.chunks, (w->output_blocks + 1) / 2);
    parallel_for(r.chunks * r.groups, run_part, &r);
    return !r.failed;
}
