// y = x·σ(1.702·x)

INLINE vf KERNEL(quick_gelu_value)(float parameter, vf x) {
    return x * KERNEL(logistic)(1.702f * x);
}

INLINE vf KERNEL(quick_gelu_slope)(float parameter, vf x) {
    vf y = KERNEL(logistic)(1.702f * x);
    return y + 1.702f * x * y * (1 - y);
}
