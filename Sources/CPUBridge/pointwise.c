#include "pointwise.h"

#include <string.h>

#include "kernels/pointwise_parts.h"
#include <ParallelBridge.h>
#include "scratch.h"

// Positions that are computed together, at most: their inputs stay in a core's own cache while every panel passes by.
enum { chunk_positions = 96, most_rows = 24 };

ptrdiff_t pointwise_packed_count(kernel_variant variant, int inputs, int outputs) {
    int lanes = kernel_variant_lanes(variant);
    return (ptrdiff_t)inputs * blocks_of(outputs, lanes) * lanes;
}

// [panels of two blocks of outputs][inputs][outputs of the panel]; an odd last panel is one block wide.
void pointwise_pack(
    kernel_variant variant, int inputs, int outputs, const float *weights, bool transposed, float *packed) {
    int lanes = kernel_variant_lanes(variant);
    int columns = blocks_of(outputs, lanes) * lanes;
    memset(packed, 0, (size_t)inputs * columns * sizeof(float));
    for (int first = 0; first < columns; first += 2 * lanes) {
        int width = columns - first < 2 * lanes ? lanes : 2 * lanes;
        float *panel = packed + (ptrdiff_t)first * inputs;
        for (int o = first; o < first + width && o < outputs; o++)
            for (int i = 0; i < inputs; i++)
                panel[(ptrdiff_t)i * width + o - first] =
                    transposed ? weights[(ptrdiff_t)i * outputs + o] : weights[(ptrdiff_t)o * inputs + i];
    }
}

typedef struct {
    kernel_variant variant;
    pointwise_work work;
    // The output blocks are split into groups where there are few chunks of positions for the threads.
    int chunks, groups;
    bool failed;
} run;

// Whether the same positions of all input blocks fall on the same few lines of a core's own cache (2048 sets of 8 lines
// or more), so that reading them once for each panel would fetch them from farther away every time.
static bool planes_collide(const pointwise_work *work, int lanes) {
    ptrdiff_t lines = work->area * lanes / 16, power = lines & -lines;
    return power >= 64 && (ptrdiff_t)work->input_blocks * power > 4 * 2048;
}

// Chunks are equal but for a few positions, so that the last rows of registers are full in most.
static ptrdiff_t chunk_start(const run *r, int chunk) {
    return chunk == r->chunks ? r->work.area : r->work.area * chunk / r->chunks / 4 * 4;
}

static void run_part(int part, void *context) {
    run *r = context;
    const pointwise_work *work = &r->work;
    ptrdiff_t first = chunk_start(r, part % r->chunks);
    int count = (int)(chunk_start(r, part % r->chunks + 1) - first);
    int panels = (work->output_blocks + 1) / 2;
    int per_group = (panels + r->groups - 1) / r->groups * 2;
    int block = part / r->chunks * per_group;
    int end = block + per_group < work->output_blocks ? block + per_group : work->output_blocks;
    if (block >= end || count == 0) return;
    float *chunk = NULL;
    int lanes = kernel_variant_lanes(r->variant);
    if (end - block > 4 && planes_collide(work, lanes)) {
        chunk = kernel_scratch(scratch_chunk, ((ptrdiff_t)count * work->input_blocks + most_rows) * lanes);
        if (!chunk) {
            r->failed = true;
            return;
        }
    }
    CHOOSE(r->variant, pointwise_positions)(work, first, count, block, end, chunk);
}

bool pointwise_run(
    kernel_variant variant, int inputs, int outputs, ptrdiff_t area, const float *packed, const float *bias,
    const float *source, float *destination, const kernel_finish *finish) {
    int lanes = kernel_variant_lanes(variant), threads = parallel_threads();
    run r = {.variant = variant};
    r.work = (pointwise_work){
        inputs, blocks_of(inputs, lanes), blocks_of(outputs, lanes), area, packed, bias, source, destination, finish};
    // As many for each thread.
    r.chunks = (int)((area + (ptrdiff_t)chunk_positions * threads - 1) / ((ptrdiff_t)chunk_positions * threads)) * threads;
    r.groups = r.chunks >= 4 * threads ? 1 : (4 * threads + r.chunks - 1) / r.chunks;
    int panels = (r.work.output_blocks + 1) / 2;
    if (r.groups > panels) r.groups = panels;
    if (threads == 1) r.groups = 1;
    parallel_for(r.chunks * r.groups, run_part, &r);
    return !r.failed;
}
