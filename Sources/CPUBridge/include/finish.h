#pragma once
// What happens to a kernel's result on its way to memory, so that no other pass goes over it.

#include <stdbool.h>
#include <stdint.h>

/// In this order: added to what is there, clipped, masked. Bits are one a channel and position, in the order of the
/// activation: the bits of the floats from place p on begin at byte p / 8.
typedef struct {
    /// The result is added to the destination instead of replacing it.
    bool accumulate;
    /// The result is clipped to [lower, upper].
    bool clipped;
    float lower, upper;
    /// Where it is noted which results lay strictly inside the clip before it; NULL for nowhere.
    uint8_t *passes;
    /// Results whose bit is not set become zero; NULL for none.
    const uint8_t *mask;
} kernel_finish;
