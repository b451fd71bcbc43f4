#pragma once
// What the builds of the redirected clips share with redirect.c.

#include "../include/redirect.h"
#include "../variants.h"

/// One call while it runs; what a kernel does not need is left out.
typedef struct {
    ptrdiff_t count;
    float lower, upper;
    bool at_bounds, redirects;
    const float *source;
    float *destination;
    uint8_t *ends;
    const kernel_finish *finish;
    /// What any thread has found.
    int found;
} redirect_work;

enum { redirect_found_any = 1, redirect_found_passing = 2 };

/// Floats [first, end), whole blocks.
EACH_BUILD(void, redirect_forward_run, (const redirect_work *work, ptrdiff_t first, ptrdiff_t end));
EACH_BUILD(void, redirect_find_run, (redirect_work *work, ptrdiff_t first, ptrdiff_t end));
EACH_BUILD(void, redirect_backward_run, (const redirect_work *work, ptrdiff_t first, ptrdiff_t end));
