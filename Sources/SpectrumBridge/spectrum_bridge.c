// Rows of a real plane are transformed two at a time, as the real and the imaginary part of one complex line; that holds for odd
// widths too, which KISS FFT's own transform of reals does not take.

#include "include/spectrum_bridge.h"

#include <math.h>
#include <stdlib.h>

#include "line_transform.h"

/// Columns are gathered this many at a time, so that whole cache lines of a row are used.
enum { columns_at_once = 16 };

typedef struct {
    int height, width, columns;
    float scale;
    line_transform across, down;
    /// [height][columns]: transformed across, not down.
    kiss_fft_cpx *half;
    /// Two lines of the longer side, and `columns_at_once` columns twice.
    kiss_fft_cpx *line, *transformed, *gathered, *turned;
} plane_transform;

static bool init(plane_transform *plane, int height, int width, bool inverse) {
    *plane = (plane_transform){.height = height, .width = width, .columns = spectrum_columns(width)};
    plane->scale = (float)(1 / sqrt((double)height * width));
    size_t column_block = (size_t)height * columns_at_once;
    plane->half = malloc((size_t)height * plane->columns * sizeof *plane->half);
    plane->line = malloc(width * sizeof *plane->line);
    plane->transformed = malloc(width * sizeof *plane->transformed);
    plane->gathered = malloc(column_block * sizeof *plane->gathered);
    plane->turned = malloc(column_block * sizeof *plane->turned);
    bool across = line_transform_init(&plane->across, width, inverse);
    bool down = line_transform_init(&plane->down, height, inverse);
    return across && down && plane->half && plane->line && plane->transformed && plane->gathered && plane->turned;
}

static void release(plane_transform *plane) {
    line_transform_free(&plane->across);
    line_transform_free(&plane->down);
    free(plane->half);
    free(plane->line);
    free(plane->transformed);
    free(plane->gathered);
    free(plane->turned);
}

static int columns_from(const plane_transform *plane, int first) {
    int left = plane->columns - first;
    return left < columns_at_once ? left : columns_at_once;
}

static void transform_columns(plane_transform *plane, int count) {
    for (int c = 0; c < count; c++)
        line_transform_run(
            &plane->down, plane->gathered + (size_t)c * plane->height, plane->turned + (size_t)c * plane->height);
}

/// Z = A + iB for the transforms A and B of two real rows; each is Hermitian, which tells them apart.
static void split_rows(plane_transform *plane, kiss_fft_cpx *a, kiss_fft_cpx *b) {
    for (int k = 0; k < plane->columns; k++) {
        kiss_fft_cpx z = plane->transformed[k], mirrored = plane->transformed[k == 0 ? 0 : plane->width - k];
        a[k] = (kiss_fft_cpx){.r = 0.5f * (z.r + mirrored.r), .i = 0.5f * (z.i - mirrored.i)};
        if (b) b[k] = (kiss_fft_cpx){.r = 0.5f * (z.i + mirrored.i), .i = 0.5f * (mirrored.r - z.r)};
    }
}

static void join_rows(plane_transform *plane, const kiss_fft_cpx *a, const kiss_fft_cpx *b) {
    static const kiss_fft_cpx zero;
    for (int k = 0; k < plane->columns; k++) {
        kiss_fft_cpx u = a[k], v = b ? b[k] : zero;
        int mirrored = k == 0 ? 0 : plane->width - k;
        // What is its own mirror is real.
        if (mirrored == k || k == 0) u.i = v.i = 0;
        plane->line[mirrored] = (kiss_fft_cpx){.r = u.r + v.i, .i = v.r - u.i};
        plane->line[k] = (kiss_fft_cpx){.r = u.r - v.i, .i = u.i + v.r};
    }
}

bool spectrum_forward(const float *values, int height, int width, float *real, float *imaginary) {
    plane_transform plane;
    bool ready = init(&plane, height, width, false);
    int columns = plane.columns;
    for (int row = 0; ready && row < height; row += 2) {
        bool pair = row + 1 < height;
        const float *a = values + (size_t)row * width, *b = a + width;
        for (int c = 0; c < width; c++) plane.line[c] = (kiss_fft_cpx){.r = a[c], .i = pair ? b[c] : 0};
        line_transform_run(&plane.across, plane.line, plane.transformed);
        kiss_fft_cpx *half = plane.half + (size_t)row * columns;
        split_rows(&plane, half, pair ? half + columns : NULL);
    }
    for (int first = 0; ready && first < columns; first += columns_at_once) {
        int count = columns_from(&plane, first);
        for (int r = 0; r < height; r++)
            for (int c = 0; c < count; c++)
                plane.gathered[(size_t)c * height + r] = plane.half[(size_t)r * columns + first + c];
        transform_columns(&plane, count);
        for (int r = 0; r < height; r++)
            for (int c = 0; c < count; c++) {
                kiss_fft_cpx value = plane.turned[(size_t)c * height + r];
                real[(size_t)r * columns + first + c] = plane.scale * value.r;
                imaginary[(size_t)r * columns + first + c] = plane.scale * value.i;
            }
    }
    release(&plane);
    return ready;
}

bool spectrum_inverse(const float *real, const float *imaginary, int height, int width, float *values) {
    plane_transform plane;
    bool ready = init(&plane, height, width, true);
    int columns = plane.columns;
    for (int first = 0; ready && first < columns; first += columns_at_once) {
        int count = columns_from(&plane, first);
        for (int r = 0; r < height; r++)
            for (int c = 0; c < count; c++) {
                size_t place = (size_t)r * columns + first + c;
                plane.gathered[(size_t)c * height + r] = (kiss_fft_cpx){.r = real[place], .i = imaginary[place]};
            }
        transform_columns(&plane, count);
        for (int r = 0; r < height; r++)
            for (int c = 0; c < count; c++)
                plane.half[(size_t)r * columns + first + c] = plane.turned[(size_t)c * height + r];
    }
    for (int row = 0; ready && row < height; row += 2) {
        bool pair = row + 1 < height;
        const kiss_fft_cpx *half = plane.half + (size_t)row * columns;
        join_rows(&plane, half, pair ? half + columns : NULL);
        line_transform_run(&plane.across, plane.line, plane.transformed);
        float *a = values + (size_t)row * width, *b = a + width;
        for (int c = 0; c < width; c++) {
            a[c] = plane.scale * plane.transformed[c].r;
            if (pair) b[c] = plane.scale * plane.transformed[c].i;
        }
    }
    release(&plane);
    return ready;
}
