// Stockham's algorithm: a stage for each factor of the length, from one array into the other and back (van Loan, "Computational
// frameworks for the fast Fourier transform", 1992, section 1.7). A value is a vector with a lane for each line, so that neither shuffles nor
// strides stand between memory and arithmetic. A length with a large factor, as 683 rows have, is transformed as a convolution of a
// length with small ones (Bluestein, "A linear filtering approach to the computation of discrete Fourier transform", 1970).
//
// No multiplication and addition is fused: every build gives the same bytes.

#include "line_transform.h"

#include <math.h>
#include <stdlib.h>

#pragma STDC FP_CONTRACT OFF
#pragma clang diagnostic ignored "-Wpsabi"

#define INLINE static inline __attribute__((always_inline))

/// The largest factor that has a stage of its own.
enum { largest_factor = 13 };

INLINE waves plus(waves a, waves b) { return (waves){a.re + b.re, a.im + b.im}; }
INLINE waves minus(waves a, waves b) { return (waves){a.re - b.re, a.im - b.im}; }
INLINE waves times(waves a, turn b) { return (waves){a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re}; }
/// a · −i
INLINE waves quarter_back(waves a) { return (waves){a.im, -a.re}; }

// MARK: - Stages

// Of current length n = factor · m: x[r + s(q + m j)] → y[r + s(factor · q + k)] = e^(−2πi q k/n) · Σ_j x[…] e^(−2πi j k/factor).

INLINE void two(const waves *x, waves *y, size_t apart, size_t s, const turn *w) {
    waves a = x[0], b = x[apart];
    y[0] = plus(a, b);
    y[s] = times(minus(a, b), w[0]);
}

INLINE void four(const waves *x, waves *y, size_t apart, size_t s, const turn *w) {
    waves a = x[0], b = x[apart], c = x[2 * apart], d = x[3 * apart];
    waves even = plus(a, c), odd = plus(b, d), other = minus(a, c), turned = quarter_back(minus(b, d));
    y[0] = plus(even, odd);
    y[s] = times(plus(other, turned), w[0]);
    y[2 * s] = times(minus(even, odd), w[1]);
    y[3 * s] = times(minus(other, turned), w[2]);
}

/// Of an odd factor p, with e^(−2πi k/p) for k in 0..<p behind the turns of q.
INLINE void odd(const waves *x, waves *y, size_t apart, size_t s, const turn *w, const turn *roots, int p) {
    waves sums[largest_factor / 2], differences[largest_factor / 2], first = x[0], total = first;
#pragma clang loop unroll(full)
    for (int j = 1; j <= p / 2; j++) {
        waves a = x[j * apart], b = x[(p - j) * apart];
        sums[j - 1] = plus(a, b);
        differences[j - 1] = minus(a, b);
        total = plus(total, sums[j - 1]);
    }
    y[0] = total;
#pragma clang loop unroll(full)
    for (int k = 1; k <= p / 2; k++) {
        waves even = first, uneven = {0};
#pragma clang loop unroll(full)
        for (int j = 1; j <= p / 2; j++) {
            turn root = roots[j * k % p];
            even = plus(even, (waves){sums[j - 1].re * root.re, sums[j - 1].im * root.re});
            uneven = plus(uneven, (waves){differences[j - 1].re * root.im, differences[j - 1].im * root.im});
        }
        // The sine is negative in the roots: i · uneven is what −i · Σ x sin is.
        waves turned = {-uneven.im, uneven.re};
        y[k * s] = times(plus(even, turned), w[k - 1]);
        y[(p - k) * s] = times(minus(even, turned), w[p - k - 1]);
    }
}

#define EACH(call) \
    for (size_t q = 0; q < m; q++) { \
        const turn *w = turns + q * (size_t)(factor - 1); \
        for (size_t r = 0; r < s; r++) { \
            const waves *from = x + r + s * q; \
            waves *to = y + r + s * (size_t)factor * q; \
            call; \
        } \
    }

FOR_EVERY_CPU
static void stage(const waves *x, waves *y, int factor, size_t m, size_t s, const turn *turns) {
    size_t apart = s * m;
    const turn *roots = turns + m * (size_t)(factor - 1);
    switch (factor) {
        case 2: EACH(two(from, to, apart, s, w)) break;
        case 3: EACH(odd(from, to, apart, s, w, roots, 3)) break;
        case 4: EACH(four(from, to, apart, s, w)) break;
        case 5: EACH(odd(from, to, apart, s, w, roots, 5)) break;
        case 7: EACH(odd(from, to, apart, s, w, roots, 7)) break;
        case 11: EACH(odd(from, to, apart, s, w, roots, 11)) break;
        case 13: EACH(odd(from, to, apart, s, w, roots, 13)) break;
    }
}

/// From one of two arrays to the other and back; gives that with the result.
static waves *run_stages(const line_transform *line, waves *x, waves *y) {
    size_t n = (size_t)(line->padded ? line->padded : line->length), s = 1;
    for (int i = 0; i < line->stages; i++) {
        size_t factor = (size_t)line->factors[i], m = n / factor;
        stage(x, y, line->factors[i], m, s, line->turns + line->turns_at[i]);
        waves *written = y;
        y = x, x = written;
        n = m, s *= factor;
    }
    return x;
}

