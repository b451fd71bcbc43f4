// y = x where positive, slope·x elsewhere; `parameter` is the slope.

INLINE vf KERNEL(leaky_relu_value)(float parameter, vf x) {
    return select(x > 0, x, parameter * x);
}

INLINE vf KERNEL(leaky_relu_slope)(float parameter, vf x) {
    return select(x > 0, splat(1), splat(parameter));
}
