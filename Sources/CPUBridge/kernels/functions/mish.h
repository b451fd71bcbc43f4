// y = x·tanh(ln(1 + eˣ))

// tanh(ln(1 + eˣ)) = n / (n + 2), n being eˣ·(eˣ + 2); beyond 20 it is 1.
INLINE vf KERNEL(mish_gate)(vf x) {
    vf e = KERNEL(exp_of)(select(x > 20, splat(20), x));
    vf n = e * (e + 2);
    return n / (n + 2);
}

INLINE vf KERNEL(mish_value)(float parameter, vf x) {
    return x * KERNEL(mish_gate)(x);
}

INLINE vf KERNEL(mish_slope)(float parameter, vf x) {
    vf t = KERNEL(mish_gate)(x);
    return t + x * (1 - t * t) * KERNEL(logistic)(x);
}
