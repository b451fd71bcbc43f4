// Rows of a real plane are transformed two at a time, as the real and the imaginary part of one complex line; that holds for odd
// widths too, which KISS FFT's own transform of reals does not take. Rows, and then columns, go to all threads.

#include "include/spectrum_bridge.h"

#include <ParallelBridge.h>
#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "line_transform.h"

/// Columns are gathered this many at a time, so that whole cache lines of a row are used.
enum { columns_at_once = 16 };
/// Rows that a thread takes at a time.
enum { rows_at_once = 16 };

typedef struct {
    int height, width, columns;
    float scale;
    line_transform across, down;
    /// [height][width], the plane; and [height][columns], its spectrum: one is read, the other written.
    const float *values, *real, *imaginary;
    float *new_values, *new_real, *new_imaginary;
    /// [height][columns]: transformed across, not down.
    kiss_fft_cpx *half;
    atomic_bool has_failed;
} plane_transform;

static int part_count(int count, int at_once) { return (count + at_once - 1) / at_once; }

static int smaller(int a, int b) { return a < b ? a : b; }

static size_t larger(size_t a, size_t b) { return a > b ? a : b; }

/// Room for a part: `lines` lines of `length` twice, and what a transform takes.
static kiss_fft_cpx *allocate(plane_transform *plane, const line_transform *line, size_t lines) {
    size_t count = 2 * lines * (size_t)line->length + line_transform_room(line);
    kiss_fft_cpx *room = malloc(larger(count, 1) * sizeof *room);
    if (!room) atomic_store(&plane->has_failed, true);
    return room;
}

/// Z = A + iB for the transforms A and B of two real rows; each is Hermitian, which tells them apart.
static void split_rows(const plane_transform *plane, const kiss_fft_cpx *both, kiss_fft_cpx *a, kiss_fft_cpx *b) {
    for (int k = 0; k < plane->columns; k++) {
        kiss_fft_cpx z = both[k], mirrored = both[k == 0 ? 0 : plane->width - k];
        a[k] = (kiss_fft_cpx){.r = 0.5f * (z.r + mirrored.r), .i = 0.5f * (z.i - mirrored.i)};
        if (b) b[k] = (kiss_fft_cpx){.r = 0.5f * (z.i + mirrored.i), .i = 0.5f * (mirrored.r - z.r)};
    }
}

static void join_rows(const plane_transform *plane, const kiss_fft_cpx *a, const kiss_fft_cpx *b, kiss_fft_cpx *both) {
    static const kiss_fft_cpx zero;
    for (int k = 0; k < plane->columns; k++) {
        kiss_fft_cpx u = a[k], v = b ? b[k] : zero;
        int mirrored = k == 0 ? 0 : plane->width - k;
        // What is its own mirror is real.
        if (mirrored == k || k == 0) u.i = v.i = 0;
        both[mirrored] = (kiss_fft_cpx){.r = u.r + v.i, .i = v.r - u.i};
        both[k] = (kiss_fft_cpx){.r = u.r - v.i, .i = u.i + v.r};
    }
}

static void rows_forward(int part, void *context) {
    plane_transform *plane = context;
    int width = plane->width, end = smaller((part + 1) * rows_at_once, plane->height);
    kiss_fft_cpx *line = allocate(plane, &plane->across, 1), *transformed = line + width;
    for (int row = part * rows_at_once; line && row < end; row += 2) {
        bool pair = row + 1 < end;
        const float *a = plane->values + (size_t)row * width, *b = a + width;
        for (int c = 0; c < width; c++) line[c] = (kiss_fft_cpx){.r = a[c], .i = pair ? b[c] : 0};
        line_transform_run(&plane->across, line, transformed, transformed + width);
        kiss_fft_cpx *half = plane->half + (size_t)row * plane->columns;
        split_rows(plane, transformed, half, pair ? half + plane->columns : NULL);
    }
    free(line);
}

