// y = ½x·(1 + tanh(√(2/π)·(x + 0.044715·x³)))

// √(2/π)·(x + 0.044715·x³), what GELU's approximation takes the tanh of.
INLINE vf KERNEL(bend)(vf x) { return 0.7978845608f * (x + 0.044715f * x * x * x); }

INLINE vf KERNEL(gelu_tanh_value)(float parameter, vf x) {
    return 0.5f * x * (1 + KERNEL(tanh_of)(KERNEL(bend)(x)));
}

INLINE vf KERNEL(gelu_tanh_slope)(float parameter, vf x) {
    vf y = KERNEL(tanh_of)(KERNEL(bend)(x));
    return 0.5f * (1 + y) + 0.5f * x * (1 - y * y) * 0.7978845608f * (1 + 3 * 0.044715f * x * x);
}
