#include "blocks.h"

#include <string.h>

#include <ParallelBridge.h>

// Positions that are handed to a thread at once, of one block.
enum { run_positions = 1 << 12 };

typedef struct {
    ptrdiff_t lanes, channels, area, runs;
    const float *source;
    float *destination;
} layout_change;

static ptrdiff_t smaller(ptrdiff_t a, ptrdiff_t b) { return a < b ? a : b; }

static layout_change change_of(int lanes, ptrdiff_t channels, ptrdiff_t area, const float *source, float *destination) {
    return (layout_change){lanes, channels, area, (area + run_positions - 1) / run_positions, source, destination};
}

static int parts_of(const layout_change *c) { return (int)((c->channels + c->lanes - 1) / c->lanes * c->runs); }

static void from_planar(int part, void *context) {
    const layout_change *c = context;
    ptrdiff_t block = part / c->runs, first = part % c->runs * run_positions;
    ptrdiff_t end = smaller(c->area, first + run_positions);
    ptrdiff_t present = smaller(c->lanes, c->channels - block * c->lanes);
    const float *plane = c->source + block * c->lanes * c->area;
    float *blocked = c->destination + block * c->lanes * c->area;
    if (present < c->lanes)
        memset(blocked + first * c->lanes, 0, (size_t)((end - first) * c->lanes) * sizeof(float));
    for (ptrdiff_t lane = 0; lane < present; lane++, plane += c->area)
        for (ptrdiff_t i = first; i < end; i++) blocked[i * c->lanes + lane] = plane[i];
}

void blocks_from_planar(int lanes, ptrdiff_t channels, ptrdiff_t area, const float *planar, float *blocked) {
    layout_change change = change_of(lanes, channels, area, planar, blocked);
    parallel_for(parts_of(&change), from_planar, &change);
}

static void to_planar(int part, void *context) {
    const layout_change *c = context;
    ptrdiff_t block = part / c->runs, first = part % c->runs * run_positions;
    ptrdiff_t end = smaller(c->area, first + run_positions);
    ptrdiff_t present = smaller(c->lanes, c->channels - block * c->lanes);
    const float *blocked = c->source + block * c->lanes * c->area;
    float *plane = c->destination + block * c->lanes * c->area;
    for (ptrdiff_t lane = 0; lane < present; lane++, plane += c->area)
        for (ptrdiff_t i = first; i < end; i++) plane[i] = blocked[i * c->lanes + lane];
}

void blocks_to_planar(int lanes, ptrdiff_t channels, ptrdiff_t area, const float *blocked, float *planar) {
    layout_change change = change_of(lanes, channels, area, blocked, planar);
    parallel_for(parts_of(&change), to_planar, &change);
}

void blocks_copy_channels(
    int lanes, ptrdiff_t channels, ptrdiff_t area, const float *source, ptrdiff_t source_first, float *destination,
    ptrdiff_t destination_first, bool accumulate) {
    for (ptrdiff_t channel = 0; channel < channels; channel++) {
        ptrdiff_t from = source_first + channel, to = destination_first + channel;
        const float *s = source + from / lanes * lanes * area + from % lanes;
        float *d = destination + to / lanes * lanes * area + to % lanes;
        if (accumulate)
            for (ptrdiff_t i = 0; i < area; i++) d[i * lanes] += s[i * lanes];
        else
            for (ptrdiff_t i = 0; i < area; i++) d[i * lanes] = s[i * lanes];
    }
}

void blocks_copy_rows(
    ptrdiff_t blocks, ptrdiff_t rows, ptrdiff_t row, const float *source, ptrdiff_t source_stride,
    ptrdiff_t source_plane, float *destination, ptrdiff_t destination_stride, ptrdiff_t destination_plane) {
    for (ptrdiff_t block = 0; block < blocks; block++)
        for (ptrdiff_t y = 0; y < rows; y++)
            memcpy(
                destination + block * destination_plane + y * destination_stride,
                source + block * source_plane + y * source_stride, (size_t)row * sizeof(float));
}

typedef struct {
    ptrdiff_t planes, bytes, source_plane, destination_plane;
    const char *source;
    char *destination;
    int parts;
} plane_copy;

static void copy_some(int part, void *context) {
    const plane_copy *c = context;
    for (ptrdiff_t p = c->planes * part / c->parts; p < c->planes * (part + 1) / c->parts; p++)
        memcpy(c->destination + p * c->destination_plane, c->source + p * c->source_plane, (size_t)c->bytes);
}

void blocks_copy_planes(
    ptrdiff_t planes, ptrdiff_t bytes, const void *source, ptrdiff_t source_plane, void *destination,
    ptrdiff_t destination_plane) {
    // What is less than this is copied before another thread has heard of it.
    enum { worth_a_thread = 1 << 16 };
    ptrdiff_t parts = planes * bytes / worth_a_thread + 1;
    plane_copy copy = {
        planes, bytes, source_plane, destination_plane, source, destination, (int)smaller(parts, planes)};
    parallel_for(copy.parts, copy_some, &copy);
}
