// The error function.

INLINE vf KERNEL(erf_value)(float parameter, vf x) {
    return KERNEL(erf_of)(x);
}

INLINE vf KERNEL(erf_slope)(float parameter, vf x) {
    return 1.12837917f * KERNEL(exp_of)(-x * x);
}
