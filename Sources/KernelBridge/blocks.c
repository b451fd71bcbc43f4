#include "blocks.h"

#include <string.h>

#include "parallel.h"

enum { lanes = 8, grain = 1 << 14 };

typedef float v8 __attribute__((vector_size(32), aligned(4)));

static ptrdiff_t blocks_of(ptrdiff_t channels) { return (channels + lanes - 1) / lanes; }

static ptrdiff_t smaller(ptrdiff_t a, ptrdiff_t b) { return a < b ? a : b; }

// MARK: - Layout

typedef struct {
    ptrdiff_t channels, area;
    const float *source;
    float *destination;
} layout_change;

static void block_from_planar(int block, void *context) {
    const layout_change *c = context;
    ptrdiff_t present = smaller(lanes, c->channels - block * lanes);
    const float *plane = c->source + block * lanes * c->area;
    float *blocked = c->destination + block * lanes * c->area;
    if (present < lanes) memset(blocked, 0, lanes * c->area * sizeof(float));
    for (ptrdiff_t lane = 0; lane < present; lane++, plane += c->area)
        for (ptrdiff_t i = 0; i < c->area; i++) blocked[i * lanes + lane] = plane[i];
}

void blocks_from_planar(ptrdiff_t channels, ptrdiff_t area, const float *planar, float *blocked) {
    layout_change change = {channels, area, planar, blocked};
    kernels_parallel_for((int)blocks_of(channels), block_from_planar, &change);
}

static void block_to_planar(int block, void *context) {
    const layout_change *c = context;
    ptrdiff_t present = smaller(lanes, c->channels - block * lanes);
    const float *blocked = c->source + block * lanes * c->area;
    float *plane = c->destination + block * lanes * c->area;
    for (ptrdiff_t lane = 0; lane < present; lane++, plane += c->area)
        for (ptrdiff_t i = 0; i < c->area; i++) plane[i] = blocked[i * lanes + lane];
}

void blocks_to_planar(ptrdiff_t channels, ptrdiff_t area, const float *blocked, float *planar) {
    layout_change change = {channels, area, blocked, planar};
    kernels_parallel_for((int)blocks_of(channels), block_to_planar, &change);
}

void blocks_copy_channels(
    ptrdiff_t channels, ptrdiff_t area, const float *source, ptrdiff_t source_first, float *destination,
    ptrdiff_t destination_first) {
    for (ptrdiff_t channel = 0; channel < channels; channel++) {
        ptrdiff_t from = source_first + channel, to = destination_first + channel;
        const float *s = source + from / lanes * lanes * area + from % lanes;
        float *d = destination + to / lanes * lanes * area + to % lanes;
        for (ptrdiff_t i = 0; i < area; i++) d[i * lanes] = s[i * lanes];
    }
}

// MARK: - Clipping and joining

typedef struct {
    ptrdiff_t count, term_count;
    const float *const *terms;
    const float *clipped;
    float lower, upper;
    float *destination;
} join;

// Every index is a run of `grain` floats; counts are whole blocks for blocked arrays, anything for planar ones.
static int runs_of(ptrdiff_t count) { return (int)((count + grain - 1) / grain); }

static void join_run(int run, void *context) {
    const join *j = context;
    ptrdiff_t first = (ptrdiff_t)run * grain, end = smaller(j->count, first + grain);
    ptrdiff_t whole = first + (end - first) / lanes * lanes;
    for (ptrdiff_t i = first; i < whole; i += lanes) {
        v8 sum = *(const v8 *)(j->terms[0] + i);
        for (ptrdiff_t k = 1; k < j->term_count; k++) sum += *(const v8 *)(j->terms[k] + i);
        if (j->clipped) {
            v8 y = *(const v8 *)(j->clipped + i);
            typedef int mask __attribute__((vector_size(32)));
            mask inside = (y > j->lower) & (y < j->upper);
            sum = (v8)((mask)sum & inside);
        }
        *(v8 *)(j->destination + i) = sum;
    }
    for (ptrdiff_t i = whole; i < end; i++) {
        float sum = j->terms[0][i];
        for (ptrdiff_t k = 1; k < j->term_count; k++) sum += j->terms[k][i];
        bool passes = !j->clipped || (j->clipped[i] > j->lower && j->clipped[i] < j->upper);
        j->destination[i] = passes ? sum : 0;
    }
}

void blocks_join(
    ptrdiff_t count, const float *const *terms, ptrdiff_t term_count, const float *clipped, float lower, float upper,
    float *destination) {
    join work = {count, term_count, terms, clipped, lower, upper, destination};
    kernels_parallel_for(runs_of(count), join_run, &work);
}

typedef struct {
    ptrdiff_t count;
    const float *source;
    float lower, upper;
    float *destination;
} clip;

static void clip_run(int run, void *context) {
    const clip *c = context;
    ptrdiff_t first = (ptrdiff_t)run * grain, end = smaller(c->count, first + grain);
    for (ptrdiff_t i = first; i < end; i++) {
        float x = c->source[i];
        x = x < c->lower ? c->lower : x;
        c->destination[i] = x > c->upper ? c->upper : x;
    }
}

void blocks_clip(ptrdiff_t count, const float *source, float lower, float upper, float *destination) {
    clip work = {count, source, lower, upper, destination};
    kernels_parallel_for(runs_of(count), clip_run, &work);
}

// MARK: - Means

void blocks_means(ptrdiff_t blocks, ptrdiff_t area, const float *source, float *means) {
    for (ptrdiff_t block = 0; block < blocks; block++) {
        const float *x = source + block * lanes * area;
        double sums[lanes] = {0};
        for (ptrdiff_t i = 0; i < area; i++)
            for (int lane = 0; lane < lanes; lane++) sums[lane] += x[i * lanes + lane];
        for (int lane = 0; lane < lanes; lane++) means[block * lanes + lane] = (float)(sums[lane] / (double)area);
    }
}

void blocks_spread_means(ptrdiff_t blocks, ptrdiff_t area, const float *means, float *destination) {
    for (ptrdiff_t block = 0; block < blocks; block++) {
        float *x = destination + block * lanes * area;
        for (ptrdiff_t i = 0; i < area; i++)
            for (int lane = 0; lane < lanes; lane++) x[i * lanes + lane] = means[block * lanes + lane] / (float)area;
    }
}
