#pragma once
// Results on their way to memory. Included once for each build.

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

// Stores the first `count` of `results` vectors, `spacing` floats apart from an address on; their bits are those of the
// floats from `place` on. `results` is a constant where this is inlined, so that every value is a register; what is to be
// done is asked once for all of them.
INLINE void KERNEL(put_results)(
    const kernel_finish *finish, vf *values, int results, int count, float *address, ptrdiff_t place,
    ptrdiff_t spacing) {
    if (finish->accumulate)
        UNROLL for (int r = 0; r < results; r++) if (r < count) values[r] += load(address + r * spacing);
    if (finish->clipped) {
        vf lower = splat(finish->lower), upper = splat(finish->upper);
        if (finish->passes)
            UNROLL for (int r = 0; r < results; r++) if (r < count)
                KERNEL(note_bits)(
                    (values[r] > lower) & (values[r] < upper), finish->passes + (place + r * spacing) / 8);
        UNROLL for (int r = 0; r < results; r++) {
            values[r] = select(values[r] < lower, lower, values[r]);
            values[r] = select(values[r] > upper, upper, values[r]);
        }
    }
    if (finish->mask)
        UNROLL for (int r = 0; r < results; r++) if (r < count)
            values[r] = (vf)((vi)values[r] & KERNEL(lanes_of)(finish->mask + (place + r * spacing) / 8));
    UNROLL for (int r = 0; r < results; r++) if (r < count) store(address + r * spacing, values[r]);
}

// The same; where all are stored, none is asked about.
INLINE void KERNEL(put_some)(
    const kernel_finish *finish, vf *values, int results, int count, float *address, ptrdiff_t place,
    ptrdiff_t spacing) {
    if (count >= results) KERNEL(put_results)(finish, values, results, results, address, place, spacing);
    else KERNEL(put_results)(finish, values, results, count, address, place, spacing);
}

// One result; its bits are those of the floats from `place` on, where it goes.
INLINE void KERNEL(put)(const kernel_finish *finish, vf value, float *destination, ptrdiff_t place) {
    KERNEL(put_results)(finish, &value, 1, 1, destination + place, place, lanes);
}
