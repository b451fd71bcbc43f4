#include "variants.h"

#include <stdatomic.h>

#include "variants_switch.h"

static atomic_bool baseline_forced;

void kernels_force_baseline(bool baseline) { atomic_store(&baseline_forced, baseline); }

bool kernels_use_avx2(void) {
#if defined(__x86_64__)
    return !atomic_load(&baseline_forced) && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
    return false;
#endif
}
