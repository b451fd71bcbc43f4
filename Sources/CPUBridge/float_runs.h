#pragma once

#include <stddef.h>

// Floats that are handed to a thread at once.
enum { run_floats = 1 << 14 };

static inline int runs_of(ptrdiff_t count) { return (int)((count + run_floats - 1) / run_floats); }

// A loop over runs of floats, by the kernel of that name; of a `call` with a variant and its work, which says how many floats there are.
#define RUNS(name) \
    static void name##_part(int index, void *context) { \
        call *c = context; \
        ptrdiff_t first = (ptrdiff_t)index * run_floats, end = first + run_floats; \
        CHOOSE(c->variant, name)(&c->work, first, end < c->work.count ? end : c->work.count); \
    }
