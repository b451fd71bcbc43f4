#pragma once
// Picks a build of a kernel.

#include "include/variant.h"

#if defined(__x86_64__)
#define CHOOSE(variant, name) \
    ((variant) == kernel_variant_avx512 ? name##_avx512 : (variant) == kernel_variant_avx2 ? name##_avx2 : name##_baseline)
#define EACH_BUILD(result, name, arguments) \
    result name##_baseline arguments; \
    result name##_avx2 arguments; \
    result name##_avx512 arguments
#else
#define CHOOSE(variant, name) ((void)(variant), name##_baseline)
#define EACH_BUILD(result, name, arguments) result name##_baseline arguments
#endif

/// Whole blocks of `lanes` channels.
static inline int blocks_of(int channels, int lanes) { return (channels + lanes - 1) / lanes; }
