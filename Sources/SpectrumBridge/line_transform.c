// KISS FFT takes n·p operations for a prime factor p of n, and 683 rows are common in photographs. Lengths with a large factor
// are therefore transformed as a convolution of a length with small ones (Bluestein, "A linear filtering approach to the
// computation of discrete Fourier transform", 1970).

#include "line_transform.h"

#include <math.h>
#include <stdlib.h>

/// The largest prime factor that is still faster without the convolution.
enum { largest_direct_factor = 17 };

static int largest_factor(int n) {
    int largest = 1;
    for (int p = 2; p * p <= n; p++)
        while (n % p == 0) {
            largest = p;
            n /= p;
        }
    return n > largest ? n : largest;
}

static kiss_fft_cpx product_of(kiss_fft_cpx a, kiss_fft_cpx b) {
    return (kiss_fft_cpx){.r = a.r * b.r - a.i * b.i, .i = a.r * b.i + a.i * b.r};
}

static bool init_chirp(line_transform *line, bool inverse) {
    int n = line->length, padded = line->padded;
    line->chirp = malloc(n * sizeof *line->chirp);
    line->kernel = malloc(padded * sizeof *line->kernel);
    kiss_fft_cpx *mirrored = calloc(padded, sizeof *mirrored);
    if (!line->chirp || !line->kernel || !mirrored) {
        free(mirrored);
        return false;
    }
    for (int j = 0; j < n; j++) {
        // j² modulo 2n keeps the angle small, and so exact.
        double angle = M_PI * (double)((long long)j * j % (2LL * n)) / n;
        line->chirp[j] = (kiss_fft_cpx){.r = (float)cos(angle), .i = (float)(inverse ? sin(angle) : -sin(angle))};
    }
    for (int j = 0; j < n; j++) {
        kiss_fft_cpx conjugate = {.r = line->chirp[j].r, .i = -line->chirp[j].i};
        mirrored[j] = conjugate;
        if (j > 0) mirrored[padded - j] = conjugate;
    }
    kiss_fft(line->there, mirrored, line->kernel);
    free(mirrored);
    for (int j = 0; j < padded; j++) {
        line->kernel[j].r /= (float)padded;
        line->kernel[j].i /= (float)padded;
    }
    return true;
}

bool line_transform_init(line_transform *line, int length, bool inverse) {
    *line = (line_transform){.length = length};
    if (largest_factor(length) <= largest_direct_factor) {
        line->there = kiss_fft_alloc(length, inverse, NULL, NULL);
        return line->there != NULL;
    }
    line->padded = kiss_fft_next_fast_size(2 * length - 1);
    line->there = kiss_fft_alloc(line->padded, 0, NULL, NULL);
    line->back = kiss_fft_alloc(line->padded, 1, NULL, NULL);
    return line->there && line->back && init_chirp(line, inverse);
}

void line_transform_run(
    const line_transform *line, const kiss_fft_cpx *input, kiss_fft_cpx *output, kiss_fft_cpx *room) {
    if (line->padded == 0) {
        kiss_fft(line->there, input, output);
        return;
    }
    int n = line->length, padded = line->padded;
    kiss_fft_cpx *work = room, *product = room + padded;
    for (int j = 0; j < n; j++) work[j] = product_of(input[j], line->chirp[j]);
    for (int j = n; j < padded; j++) work[j] = (kiss_fft_cpx){0};
    kiss_fft(line->there, work, product);
    for (int j = 0; j < padded; j++) product[j] = product_of(product[j], line->kernel[j]);
    kiss_fft(line->back, product, work);
    for (int k = 0; k < n; k++) output[k] = product_of(work[k], line->chirp[k]);
}

void line_transform_free(line_transform *line) {
    kiss_fft_free(line->there);
    kiss_fft_free(line->back);
    free(line->chirp);
    free(line->kernel);
}
