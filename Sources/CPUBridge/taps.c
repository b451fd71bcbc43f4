#include "taps.h"

#include <string.h>

#include "kernels/taps_parts.h"
#include <ParallelBridge.h>
#include "scratch.h"

enum {
    // Positions that are computed together, at most, and what they read at once of a core's own cache, in floats.
    chunk_positions = 96,
    chunk_floats = 48 * 1024,
    // Reads of the kernel past the last position.
    most_rows = 24,
};

static int smaller(int a, int b) { return a < b ? a : b; }

static int quotient_up(int a, int b) { return (a + b - 1) / b; }

// One axis of a layer.
typedef struct {
    int input, output, kernel, stride, dilation, before;
} axis;

static axis rows_of(const taps_geometry *g) {
    return (axis){g->input_height, g->output_height, g->kernel_height, g->stride_height, g->dilation_height, g->pad_top};
}

static axis columns_of(const taps_geometry *g) {
    return (axis){g->input_width, g->output_width, g->kernel_width, g->stride_width, g->dilation_width, g->pad_left};
}

// Forward is one phase: output i reads input i * stride - before + t * dilation.
static taps_axis forward_axis(axis a) {
    return (taps_axis){
        .positions = a.output, .taps = a.kernel, .tap_step = 1, .offset = -a.before, .offset_step = a.dilation};
}

// Input x takes from output (x + before - t * dilation) / stride where that has no remainder: phase q are the inputs, and the
// taps, of remainder q.
static taps_axis backward_axis(axis a, int q) {
    int start = ((q - a.before) % a.stride + a.stride) % a.stride, period = a.stride, first = 0;
    for (int step = 1; step < a.stride; step++)
        if (step * a.dilation % a.stride == 0) {
            period = step;
            break;
        }
    while (first < period && first * a.dilation % a.stride != q) first++;
    taps_axis phase = {.start = start, .positions = start < a.input ? quotient_up(a.input - start, a.stride) : 0};
    if (first == period || first >= a.kernel) return phase;
    phase.taps = quotient_up(a.kernel - first, period);
    phase.first_tap = first;
    phase.tap_step = period;
    // Without remainder, whatever its sign.
    phase.offset = (start + a.before - first * a.dilation) / a.stride;
    phase.offset_step = -(period * a.dilation / a.stride);
    return phase;
}

static int phase_count(const taps_geometry *g, bool backward) { return backward ? g->stride_height * g->stride_width : 1; }

static taps_phase phase_of(const taps_geometry *g, bool backward, int number) {
    if (!backward) return (taps_phase){forward_axis(rows_of(g)), forward_axis(columns_of(g))};
    return (taps_phase){
        backward_axis(rows_of(g), number / g->stride_width), backward_axis(columns_of(g), number % g->stride_width)};
}

static taps_work work_of(const taps_geometry *g, bool backward, int lanes) {
    taps_work forward = {
        .input_channels = g->input_channels, .input_blocks = blocks_of(g->input_channels / g->groups, lanes),
        .output_blocks = blocks_of(g->output_channels / g->groups, lanes), .source_height = g->input_height,
        .source_width = g->input_width, .destination_height = g->output_height, .destination_width = g->output_width,
        .source_step_rows = g->stride_height, .source_step_columns = g->stride_width, .destination_step_rows = 1,
        .destination_step_columns = 1, .units_at_once = chunk_floats / (chunk_positions * lanes),
        .planar = g->planar_input};
    if (!backward) return forward;
    taps_work work = forward;
    work.input_channels = g->output_channels, work.input_blocks = forward.output_blocks;
    work.output_blocks = forward.input_blocks;
    work.source_height = g->output_height, work.source_width = g->output_width;
    work.destination_height = g->input_height, work.destination_width = g->input_width;
    work.source_step_rows = work.source_step_columns = 1;
    work.destination_step_rows = g->stride_height, work.destination_step_columns = g->stride_width;
    work.planar = false;
    return work;
}

static ptrdiff_t unit_floats(const taps_work *work, int lanes) { return (ptrdiff_t)lanes * work->output_blocks * lanes; }

ptrdiff_t taps_packed_count(kernel_variant variant, const taps_geometry *g, bool backward) {
    int lanes = kernel_variant_lanes(variant), phases = phase_count(g, backward);
    taps_work work = work_of(g, backward, lanes);
    ptrdiff_t units = 0;
    for (int p = 0; p < phases; p++) {
        taps_phase phase = phase_of(g, backward, p);
        units += taps_units(&work, &phase, lanes);
    }
    return units * unit_floats(&work, lanes) * g->groups;
}

// The weight of a tap from channel `from` of a group to channel `to`, whichever direction; 0 where there are no such channels.
static float weight_at(
    const taps_geometry *g, bool backward, const float *weights, int group, int ty, int tx, int from, int to) {
    int inputs = g->input_channels / g->groups, outputs = g->output_channels / g->groups;
    int i = backward ? to : from, o = backward ? from : to;
    if (i >= inputs || o >= outputs) return 0;
    ptrdiff_t kernel = ((ptrdiff_t)group * outputs + o) * inputs + i;
    return weights[(kernel * g->kernel_height + ty) * g->kernel_width + tx];
}

