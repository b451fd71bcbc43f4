// y = |x|

INLINE vf KERNEL(absolute_value)(float parameter, vf x) {
    return select(x < 0, -x, x);
}

INLINE vf KERNEL(absolute_slope)(float parameter, vf x) {
    return select(x < 0, splat(-1), select(x > 0, splat(1), splat(0)));
}
