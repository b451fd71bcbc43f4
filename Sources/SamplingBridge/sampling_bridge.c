// Eight places of a row at once, where all of them lie within the planes; past an edge one after the other. Whatever the number of threads,
// every number is made of the same numbers in the same order: reading goes row by row of the view, adding band by band of the planes, each of
// which takes what belongs to it from the view's rows in their order. No multiplication and addition is fused: every build gives the same bytes.

#include "include/sampling_bridge.h"

#include <ParallelBridge.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma STDC FP_CONTRACT OFF
#pragma clang diagnostic ignored "-Wpsabi"

#define INLINE static inline __attribute__((always_inline))
#if defined(__x86_64__)
#define FOR_EVERY_CPU __attribute__((target_clones("avx2", "default")))
#else
#define FOR_EVERY_CPU
#endif

enum { lanes = 8, most_parts = 64, rows_of_band = 64, farthest = 1 << 30 };

typedef float floats __attribute__((vector_size(4 * lanes)));
typedef int32_t integers __attribute__((vector_size(4 * lanes)));

/// The four pixels around eight places: where the upper left one lies, and the weight of each.
typedef struct {
    integers top, left;
    floats upper_left, upper_right, lower_left, lower_right;
} group;

INLINE int smaller(int a, int b) { return a < b ? a : b; }
INLINE int larger(int a, int b) { return a > b ? a : b; }

// MARK: - Places

/// Whether parallels of a view are parallels of the planes.
INLINE bool is_affine(const sampling_view *view) { return view->zx == 0 && view->zy == 0 && view->z0 == 1; }

#define SPLIT(coordinate, whole, rest) \
    do { \
        whole = __builtin_convertvector(coordinate, integers); \
        whole += __builtin_convertvector(whole, floats) > coordinate; \
        rest = coordinate - __builtin_convertvector(whole, floats); \
    } while (0)

/// False where one of the places has a pixel past an edge.
INLINE bool place_group(const sampling_view *view, int row, int column, group *g) {
    floats x = __builtin_convertvector((integers){0, 1, 2, 3, 4, 5, 6, 7} + column, floats) + 0.5f;
    float y = (float)row + 0.5f;
    floats across = view->xx * x + view->xy * y + view->x0;
    floats down = view->yx * x + view->yy * y + view->y0;
    if (!is_affine(view)) {
        floats w = view->zx * x + view->zy * y + view->z0;
        // Past the horizon, or so near to it that no integer holds the place.
        if (__builtin_reduce_or(w < 1e-3f)) return false;
        across /= w, down /= w;
    }
    across -= 0.5f, down -= 0.5f;
    floats right, below;
    SPLIT(across, g->left, right);
    SPLIT(down, g->top, below);
    integers outside = (g->left < 0) | (g->top < 0) | (g->left >= view->width - 1) | (g->top >= view->height - 1);
    if (__builtin_reduce_or(outside)) return false;
    g->upper_left = (1 - right) * (1 - below), g->upper_right = right * (1 - below);
    g->lower_left = (1 - right) * below, g->lower_right = right * below;
    return true;
}

/// One place: four pixels, of which those that do not exist count for nothing.
typedef struct {
    int rows[2], columns[2];
    float weights[4];
} tap;

INLINE int wrapped(int place, int count) {
    int rest = place % count;
    return rest < 0 ? rest + count : rest;
}

/// −1 where there is no pixel.
INLINE int pixel_at(int place, int count, sampling_edge edge) {
    if (place >= 0 && place < count) return place;
    switch (edge) {
        case sampling_wrap: return wrapped(place, count);
        case sampling_mirror: {
            int rest = wrapped(place, 2 * count);
            return rest < count ? rest : 2 * count - 1 - rest;
        }
        case sampling_clamp: return place < 0 ? 0 : count - 1;
        default: return -1;
    }
}

/// What is no number, or farther than any picture is wide, shows the origin.
INLINE int split(float coordinate, float *rest) {
    if (!(fabsf(coordinate) < (float)farthest)) {
        *rest = 0;
        return 0;
    }
    int whole = (int)coordinate;
    if ((float)whole > coordinate) whole--;
    *rest = coordinate - (float)whole;
    return whole;
}

