// y = x·clip(x/6 + ½, 0, 1)

INLINE vf KERNEL(hard_swish_value)(float parameter, vf x) {
    vf clipped = x * (1.0f / 6) + 0.5f;
    clipped = select(clipped < 0, splat(0), clipped);
    return x * select(clipped > 1, splat(1), clipped);
}

INLINE vf KERNEL(hard_swish_slope)(float parameter, vf x) {
    vf y = x * (1.0f / 3) + 0.5f;
    y = select(x <= -3, splat(0), y);
    return select(x >= 3, splat(1), y);
}
