#pragma once
// Functions of one number and their slopes, lane by lane, to a few units in the last place. Included once for each build.

#include "../include/elementwise.h"

// eˣ: 2ⁿ times a polynomial over |r| ≤ ½·ln 2, after Cephes' expf.
INLINE vf KERNEL(exp_of)(vf x) {
    x = select(x < -87.0f, splat(-87.0f), x);
    x = select(x > 88.0f, splat(88.0f), x);
    vf n = __builtin_elementwise_roundeven(x * 1.44269504f);
    vf r = x - n * 0.693359375f + n * 2.12194440e-4f;
    vf p = ((((1.9875691500e-4f * r + 1.3981999507e-3f) * r + 8.3334519073e-3f) * r + 4.1665795894e-2f) * r
            + 1.6666665459e-1f) * r + 5.0000001201e-1f;
    vi power = (__builtin_convertvector(n, vi) + 127) << 23;
    return (p * r * r + r + 1) * (vf)power;
}

// σ(x) = 1 / (1 + e⁻ˣ)
INLINE vf KERNEL(logistic)(vf x) { return 1 / (1 + KERNEL(exp_of)(-x)); }

// Cephes' tanhf: a polynomial near zero, where the other form cancels.
INLINE vf KERNEL(tanh_of)(vf x) {
    vf z = x * x;
    vf near = ((((-5.70498872745e-3f * z + 2.06390887954e-2f) * z - 5.37397155531e-2f) * z + 1.33314422036e-1f) * z
               - 3.33332819422e-1f) * z * x + x;
    vf far = 1 - 2 / (KERNEL(exp_of)(2 * x) + 1);
    return select(z < 0.390625f, near, far);
}

// Abramowitz and Stegun, 7.1.26: |error| ≤ 1.5e-7.
INLINE vf KERNEL(erf_of)(vf x) {
    vf size = select(x < 0, -x, x), t = 1 / (1 + 0.3275911f * size);
    vf p = ((((1.061405429f * t - 1.453152027f) * t + 1.421413741f) * t - 0.284496736f) * t + 0.254829592f) * t;
    vf y = 1 - p * KERNEL(exp_of)(-size * size);
    return select(x < 0, -y, y);
}

#define ELEMENT_FUNCTION_KERNELS
#include "functions/all.h"
#undef ELEMENT_FUNCTION_KERNELS

INLINE vf KERNEL(value_of)(element_function function, float parameter, vf x) {
    switch (function) {
#define VALUE(name) case element_##name: return KERNEL(name##_value)(parameter, x);
        ELEMENT_FUNCTIONS(VALUE)
#undef VALUE
    }
    return x;
}

INLINE vf KERNEL(slope_of)(element_function function, float parameter, vf x) {
    switch (function) {
#define SLOPE(name) case element_##name: return KERNEL(name##_slope)(parameter, x);
        ELEMENT_FUNCTIONS(SLOPE)
#undef SLOPE
    }
    return splat(1);
}
