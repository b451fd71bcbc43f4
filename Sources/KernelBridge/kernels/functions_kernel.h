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

// √(2/π)·(x + 0.044715·x³), what GELU's approximation takes the tanh of.
INLINE vf KERNEL(bend)(vf x) { return 0.7978845608f * (x + 0.044715f * x * x * x); }

INLINE vf KERNEL(value_of)(element_function function, float parameter, vf x) {
    vf clipped;
    switch (function) {
    case element_leaky_relu: return select(x > 0, x, parameter * x);
    case element_elu: return select(x > 0, x, parameter * (KERNEL(exp_of)(x) - 1));
    case element_sigmoid: return KERNEL(logistic)(x);
    case element_tanh: return KERNEL(tanh_of)(x);
    case element_swish: return x * KERNEL(logistic)(x);
    case element_hard_swish:
        clipped = x * (1.0f / 6) + 0.5f;
        clipped = select(clipped < 0, splat(0), clipped);
        return x * select(clipped > 1, splat(1), clipped);
    case element_gelu: return 0.5f * x * (1 + KERNEL(erf_of)(x * 0.70710678f));
    case element_gelu_tanh: return 0.5f * x * (1 + KERNEL(tanh_of)(KERNEL(bend)(x)));
    case element_erf: return KERNEL(erf_of)(x);
    case element_exp: return KERNEL(exp_of)(x);
    case element_absolute: return select(x < 0, -x, x);
    }
    return x;
}

INLINE vf KERNEL(slope_of)(element_function function, float parameter, vf x) {
    vf y;
    switch (function) {
    case element_leaky_relu: return select(x > 0, splat(1), splat(parameter));
    case element_elu: return select(x > 0, splat(1), parameter * KERNEL(exp_of)(x));
    case element_sigmoid: y = KERNEL(logistic)(x); return y * (1 - y);
    case element_tanh: y = KERNEL(tanh_of)(x); return 1 - y * y;
    case element_swish: y = KERNEL(logistic)(x); return y + x * y * (1 - y);
    case element_hard_swish:
        y = x * (1.0f / 3) + 0.5f;
        y = select(x <= -3, splat(0), y);
        return select(x >= 3, splat(1), y);
    case element_gelu:
        return 0.5f * (1 + KERNEL(erf_of)(x * 0.70710678f)) + x * 0.39894228f * KERNEL(exp_of)(-0.5f * x * x);
    case element_gelu_tanh:
        y = KERNEL(tanh_of)(KERNEL(bend)(x));
        return 0.5f * (1 + y) + 0.5f * x * (1 - y * y) * 0.7978845608f * (1 + 3 * 0.044715f * x * x);
    case element_erf: return 1.12837917f * KERNEL(exp_of)(-x * x);
    case element_exp: return KERNEL(exp_of)(x);
    case element_absolute: return select(x < 0, splat(-1), select(x > 0, splat(1), splat(0)));
    }
    return splat(1);
}