// MARK: - Lengths with large factors

FOR_EVERY_CPU
static void multiply(const waves *x, const turn *by, waves *y, size_t count) {
    for (size_t i = 0; i < count; i++) y[i] = times(x[i], by[i]);
}

/// Multiplies, and exchanges real and imaginary parts.
FOR_EVERY_CPU
static void multiply_exchanging(const waves *x, const turn *by, waves *y, size_t count) {
    for (size_t i = 0; i < count; i++) {
        waves product = times(x[i], by[i]);
        y[i] = (waves){product.im, product.re};
    }
}

static waves *run_convolution(const line_transform *line, waves *x, waves *y) {
    size_t n = (size_t)line->length, padded = (size_t)line->padded;
    multiply(x, line->chirp, x, n);
    for (size_t j = n; j < padded; j++) x[j] = (waves){0};
    waves *there = run_stages(line, x, y), *other = there == x ? y : x;
    multiply_exchanging(there, line->kernel, there, padded);
    waves *back = run_stages(line, there, other);
    for (size_t k = 0; k < n; k++) back[k] = (waves){back[k].im, back[k].re};
    multiply(back, line->chirp, back, n);
    return back;
}

waves *line_transform_run(const line_transform *line, waves *room) {
    waves *other = room + (line->padded ? line->padded : line->length);
    return line->padded ? run_convolution(line, room, other) : run_stages(line, room, other);
}

size_t line_transform_room(const line_transform *line) {
    return 2 * (size_t)(line->padded ? line->padded : line->length);
}

// MARK: - Making ready

static turn turn_by(long long part, long long whole) {
    double angle = -2 * M_PI * (double)(part % whole) / (double)whole;
    return (turn){(float)cos(angle), (float)sin(angle)};
}

/// The factors of a length, fours first; 0 where one is too large.
static int factors_of(int length, int factors[most_stages]) {
    static const int known[] = {4, 2, 3, 5, 7, 11, 13};
    int count = 0;
    for (int i = 0; i < 7; i++)
        for (; length % known[i] == 0; length /= known[i]) factors[count++] = known[i];
    return length == 1 ? count : 0;
}

static bool init_stages(line_transform *line, int length) {
    line->stages = factors_of(length, line->factors);
    int count = 0, n = length;
    for (int i = 0; i < line->stages; i++) {
        int factor = line->factors[i], m = n / factor;
        line->turns_at[i] = count;
        count += m * (factor - 1) + factor;
        n = m;
    }
    line->turns = malloc((size_t)(count + 1) * sizeof *line->turns);
    if (!line->turns) return false;
    turn *next = line->turns;
    n = length;
    for (int i = 0; i < line->stages; i++) {
        int factor = line->factors[i], m = n / factor;
        for (int q = 0; q < m; q++)
            for (int k = 1; k < factor; k++) *next++ = turn_by((long long)q * k, n);
        for (int k = 0; k < factor; k++) *next++ = turn_by(k, factor);
        n = m;
    }
    return true;
}

static bool init_chirp(line_transform *line) {
    size_t n = (size_t)line->length, padded = (size_t)line->padded;
    line->chirp = malloc(n * sizeof *line->chirp);
    line->kernel = malloc(padded * sizeof *line->kernel);
    waves *room = aligned_alloc(sizeof(waves), line_transform_room(line) * sizeof(waves));
    if (line->chirp && line->kernel && room) {
        for (size_t j = 0; j < n; j++) {
            // j² modulo 2n keeps the angle small, and so exact.
            line->chirp[j] = turn_by((long long)(j * j % (2 * n)), (long long)(2 * n));
        }
        for (size_t j = 0; j < padded; j++) room[j] = (waves){0};
        for (size_t j = 0; j < n; j++) {
            waves conjugate = {line->chirp[j].re - (lines){0}, (lines){0} - line->chirp[j].im};
            room[j] = conjugate;
            if (j > 0) room[padded - j] = conjugate;
        }
        const waves *transformed = run_stages(line, room, room + padded);
        for (size_t j = 0; j < padded; j++)
            line->kernel[j] = (turn){transformed[j].re[0] / (float)padded, transformed[j].im[0] / (float)padded};
    }
    bool done = line->chirp && line->kernel && room;
    free(room);
    return done;
}

bool line_transform_init(line_transform *line, int length) {
    *line = (line_transform){.length = length};
    int factors[most_stages];
    if (length == 1 || factors_of(length, factors) > 0) return init_stages(line, length);
    line->padded = 2 * length - 1;
    // Whose stages are the quickest: twos, threes and fives.
    for (;; line->padded++) {
        int rest = line->padded;
        for (int p = 2; p <= 5; p++)
            while (rest % p == 0) rest /= p;
        if (rest == 1) break;
    }
    return init_stages(line, line->padded) && init_chirp(line);
}

void line_transform_free(line_transform *line) {
    free(line->turns);
    free(line->chirp);
    free(line->kernel);
}