INLINE void place_tap(const sampling_view *view, int row, int column, tap *t) {
    float x = (float)column + 0.5f, y = (float)row + 0.5f, right, below;
    float across = view->xx * x + view->xy * y + view->x0, down = view->yx * x + view->yy * y + view->y0;
    if (!is_affine(view)) {
        float w = view->zx * x + view->zy * y + view->z0;
        across /= w, down /= w;
    }
    int left = split(across - 0.5f, &right);
    int top = split(down - 0.5f, &below);
    float weights[4] = {(1 - right) * (1 - below), right * (1 - below), (1 - right) * below, right * below};
    for (int i = 0; i < 2; i++) {
        t->rows[i] = pixel_at(top + i, view->height, view->down);
        t->columns[i] = pixel_at(left + i, view->width, view->across);
    }
    for (int corner = 0; corner < 4; corner++)
        t->weights[corner] = t->rows[corner / 2] < 0 || t->columns[corner % 2] < 0 ? 0 : weights[corner];
}

// MARK: - Reading

typedef struct {
    const sampling_view *view;
    const float *from;
    float *to;
    int parts;
} sampling;

INLINE void read_tap(const sampling *all, int row, int column) {
    const sampling_view *view = all->view;
    tap t;
    place_tap(view, row, column, &t);
    size_t area = (size_t)view->height * (size_t)view->width, seen = (size_t)view->rows * (size_t)view->columns;
    const float *w = t.weights;
    float beyond = 1 - (((w[0] + w[1]) + w[2]) + w[3]);
    for (int p = 0; p < view->planes; p++) {
        float pixels[4];
        for (int corner = 0; corner < 4; corner++) {
            int y = larger(t.rows[corner / 2], 0), x = larger(t.columns[corner % 2], 0);
            pixels[corner] = all->from[(size_t)p * area + (size_t)y * (size_t)view->width + (size_t)x];
        }
        float value = w[0] * pixels[0] + w[1] * pixels[1] + w[2] * pixels[2] + w[3] * pixels[3];
        if (view->level != 0) value = value + view->level * beyond;
        all->to[(size_t)p * seen + (size_t)row * (size_t)view->columns + (size_t)column] = value;
    }
}

FOR_EVERY_CPU
static void read_row(const sampling *all, int row) {
    const sampling_view *view = all->view;
    size_t width = (size_t)view->width, area = (size_t)view->height * width;
    size_t seen = (size_t)view->rows * (size_t)view->columns;
    for (int column = 0; column < view->columns; column += lanes) {
        group g;
        if (column + lanes > view->columns || view->level != 0 || !place_group(view, row, column, &g)) {
            for (int c = column; c < smaller(column + lanes, view->columns); c++) read_tap(all, row, c);
            continue;
        }
        float *to = all->to + (size_t)row * (size_t)view->columns + (size_t)column;
        for (int p = 0; p < view->planes; p++) {
            const float *plane = all->from + (size_t)p * area;
            floats a, b, c, d;
            for (int i = 0; i < lanes; i++) {
                const float *upper = plane + (size_t)g.top[i] * width + (size_t)g.left[i], *lower = upper + width;
                a[i] = upper[0], b[i] = upper[1], c[i] = lower[0], d[i] = lower[1];
            }
            floats value = g.upper_left * a + g.upper_right * b + g.lower_left * c + g.lower_right * d;
            __builtin_memcpy(to + (size_t)p * seen, &value, sizeof value);
        }
    }
}

static void read_part(int part, void *context) {
    const sampling *all = context;
    int first = (int)((long long)all->view->rows * part / all->parts);
    int end = (int)((long long)all->view->rows * (part + 1) / all->parts);
    for (int row = first; row < end; row++) read_row(all, row);
}

void sampling_read(const sampling_view *view, const float *pixels, float *seen) {
    sampling all = {view, pixels, seen, smaller(view->rows, most_parts)};
    parallel_for(all.parts, read_part, &all);
}

// MARK: - Adding

INLINE void add_tap(const sampling *all, int row, int column, int first, int end) {
    const sampling_view *view = all->view;
    tap t;
    place_tap(view, row, column, &t);
    size_t area = (size_t)view->height * (size_t)view->width, seen = (size_t)view->rows * (size_t)view->columns;
    for (int p = 0; p < view->planes; p++) {
        float value = all->from[(size_t)p * seen + (size_t)row * (size_t)view->columns + (size_t)column];
        for (int corner = 0; corner < 4; corner++) {
            int y = t.rows[corner / 2], x = t.columns[corner % 2];
            if (x >= 0 && y >= first && y < end)
                all->to[(size_t)p * area + (size_t)y * (size_t)view->width + (size_t)x] += value * t.weights[corner];
        }
    }
}

