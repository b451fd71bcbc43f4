#pragma once
// The builds of the kernels. Everything that an execution prepares and runs belongs to one of them.

/// A build of the kernels.
typedef enum {
    /// What every CPU of the architecture has: blocks of 8 channels.
    kernel_variant_baseline,
    /// AVX2 and FMA: blocks of 8 channels.
    kernel_variant_avx2,
    /// AVX-512 (F, VL, BW, DQ): blocks of 16 channels.
    kernel_variant_avx512,
} kernel_variant;

/// The fastest build that this CPU can run.
kernel_variant kernel_variant_best(void);

/// The channels that lie side by side in a block: 8 or 16.
int kernel_variant_lanes(kernel_variant variant);
