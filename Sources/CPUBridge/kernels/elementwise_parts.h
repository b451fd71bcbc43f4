#pragma once
// What the builds of the element by element kernels share with elementwise.c.

#include "../include/elementwise.h"
#include "../variants.h"

/// One call while it runs; what a kernel does not need is left out.
typedef struct {
    ptrdiff_t count, area;
    const float *a, *b, *scale;
    float factor, parameter;
    element_function function;
    float *destination;
    const kernel_finish *finish;
} elements_work;

/// Floats [first, end), whole blocks.
EACH_BUILD(void, elements_add_run, (const elements_work *work, ptrdiff_t first, ptrdiff_t end));
EACH_BUILD(void, elements_note_run, (const elements_work *work, ptrdiff_t first, ptrdiff_t end));
EACH_BUILD(void, elements_multiply_run, (const elements_work *work, ptrdiff_t first, ptrdiff_t end));
EACH_BUILD(void, elements_apply_run, (const elements_work *work, ptrdiff_t first, ptrdiff_t end));
/// One block of channels.
EACH_BUILD(void, elements_scale_block, (const elements_work *work, int block));
EACH_BUILD(void, elements_spread_block, (const elements_work *work, int block));
EACH_BUILD(void, elements_sums_block, (const elements_work *work, int block));
EACH_BUILD(void, elements_prelu_block, (const elements_work *work, int block));
