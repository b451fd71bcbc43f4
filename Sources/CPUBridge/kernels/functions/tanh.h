// y = tanh x

INLINE vf KERNEL(tanh_value)(float parameter, vf x) {
    return KERNEL(tanh_of)(x);
}

INLINE vf KERNEL(tanh_slope)(float parameter, vf x) {
    vf y = KERNEL(tanh_of)(x);
    return 1 - y * y;
}