static void rows_back(int part, void *context) {
    plane_transform *plane = context;
    int width = plane->width, end = smaller((part + 1) * rows_at_once, plane->height);
    kiss_fft_cpx *line = allocate(plane, &plane->across, 1), *transformed = line + width;
    for (int row = part * rows_at_once; line && row < end; row += 2) {
        bool pair = row + 1 < end;
        const kiss_fft_cpx *half = plane->half + (size_t)row * plane->columns;
        join_rows(plane, half, pair ? half + plane->columns : NULL, line);
        line_transform_run(&plane->across, line, transformed, transformed + width);
        float *a = plane->new_values + (size_t)row * width, *b = a + width;
        for (int c = 0; c < width; c++) {
            a[c] = plane->scale * transformed[c].r;
            if (pair) b[c] = plane->scale * transformed[c].i;
        }
    }
    free(line);
}

/// Some columns that lie in memory one after the other, and room for what becomes of them.
typedef struct {
    int first, count;
    kiss_fft_cpx *gathered, *turned;
} column_block;

static column_block block_of(plane_transform *plane, int part) {
    int first = part * columns_at_once, count = smaller(columns_at_once, plane->columns - first);
    kiss_fft_cpx *gathered = allocate(plane, &plane->down, count);
    return (column_block){first, count, gathered, gathered + (size_t)count * plane->height};
}

static void transform_columns(const plane_transform *plane, const column_block *block) {
    size_t height = plane->height;
    kiss_fft_cpx *room = block->turned + block->count * height;
    for (int c = 0; c < block->count; c++)
        line_transform_run(&plane->down, block->gathered + c * height, block->turned + c * height, room);
}

static void columns_forward(int part, void *context) {
    plane_transform *plane = context;
    column_block block = block_of(plane, part);
    if (!block.gathered) return;
    size_t height = plane->height, columns = plane->columns;
    for (size_t r = 0; r < height; r++)
        for (int c = 0; c < block.count; c++)
            block.gathered[c * height + r] = plane->half[r * columns + block.first + c];
    transform_columns(plane, &block);
    for (size_t r = 0; r < height; r++)
        for (int c = 0; c < block.count; c++) {
            kiss_fft_cpx value = block.turned[c * height + r];
            plane->new_real[r * columns + block.first + c] = plane->scale * value.r;
            plane->new_imaginary[r * columns + block.first + c] = plane->scale * value.i;
        }
    free(block.gathered);
}

static void columns_back(int part, void *context) {
    plane_transform *plane = context;
    column_block block = block_of(plane, part);
    if (!block.gathered) return;
    size_t height = plane->height, columns = plane->columns;
    for (size_t r = 0; r < height; r++)
        for (int c = 0; c < block.count; c++) {
            size_t place = r * columns + block.first + c;
            block.gathered[c * height + r] = (kiss_fft_cpx){.r = plane->real[place], .i = plane->imaginary[place]};
        }
    transform_columns(plane, &block);
    for (size_t r = 0; r < height; r++)
        for (int c = 0; c < block.count; c++)
            plane->half[r * columns + block.first + c] = block.turned[c * height + r];
    free(block.gathered);
}

/// Runs one pass over the rows and one over the columns, in the order of the direction.
static bool run(plane_transform *plane, bool inverse) {
    plane->columns = spectrum_columns(plane->width);
    plane->scale = (float)(1 / sqrt((double)plane->height * plane->width));
    plane->half = malloc((size_t)plane->height * plane->columns * sizeof *plane->half);
    bool across = line_transform_init(&plane->across, plane->width, inverse);
    bool down = line_transform_init(&plane->down, plane->height, inverse);
    bool ready = across && down && plane->half;
    int row_parts = part_count(plane->height, rows_at_once);
    int column_parts = part_count(plane->columns, columns_at_once);
    if (ready && inverse) {
        parallel_for(column_parts, columns_back, plane);
        parallel_for(row_parts, rows_back, plane);
    } else if (ready) {
        parallel_for(row_parts, rows_forward, plane);
        parallel_for(column_parts, columns_forward, plane);
    }
    line_transform_free(&plane->across);
    line_transform_free(&plane->down);
    free(plane->half);
    return ready && !atomic_load(&plane->has_failed);
}

bool spectrum_forward(const float *values, int height, int width, float *real, float *imaginary) {
    plane_transform plane = {
        .height = height, .width = width, .values = values, .new_real = real, .new_imaginary = imaginary};
    return run(&plane, false);
}

bool spectrum_inverse(const float *real, const float *imaginary, int height, int width, float *values) {
    plane_transform plane = {
        .height = height, .width = width, .real = real, .imaginary = imaginary, .new_values = values};
    return run(&plane, true);
}
