// y = x·σ(x)

INLINE vf KERNEL(swish_value)(float parameter, vf x) {
    return x * KERNEL(logistic)(x);
}

INLINE vf KERNEL(swish_slope)(float parameter, vf x) {
    vf y = KERNEL(logistic)(x);
    return y + x * y * (1 - y);
}
