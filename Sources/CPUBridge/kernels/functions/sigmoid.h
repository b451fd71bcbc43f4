// y = σ(x)

INLINE vf KERNEL(sigmoid_value)(float parameter, vf x) {
    return KERNEL(logistic)(x);
}

INLINE vf KERNEL(sigmoid_slope)(float parameter, vf x) {
    vf y = KERNEL(logistic)(x);
    return y * (1 - y);
}
