// y = x where positive, α·(eˣ − 1) elsewhere; `parameter` is α.

INLINE vf KERNEL(elu_value)(float parameter, vf x) {
    return select(x > 0, x, parameter * (KERNEL(exp_of)(x) - 1));
}

INLINE vf KERNEL(elu_slope)(float parameter, vf x) {
    return select(x > 0, splat(1), parameter * KERNEL(exp_of)(x));
}
