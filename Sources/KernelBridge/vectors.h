#pragma once
// What the kernels are written with: eight floats at a time, in the compiler's own vector types.
//
// Each file in kernels/ is compiled twice, for AVX2 with FMA and for the baseline of the architecture; KERNEL(name)
// gives its functions their two names, and CHOOSE(name) picks by what the CPU has.

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

// Functions that take vectors are inlined into their only callers, so no calling convention ever sees one.
#pragma clang diagnostic ignored "-Wpsabi"

enum { lanes = 8 };

typedef float v8 __attribute__((vector_size(32), aligned(4)));
typedef int32_t i8 __attribute__((vector_size(32), aligned(4)));

#define INLINE static inline __attribute__((always_inline))

// Macros, not functions: a function would be built for the baseline only, and could not be inlined into both builds.
#define load(p) (*(const v8 *)(p))
#define store(p, x) (*(v8 *)(p) = (x))
#define splat(x) ((v8){} + (x))

// yes where the condition's lanes are set, no elsewhere
#define select(condition, yes, no) ((v8)(((condition) & (i8)(yes)) | (~(condition) & (i8)(no))))
