// The kernels, built for AVX-512; run only on CPUs that have it.

#if defined(__x86_64__)

#define LANES 16
#define ROWS 12
#include "vectors.h"

#define KERNEL(name) name##_avx512
#pragma clang attribute push(__attribute__((target("avx512f,avx512vl,avx512bw,avx512dq,fma"))), apply_to = function)
#include "kernels/attention_kernel.h"
#include "kernels/depthwise_kernel.h"
#include "kernels/elementwise_kernel.h"
#include "kernels/expansion_kernel.h"
#include "kernels/firstlayer_kernel.h"
#include "kernels/normalize_kernel.h"
#include "kernels/pointwise_kernel.h"
#include "kernels/pool_kernel.h"
#include "kernels/redirect_kernel.h"
#include "kernels/separable_kernel.h"
#include "kernels/taps_kernel.h"
#include "kernels/winograd_kernel.h"
#pragma clang attribute pop

#endif
