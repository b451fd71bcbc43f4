#include "phases.h"

#include <string.h>

#include <ParallelBridge.h>
#include "variants.h"

typedef struct {
    const phases_geometry *geometry;
    int lanes;
    const float *source;
    float *destination;
    bool accumulate;
} run;

// Where channel `index` of the phases begins in row `row`.
static ptrdiff_t place_in_row(const run *r, int index, int row) {
    const phases_geometry *g = r->geometry;
    ptrdiff_t rows = (ptrdiff_t)(index / r->lanes) * g->phase_height + row;
    return rows * g->phase_width * r->lanes + index % r->lanes;
}

// The columns [first, end) of a phase that lie inside the picture.
static int first_column(const phases_geometry *g, int x) { return x < g->columns_before ? 1 : 0; }
static int end_column(const phases_geometry *g, int x) {
    int end = (g->width + g->columns_before - x + 1) / 2;
    return end < g->phase_width ? end : g->phase_width;
}

static void split_row(int row, void *context) {
    const run *r = context;
    const phases_geometry *g = r->geometry;
    for (int b = 0; b < blocks_of(4 * g->channels, r->lanes); b++)
        memset(r->destination + place_in_row(r, b * r->lanes, row), 0, sizeof(float) * g->phase_width * r->lanes);
    for (int index = 0; index < 4 * g->channels; index++) {
        int y = 2 * row + index / 2 % 2 - g->rows_before, x = index % 2;
        if (y < 0 || y >= g->height) continue;
        const float *from = r->source + ((ptrdiff_t)(index / 4) * g->height + y) * g->width + x - g->columns_before;
        float *to = r->destination + place_in_row(r, index, row);
        for (int X = first_column(g, x); X < end_column(g, x); X++) to[(ptrdiff_t)X * r->lanes] = from[2 * X];
    }
}

void phases_split(const phases_geometry *geometry, int lanes, const float *picture, float *phases) {
    run r = {geometry, lanes, picture, phases, false};
    parallel_for(geometry->phase_height, split_row, &r);
}

static void join_row(int y, void *context) {
    const run *r = context;
    const phases_geometry *g = r->geometry;
    int row = (y + g->rows_before) / 2, phase = (y + g->rows_before) % 2;
    for (int c = 0; c < g->channels; c++)
        for (int x = 0; x < 2; x++) {
            float *to = r->destination + ((ptrdiff_t)c * g->height + y) * g->width + x - g->columns_before;
            const float *from = r->source + place_in_row(r, 4 * c + 2 * phase + x, row);
            for (int X = first_column(g, x); X < end_column(g, x); X++) {
                float value = from[(ptrdiff_t)X * r->lanes];
                to[2 * X] = r->accumulate ? to[2 * X] + value : value;
            }
        }
}

void phases_join(const phases_geometry *geometry, int lanes, const float *phases, bool accumulate, float *picture) {
    run r = {geometry, lanes, phases, picture, accumulate};
    parallel_for(geometry->height, join_row, &r);
}
