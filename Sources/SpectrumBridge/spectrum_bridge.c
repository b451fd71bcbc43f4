// Sixteen rows of a real plane are transformed together, two in each lane: as the real and the imaginary part of one complex line, which
// holds for odd widths too. Then the columns, eight of them at a time, as they lie in memory. Rows, and then columns, go to all threads, in
// parts that do not depend on their number.

#include "include/spectrum_bridge.h"

#include <ParallelBridge.h>
#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "line_transform.h"

#pragma STDC FP_CONTRACT OFF
#pragma clang diagnostic ignored "-Wpsabi"

#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

enum {
    rows_at_once = 2 * lines_at_once,
    /// As many at most, so that each makes room once.
    most_parts = 32,
};

typedef struct {
    spectrum_layout layout;
    int columns;
    float scale;
    line_transform across, down;
    /// [height][width], of one plane; and [height][columns], its spectrum: one is read, the other written.
    const float *values, *real, *imaginary;
    float *new_values, *new_real, *new_imaginary;
    /// Forward, what the filter leaves out: 2 for columns whose conjugate is not stored.
    bool twice;
    /// Groups of rows, or of columns; and the parts that they are done in.
    int groups, parts;
    atomic_bool has_failed;
} plane_transform;

static int groups_of(int count, int at_once) { return (count + at_once - 1) / at_once; }

static waves *room_for(plane_transform *plane, const line_transform *line) {
    waves *room = aligned_alloc(sizeof(waves), line_transform_room(line) * sizeof(waves));
    if (!room) atomic_store(&plane->has_failed, true);
    return room;
}

// MARK: - Between rows and lanes

/// Rows become columns.
#define TRANSPOSE(x) \
    do { \
        lines pairs[8], fours[8]; \
        UNROLL for (int i = 0; i < 8; i += 2) { \
            pairs[i] = __builtin_shufflevector(x[i], x[i + 1], 0, 8, 2, 10, 4, 12, 6, 14); \
            pairs[i + 1] = __builtin_shufflevector(x[i], x[i + 1], 1, 9, 3, 11, 5, 13, 7, 15); \
        } \
        UNROLL for (int i = 0; i < 8; i++) { \
            int other = i ^ 2; \
            fours[i] = i & 2 ? __builtin_shufflevector(pairs[other], pairs[i], 2, 3, 10, 11, 6, 7, 14, 15) \
                             : __builtin_shufflevector(pairs[i], pairs[other], 0, 1, 8, 9, 4, 5, 12, 13); \
        } \
        UNROLL for (int i = 0; i < 4; i++) { \
            x[i] = __builtin_shufflevector(fours[i], fours[i + 4], 0, 1, 2, 3, 8, 9, 10, 11); \
            x[i + 4] = __builtin_shufflevector(fours[i], fours[i + 4], 4, 5, 6, 7, 12, 13, 14, 15); \
        } \
    } while (0)

/// Eight columns of up to eight rows of a plane, as one vector a column; what is not there is 0.
INLINE void read_columns(const float *rows, size_t length, size_t first, int count, lines x[8]) {
    size_t wide = length - first < 8 ? length - first : 8;
    UNROLL for (int i = 0; i < 8; i++) {
        x[i] = (lines){0};
        if (i >= count) continue;
        const float *row = rows + (size_t)i * length + first;
        if (wide == 8) memcpy(&x[i], row, sizeof x[i]);
        else memcpy(&x[i], row, wide * sizeof(float));
    }
    TRANSPOSE(x);
}

/// The way back, as far as there is room.
INLINE void write_columns(float *rows, size_t length, size_t first, int count, lines x[8]) {
    size_t wide = length - first < 8 ? length - first : 8;
    TRANSPOSE(x);
    UNROLL for (int i = 0; i < 8; i++) {
        if (i >= count) continue;
        float *row = rows + (size_t)i * length + first;
        if (wide == 8) memcpy(row, &x[i], sizeof x[i]);
        else memcpy(row, &x[i], wide * sizeof(float));
    }
}

/// How many of eight rows from one on there are.
INLINE int rows_there(int first, int height) { return height - first < 8 ? (height < first ? 0 : height - first) : 8; }

// MARK: - Rows

