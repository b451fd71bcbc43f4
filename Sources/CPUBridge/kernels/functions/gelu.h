// y = x·Φ(x)

INLINE vf KERNEL(gelu_value)(float parameter, vf x) {
    return 0.5f * x * (1 + KERNEL(erf_of)(x * 0.70710678f));
}

INLINE vf KERNEL(gelu_slope)(float parameter, vf x) {
    return 0.5f * (1 + KERNEL(erf_of)(x * 0.70710678f)) + x * 0.39894228f * KERNEL(exp_of)(-0.5f * x * x);
}