// What is multiplied at once is packed as for pointwise convolutions: [panels of two blocks of outputs][inputs][outputs of the
// panel]; an odd last panel is one block wide.
static void pack_units(
    const taps_geometry *g, bool backward, const taps_work *work, const taps_phase *phase, int group, int unit, int units,
    int lanes, const float *weights, float *packed) {
    int taps = phase->rows.taps * phase->columns.taps, columns = work->output_blocks * lanes;
    for (int k = 0; k < units * lanes; k++) {
        int number = unit * lanes + k, u = unit + k / lanes;
        int tap = work->planar ? number / work->input_channels : u / work->input_blocks;
        int from = work->planar ? number % work->input_channels : u % work->input_blocks * lanes + k % lanes;
        if (tap >= taps) continue;
        int ty = phase->rows.first_tap + tap / phase->columns.taps * phase->rows.tap_step;
        int tx = phase->columns.first_tap + tap % phase->columns.taps * phase->columns.tap_step;
        for (int to = 0; to < columns; to++) {
            int first = to / (2 * lanes) * 2 * lanes, width = smaller(2 * lanes, columns - first);
            packed[(ptrdiff_t)first * units * lanes + (ptrdiff_t)k * width + to - first] =
                weight_at(g, backward, weights, group, ty, tx, from, to);
        }
    }
}

void taps_pack(kernel_variant variant, const taps_geometry *g, bool backward, const float *weights, float *packed) {
    int lanes = kernel_variant_lanes(variant), phases = phase_count(g, backward);
    taps_work work = work_of(g, backward, lanes);
    memset(packed, 0, (size_t)taps_packed_count(variant, g, backward) * sizeof(float));
    for (int p = 0; p < phases; p++) {
        taps_phase phase = phase_of(g, backward, p);
        int all = taps_units(&work, &phase, lanes);
        for (int group = 0; group < g->groups; group++)
            for (int unit = 0; unit < all; unit += work.units_at_once) {
                int units = smaller(work.units_at_once, all - unit);
                pack_units(g, backward, &work, &phase, group, unit, units, lanes, weights, packed);
                packed += units * unit_floats(&work, lanes);
            }
    }
}

typedef struct {
    kernel_variant variant;
    const taps_geometry *geometry;
    bool backward;
    taps_work work;
    const float *packed;
    // Parts are a phase's groups, chunks of positions, and shares of the output blocks where those are few for the threads.
    int phases, shares;
    bool failed;
} run;

static int chunks_of(const taps_phase *phase) {
    return quotient_up(phase->rows.positions * phase->columns.positions, chunk_positions);
}

static int parts_of(const run *r, const taps_phase *phase) { return chunks_of(phase) * r->geometry->groups * r->shares; }

static void run_part(int part, void *context) {
    run *r = context;
    const taps_work *work = &r->work;
    int lanes = kernel_variant_lanes(r->variant), number = 0;
    const float *packed = r->packed;
    taps_phase phase = phase_of(r->geometry, r->backward, 0);
    ptrdiff_t of_group = taps_units(work, &phase, lanes) * unit_floats(work, lanes);
    for (int parts; parts = parts_of(r, &phase), part >= parts; part -= parts) {
        packed += of_group * r->geometry->groups;
        phase = phase_of(r->geometry, r->backward, ++number);
        of_group = taps_units(work, &phase, lanes) * unit_floats(work, lanes);
    }
    int chunks = chunks_of(&phase), group = part / (chunks * r->shares), chunk = part % chunks;
    int share = part / chunks % r->shares, pairs = quotient_up(quotient_up(work->output_blocks, 2), r->shares);
    int block = share * pairs * 2, end = smaller(block + pairs * 2, work->output_blocks);
    int all = phase.rows.positions * phase.columns.positions;
    int first = (int)((ptrdiff_t)all * chunk / chunks), count = (int)((ptrdiff_t)all * (chunk + 1) / chunks) - first;
    if (block >= end || count == 0) return;
    float *gathered =
        kernel_scratch(scratch_chunk, ((ptrdiff_t)work->units_at_once * count + most_rows) * lanes);
    float *sums = kernel_scratch(scratch_kernels, (ptrdiff_t)work->output_blocks * count * lanes);
    if (gathered && sums)
        CHOOSE(r->variant, taps_part)(
            work, &phase, group, packed + group * of_group, first, count, block, end, gathered, sums);
    else r->failed = true;
}

bool taps_run(
    kernel_variant variant, const taps_geometry *geometry, bool backward, const float *packed, const float *bias,
    const float *source, float *destination, const kernel_finish *finish) {
    int lanes = kernel_variant_lanes(variant), threads = parallel_threads();
    run r = {
        .variant = variant, .geometry = geometry, .backward = backward, .work = work_of(geometry, backward, lanes),
        .packed = packed, .phases = phase_count(geometry, backward), .shares = 1};
    r.work.bias = bias, r.work.source = source, r.work.destination = destination, r.work.finish = finish;
    int parts = 0;
    for (int p = 0; p < r.phases; p++) {
        taps_phase phase = phase_of(geometry, backward, p);
        parts += parts_of(&r, &phase);
    }
    if (threads > 1 && parts > 0)
        r.shares = smaller(quotient_up(4 * threads, parts), quotient_up(r.work.output_blocks, 2));
    parallel_for(parts * r.shares, run_part, &r);
    return !r.failed;
}