/// Z = A + iB for the transforms A and B of two real rows; each is Hermitian, which tells them apart.
FOR_EVERY_CPU
static void rows_forward_group(const plane_transform *plane, int group, waves *room) {
    size_t width = (size_t)plane->layout.width, columns = (size_t)plane->columns;
    int first = group * rows_at_once, upper = rows_there(first, plane->layout.height);
    int lower = rows_there(first + 8, plane->layout.height);
    const float *values = plane->values + (size_t)first * width;
    for (size_t c = 0; c < width; c += 8) {
        lines a[8], b[8];
        read_columns(values, width, c, upper, a);
        read_columns(values + 8 * width, width, c, lower, b);
        for (size_t i = 0; i < 8 && c + i < width; i++) room[c + i] = (waves){a[i], b[i]};
    }
    const waves *both = line_transform_run(&plane->across, room);
    float *real = plane->new_real + (size_t)first * columns, *imaginary = plane->new_imaginary + (size_t)first * columns;
    for (size_t k = 0; k < columns; k += 8) {
        lines a_re[8], a_im[8], b_re[8], b_im[8];
        for (size_t i = 0; i < 8; i++) {
            size_t at = k + i < columns ? k + i : columns - 1;
            waves z = both[at], mirrored = both[at == 0 ? 0 : width - at];
            a_re[i] = 0.5f * (z.re + mirrored.re), a_im[i] = 0.5f * (z.im - mirrored.im);
            b_re[i] = 0.5f * (z.im + mirrored.im), b_im[i] = 0.5f * (mirrored.re - z.re);
        }
        write_columns(real, columns, k, upper, a_re);
        write_columns(imaginary, columns, k, upper, a_im);
        write_columns(real + 8 * columns, columns, k, lower, b_re);
        write_columns(imaginary + 8 * columns, columns, k, lower, b_im);
    }
}

FOR_EVERY_CPU
static void rows_back_group(const plane_transform *plane, int group, waves *room) {
    size_t width = (size_t)plane->layout.width, columns = (size_t)plane->columns;
    int first = group * rows_at_once, upper = rows_there(first, plane->layout.height);
    int lower = rows_there(first + 8, plane->layout.height);
    const float *real = plane->real + (size_t)first * columns, *imaginary = plane->imaginary + (size_t)first * columns;
    for (size_t k = 0; k < columns; k += 8) {
        lines u_re[8], u_im[8], v_re[8], v_im[8];
        read_columns(real, columns, k, upper, u_re);
        read_columns(imaginary, columns, k, upper, u_im);
        read_columns(real + 8 * columns, columns, k, lower, v_re);
        read_columns(imaginary + 8 * columns, columns, k, lower, v_im);
        for (size_t i = 0; i < 8 && k + i < columns; i++) {
            size_t at = k + i, mirrored = at == 0 ? 0 : width - at;
            // What is its own mirror is real.
            if (mirrored == at) u_im[i] = v_im[i] = (lines){0};
            room[mirrored] = (waves){v_re[i] - u_im[i], u_re[i] + v_im[i]};
            room[at] = (waves){u_im[i] + v_re[i], u_re[i] - v_im[i]};
        }
    }
    // Real and imaginary parts are exchanged, which makes an inverse of it.
    const waves *both = line_transform_run(&plane->across, room);
    float *values = plane->new_values + (size_t)first * width;
    for (size_t c = 0; c < width; c += 8) {
        lines a[8], b[8];
        for (size_t i = 0; i < 8; i++) {
            size_t at = c + i < width ? c + i : width - 1;
            a[i] = plane->scale * both[at].im, b[i] = plane->scale * both[at].re;
        }
        write_columns(values, width, c, upper, a);
        write_columns(values + 8 * width, width, c, lower, b);
    }
}

// MARK: - Columns

INLINE void read_some(lines *x, const float *from, size_t count) {
    *x = (lines){0};
    if (count == 8) memcpy(x, from, sizeof *x);
    else memcpy(x, from, count * sizeof(float));
}

INLINE void write_some(float *to, const lines *x, size_t count) {
    if (count == 8) memcpy(to, x, sizeof *x);
    else memcpy(to, x, count * sizeof(float));
}

FOR_EVERY_CPU
static void columns_forward_group(const plane_transform *plane, int group, waves *room) {
    size_t height = (size_t)plane->layout.height, columns = (size_t)plane->columns, first = 8 * (size_t)group;
    size_t count = columns - first < 8 ? columns - first : 8;
    float *real = plane->new_real + first, *imaginary = plane->new_imaginary + first;
    for (size_t r = 0; r < height; r++) {
        read_some(&room[r].re, real + r * columns, count);
        read_some(&room[r].im, imaginary + r * columns, count);
    }
    const waves *turned = line_transform_run(&plane->down, room);
    lines weight = (lines){0} + plane->scale;
    for (size_t i = 0; plane->twice && i < count; i++)
        if (first + i > 0 && 2 * (first + i) != (size_t)plane->layout.width) weight[i] *= 2;
    const float *filter = plane->layout.filter ? plane->layout.filter + first : NULL;
    for (size_t r = 0; r < height; r++) {
        waves value = {weight * turned[r].re, weight * turned[r].im};
        if (filter) {
            lines factor;
            read_some(&factor, filter + r * columns, count);
            value = (waves){factor * value.re, factor * value.im};
        }
        write_some(real + r * columns, &value.re, count);
        write_some(imaginary + r * columns, &value.im, count);
    }
}

