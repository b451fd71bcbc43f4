// Philox (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", 2011), eight blocks at once; logarithm and cosine
// by Cephes' polynomials (Moshier, `logf.c`, `sinf.c`). No multiplication and addition is fused, and no order changes: every build gives the
// same bytes.

#include "include/noise_bridge.h"

#pragma STDC FP_CONTRACT OFF
#pragma clang diagnostic ignored "-Wpsabi"

#define INLINE static inline __attribute__((always_inline))
#if defined(__x86_64__)
#define FOR_EVERY_CPU __attribute__((target_clones("avx2", "default")))
#else
#define FOR_EVERY_CPU
#endif

enum { lanes = 8, words_at_once = 4 * lanes, numbers_at_once = words_at_once / 2 };

typedef float floats __attribute__((vector_size(4 * lanes)));
typedef int32_t integers __attribute__((vector_size(4 * lanes)));
typedef uint64_t words __attribute__((vector_size(8 * lanes)));

#define LOW 0xFFFFFFFFull

/// The words of eight blocks, in their order, as numbers of [0, 1).
INLINE void uniform_words(noise_source source, float out[words_at_once]) {
    words x, y, z = (words){0} + source.stream[0], w = (words){0} + source.stream[1];
    for (int i = 0; i < lanes; i++) {
        uint64_t block = source.block + (uint64_t)i;
        x[i] = block & LOW, y[i] = block >> 32;
    }
    uint32_t k = source.key[0], l = source.key[1];
    for (int round = 0; round < 10; round++) {
        words a = (x & LOW) * 0xD2511F53ull, b = (z & LOW) * 0xCD9E8D57ull;
        x = (b >> 32) ^ y ^ k;
        z = (a >> 32) ^ w ^ l;
        y = b & LOW, w = a & LOW;
        k += 0x9E3779B9u, l += 0xBB67AE85u;
    }
    // Each word less its lowest 8 bits.
    floats p = __builtin_convertvector(__builtin_convertvector(x >> 8, integers), floats) * 0x1p-24f;
    floats q = __builtin_convertvector(__builtin_convertvector(y >> 8, integers), floats) * 0x1p-24f;
    floats r = __builtin_convertvector(__builtin_convertvector(z >> 8, integers), floats) * 0x1p-24f;
    floats s = __builtin_convertvector(__builtin_convertvector(w >> 8, integers), floats) * 0x1p-24f;
    for (int i = 0; i < lanes; i++) {
        out[4 * i] = p[i], out[4 * i + 1] = q[i];
        out[4 * i + 2] = r[i], out[4 * i + 3] = s[i];
    }
}

/// The natural logarithm of numbers above 1e-38.
#define LOGARITHM(result, x) \
    do { \
        integers bits = (integers)(x), power = (bits >> 23) - 126; \
        /* From ½ to 1, and brought to √½ … √2, less 1. */ \
        floats m = (floats)((bits & 0x007FFFFF) | 0x3F000000); \
        integers small = m < 0.70710677f; \
        power += small; \
        m = (floats)(((integers)(m + m - 1) & small) | ((integers)(m - 1) & ~small)); \
        floats count = __builtin_convertvector(power, floats), square = m * m; \
        floats y = m * 7.0376836e-2f - 1.15146103e-1f; \
        y = y * m + 1.16769987e-1f; \
        y = y * m - 1.24201408e-1f; \
        y = y * m + 1.42493228e-1f; \
        y = y * m - 1.66680577e-1f; \
        y = y * m + 2.00007148e-1f; \
        y = y * m - 2.4999994e-1f; \
        y = y * m + 3.3333331e-1f; \
        y = y * m * square - count * 2.1219444e-4f - 0.5f * square; \
        result = m + y + count * 0.693359375f; \
    } while (0)

/// The cosine of numbers from 0 to 2π.
#define COSINE(result, x) \
    do { \
        floats large = (floats){0} + 0x1.8p23f, sum = (x) * 0.63661977f + large, count = sum - large; \
        integers quarters = (integers)sum - (integers)large; \
        floats rest = (x) - count * 1.5703125f - count * 4.83751297e-4f - count * 7.54978995e-8f; \
        floats square = rest * rest; \
        floats sine = square * -1.9515296e-4f + 8.3321609e-3f; \
        sine = (sine * square - 1.66666546e-1f) * square * rest + rest; \
        floats cosine = square * 2.4433157e-5f - 1.3887316e-3f; \
        cosine = (cosine * square + 4.1666646e-2f) * square * square - 0.5f * square + 1; \
        integers s = (integers)sine, c = (integers)cosine, exchanged = (s ^ c) & -(quarters & 1); \
        result = (floats)((c ^ exchanged) ^ ((quarters + 1) & 2) << 30); \
    } while (0)

/// Adds the first `count` of the sixteen numbers that the uniform ones make.
INLINE void add_normal(const float *uniform, float deviation, float *numbers, size_t count) {
    float made[numbers_at_once];
    for (int half = 0; half < 2; half++) {
        floats u, v, logarithms, cosines, normal;
        for (int i = 0; i < lanes; i++) u[i] = uniform[16 * half + 2 * i], v[i] = uniform[16 * half + 2 * i + 1];
        floats beside = 1 - u, angle = v * 6.2831855f;
        LOGARITHM(logarithms, beside);
        COSINE(cosines, angle);
        normal = __builtin_elementwise_sqrt(logarithms * -2.0f) * cosines * deviation;
        __builtin_memcpy(made + lanes * half, &normal, sizeof normal);
    }
    if (count == numbers_at_once)
        for (int i = 0; i < numbers_at_once; i++) numbers[i] += made[i];
    else
        for (size_t i = 0; i < count; i++) numbers[i] += made[i];
}

FOR_EVERY_CPU
void noise_add_normal(noise_source source, size_t skipped, float deviation, float *numbers, size_t count) {
    // Those of two turns: where words were skipped, numbers reach from one into the next.
    float uniform[2 * words_at_once];
    source.block += skipped / 4;
    size_t rest = skipped % 4;
    uniform_words(source, uniform);
    for (size_t i = 0; i < count; i += numbers_at_once) {
        if (rest > 0) {
            source.block += lanes;
            uniform_words(source, uniform + words_at_once);
        }
        add_normal(uniform + rest, deviation, numbers + i, count - i < numbers_at_once ? count - i : numbers_at_once);
        if (rest > 0) __builtin_memcpy(uniform, uniform + words_at_once, sizeof uniform / 2);
        else if (i + numbers_at_once < count) source.block += lanes, uniform_words(source, uniform);
    }
}
