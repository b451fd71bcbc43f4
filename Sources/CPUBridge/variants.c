#include "variants.h"

kernel_variant kernel_variant_best(void) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw")
        && __builtin_cpu_supports("avx512dq"))
        return kernel_variant_avx512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return kernel_variant_avx2;
#endif
    return kernel_variant_baseline;
}

int kernel_variant_lanes(kernel_variant variant) { return variant == kernel_variant_avx512 ? 16 : 8; }