FOR_EVERY_CPU
static void columns_back_group(const plane_transform *plane, int group, waves *room) {
    size_t height = (size_t)plane->layout.height, columns = (size_t)plane->columns, first = 8 * (size_t)group;
    size_t count = columns - first < 8 ? columns - first : 8;
    const float *real = plane->real + first, *imaginary = plane->imaginary + first;
    const float *filter = plane->layout.filter ? plane->layout.filter + first : NULL;
    for (size_t r = 0; r < height; r++) {
        waves value;
        read_some(&value.re, imaginary + r * columns, count);
        read_some(&value.im, real + r * columns, count);
        if (filter) {
            lines factor;
            read_some(&factor, filter + r * columns, count);
            value = (waves){factor * value.re, factor * value.im};
        }
        room[r] = value;
    }
    const waves *turned = line_transform_run(&plane->down, room);
    for (size_t r = 0; r < height; r++) {
        write_some(plane->new_real + r * columns + first, &turned[r].im, count);
        write_some(plane->new_imaginary + r * columns + first, &turned[r].re, count);
    }
}

// MARK: - Planes

#define EACH_GROUP(name, line) \
    static void name(int part, void *context) { \
        plane_transform *plane = context; \
        waves *room = room_for(plane, &plane->line); \
        int first = (int)((long long)plane->groups * part / plane->parts); \
        int end = (int)((long long)plane->groups * (part + 1) / plane->parts); \
        for (int group = first; room && group < end; group++) name##_group(plane, group, room); \
        free(room); \
    }

EACH_GROUP(rows_forward, across)
EACH_GROUP(rows_back, across)
EACH_GROUP(columns_forward, down)
EACH_GROUP(columns_back, down)

static void share(plane_transform *plane, int groups, void (*body)(int, void *)) {
    plane->groups = groups;
    plane->parts = groups < most_parts ? groups : most_parts;
    parallel_for(plane->parts, body, plane);
}

static bool begin(plane_transform *plane, spectrum_layout layout) {
    *plane = (plane_transform){.layout = layout, .columns = spectrum_columns(layout.width)};
    plane->scale = (float)(1 / sqrt((double)layout.height * layout.width));
    bool across = line_transform_init(&plane->across, layout.width);
    return line_transform_init(&plane->down, layout.height) && across;
}

static bool end(plane_transform *plane, bool has_worked) {
    line_transform_free(&plane->across);
    line_transform_free(&plane->down);
    return has_worked && !atomic_load(&plane->has_failed);
}

bool spectrum_forward(spectrum_layout layout, const float *values, bool twice, float *real, float *imaginary) {
    plane_transform plane;
    bool ready = begin(&plane, layout);
    plane.twice = twice;
    size_t area = (size_t)layout.height * (size_t)layout.width, half = (size_t)layout.height * (size_t)plane.columns;
    for (int p = 0; ready && p < layout.planes; p++) {
        plane.values = values + (size_t)p * area;
        plane.new_real = real + (size_t)p * half, plane.new_imaginary = imaginary + (size_t)p * half;
        share(&plane, groups_of(layout.height, rows_at_once), rows_forward);
        share(&plane, groups_of(plane.columns, lines_at_once), columns_forward);
    }
    return end(&plane, ready);
}

bool spectrum_inverse(spectrum_layout layout, const float *real, const float *imaginary, float *values) {
    plane_transform plane;
    bool ready = begin(&plane, layout);
    size_t area = (size_t)layout.height * (size_t)layout.width, half = (size_t)layout.height * (size_t)plane.columns;
    float *turned = malloc(2 * half * sizeof(float) + 1);
    for (int p = 0; ready && turned && p < layout.planes; p++) {
        plane.real = real + (size_t)p * half, plane.imaginary = imaginary + (size_t)p * half;
        plane.new_real = turned, plane.new_imaginary = turned + half;
        share(&plane, groups_of(plane.columns, lines_at_once), columns_back);
        plane.real = turned, plane.imaginary = turned + half;
        plane.new_values = values + (size_t)p * area;
        share(&plane, groups_of(layout.height, rows_at_once), rows_back);
    }
    free(turned);
    return end(&plane, ready && turned);
}
