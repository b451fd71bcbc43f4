#pragma once
// Which build of the kernels this CPU runs.

#include <stdbool.h>

/// Whether the CPU has AVX2 and FMA, and the baseline was not asked for.
bool kernels_use_avx2(void);

#if defined(__x86_64__)
#define CHOOSE(name) (kernels_use_avx2() ? name##_avx2 : name##_baseline)
#else
#define CHOOSE(name) name##_baseline
#endif