INLINE void add_group(const sampling *all, const group *g, int row, int column, int first, int end) {
    const sampling_view *view = all->view;
    size_t width = (size_t)view->width, area = (size_t)view->height * width;
    size_t seen = (size_t)view->rows * (size_t)view->columns;
    integers offsets = g->top * view->width + g->left;
    bool all_in = __builtin_reduce_and((g->top >= first) & (g->top < end - 1));
    const float *from = all->from + (size_t)row * (size_t)view->columns + (size_t)column;
    for (int p = 0; p < view->planes; p++) {
        floats value;
        __builtin_memcpy(&value, from + (size_t)p * seen, sizeof value);
        floats a = value * g->upper_left, b = value * g->upper_right;
        floats c = value * g->lower_left, d = value * g->lower_right;
        float *plane = all->to + (size_t)p * area;
        if (all_in) {
#pragma clang loop unroll(full)
            for (int i = 0; i < lanes; i++) {
                float *upper = plane + offsets[i], *lower = upper + width;
                upper[0] += a[i], upper[1] += b[i];
                lower[0] += c[i], lower[1] += d[i];
            }
            continue;
        }
        for (int i = 0; i < lanes; i++) {
            float *upper = plane + offsets[i], *lower = upper + width;
            if (g->top[i] >= first && g->top[i] < end) upper[0] += a[i], upper[1] += b[i];
            if (g->top[i] >= first - 1 && g->top[i] < end - 1) lower[0] += c[i], lower[1] += d[i];
        }
    }
}

/// Whether rows from `least` to `most` of the planes, and what stands for them where they lie past an edge, meet a band.
INLINE bool meets(const sampling_view *view, float least, float most, int first, int end) {
    float height = (float)view->height;
    // Beyond a whole height everything may be met.
    if (!(least > -height && most < 2 * height)) return true;
    int low = (int)floorf(least) - 1, high = (int)floorf(most) + 2;
    if (low < end && high > first) return true;
    bool above = low < 0, below = high > view->height;
    switch (view->down) {
        case sampling_wrap: return (above && low + view->height < end) || (below && high - view->height > first);
        case sampling_mirror:
            return (above && -low > first) || (below && 2 * view->height - high - 1 < end);
        case sampling_clamp: return (above && first == 0) || (below && end == view->height);
        default: return false;
    }
}

/// Whether what some columns of a row show may meet a band.
INLINE bool columns_meet(const sampling_view *view, int row, int column, int last, int first, int end) {
    float y = view->yy * ((float)row + 0.5f) + view->y0;
    float here = view->yx * ((float)column + 0.5f) + y, there = view->yx * ((float)last + 0.5f) + y;
    if (!is_affine(view)) {
        float z = view->zy * ((float)row + 0.5f) + view->z0;
        float near = view->zx * ((float)column + 0.5f) + z, far = view->zx * ((float)last + 0.5f) + z;
        if (near < 1e-3f || far < 1e-3f) return true;
        here /= near, there /= far;
    }
    return meets(view, fminf(here, there), fmaxf(here, there), first, end);
}

FOR_EVERY_CPU
static void add_band(const sampling *all, int first, int end) {
    const sampling_view *view = all->view;
    for (int row = 0; row < view->rows; row++) {
        if (!columns_meet(view, row, 0, view->columns - 1, first, end)) continue;
        for (int column = 0; column < view->columns; column += lanes) {
            int last = smaller(column + lanes, view->columns) - 1;
            group g;
            if (!columns_meet(view, row, column, last, first, end)) continue;
            if (last == column + lanes - 1 && place_group(view, row, column, &g))
                add_group(all, &g, row, column, first, end);
            else
                for (int c = column; c <= last; c++) add_tap(all, row, c, first, end);
        }
    }
}

static void add_part(int part, void *context) {
    const sampling *all = context;
    int first = (int)((long long)all->view->height * part / all->parts);
    add_band(all, first, (int)((long long)all->view->height * (part + 1) / all->parts));
}

void sampling_add(const sampling_view *view, const float *gradient, float *pixels) {
    int bands = larger(view->height / rows_of_band, 1);
    sampling all = {view, gradient, pixels, smaller(bands, most_parts / 4)};
    parallel_for(all.parts, add_part, &all);
}
