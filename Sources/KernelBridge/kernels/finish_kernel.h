#pragma once
// A result on its way to memory. Included once for each build.

#include "../include/finish.h"

// The lanes of bits, all ones where set.
INLINE vi KERNEL(lanes_of)(const uint8_t *bits) {
    vbits set;
    memcpy(&set, bits, lanes / 8);
    return -__builtin_convertvector(set, vi);
}

INLINE void KERNEL(note_bits)(vi condition, uint8_t *bits) {
    vbits set = __builtin_convertvector(condition, vbits);
    memcpy(bits, &set, lanes / 8);
}

// Stores a result at an address; its bits are those of the floats from `place` on.
INLINE void KERNEL(put_at)(const kernel_finish *finish, vf value, float *address, ptrdiff_t place) {
    if (finish->accumulate) value += load(address);
    if (finish->clipped) {
        vf lower = splat(finish->lower), upper = splat(finish->upper);
        if (finish->passes) KERNEL(note_bits)((value > lower) & (value < upper), finish->passes + place / 8);
        value = select(value < lower, lower, value);
        value = select(value > upper, upper, value);
    }
    if (finish->mask) value = (vf)((vi)value & KERNEL(lanes_of)(finish->mask + place / 8));
    store(address, value);
}

INLINE void KERNEL(put)(const kernel_finish *finish, vf value, float *destination, ptrdiff_t place) {
    KERNEL(put_at)(finish, value, destination + place, place);
}
