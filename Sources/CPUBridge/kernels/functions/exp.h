// y = eˣ

INLINE vf KERNEL(exp_value)(float parameter, vf x) {
    return KERNEL(exp_of)(x);
}

INLINE vf KERNEL(exp_slope)(float parameter, vf x) {
    return KERNEL(exp_of)(x);
}
