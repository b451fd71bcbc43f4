#pragma once
// What the kernels are written with: one block of channels at a time, in the compiler's own vector types.
//
// Each file in kernels/ is compiled once for each build: AVX-512, AVX2 with FMA, and the baseline of the architecture.
// A build sets LANES, the channels of a block, and ROWS, the positions whose sums fit its registers; KERNEL(name) gives
// its functions their names, and CHOOSE(variant, name) picks one.

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

// Functions that take vectors are inlined into their only callers, so no calling convention ever sees one.
#pragma clang diagnostic ignored "-Wpsabi"

// A line of a cache holds 64 bytes.
enum { lanes = LANES, positions_of_line = 64 / (LANES * 4) };

typedef float vf __attribute__((vector_size(LANES * 4), aligned(4)));
typedef int32_t vi __attribute__((vector_size(LANES * 4), aligned(4)));
typedef float v4 __attribute__((vector_size(16), aligned(4)));
typedef uint8_t vb __attribute__((vector_size(LANES), aligned(1)));
// A scalar cast to one of these fills it, without the addition that `(vf){} + x` costs.
typedef float vf_splat __attribute__((ext_vector_type(LANES)));
typedef int32_t vi_splat __attribute__((ext_vector_type(LANES)));
// One bit a lane.
typedef bool vbits __attribute__((ext_vector_type(LANES)));

#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

// Macros, not functions: a function would be built for the baseline only, and could not be inlined into every build.
#define load(p) (*(const vf *)(p))
#define store(p, x) (*(vf *)(p) = (x))
#define splat(x) ((vf)(vf_splat)(x))
#define splat_integer(x) ((vi)(vi_splat)(x))

// yes where the condition's lanes are set, no elsewhere
#define select(condition, yes, no) ((vf)(((condition) & (vi)(yes)) | (~(condition) & (vi)(no))))
