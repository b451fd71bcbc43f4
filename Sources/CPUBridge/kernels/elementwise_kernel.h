// Element by element work. Included once for each build.

#include "elementwise_parts.h"
#include "finish_kernel.h"
#include "functions_kernel.h"

void KERNEL(elements_add_run)(const elements_work *w, ptrdiff_t first, ptrdiff_t end) {
    const kernel_finish finish = *w->finish;
    for (ptrdiff_t i = first; i < end; i += lanes)
        KERNEL(put)(&finish, w->b ? load(w->a + i) + w->factor * load(w->b + i) : load(w->a + i), w->destination, i);
}

void KERNEL(elements_note_run)(const elements_work *w, ptrdiff_t first, ptrdiff_t end) {
    vf lower = splat(w->finish->lower), upper = splat(w->finish->upper);
    for (ptrdiff_t i = first; i < end; i += lanes) {
        vf y = load(w->a + i);
        KERNEL(note_bits)((y > lower) & (y < upper), w->finish->passes + i / 8);
    }
}

void KERNEL(elements_multiply_run)(const elements_work *w, ptrdiff_t first, ptrdiff_t end) {
    const kernel_finish finish = *w->finish;
    for (ptrdiff_t i = first; i < end; i += lanes)
        KERNEL(put)(&finish, load(w->a + i) * load(w->b + i), w->destination, i);
}

// The function is a constant where this is inlined.
INLINE void KERNEL(apply)(const elements_work *w, element_function function, ptrdiff_t first, ptrdiff_t end) {
    const kernel_finish finish = *w->finish;
    for (ptrdiff_t i = first; i < end; i += lanes) {
        vf x = load(w->a + i);
        vf y = w->b ? load(w->b + i) * KERNEL(slope_of)(function, w->parameter, x)
                    : KERNEL(value_of)(function, w->parameter, x);
        KERNEL(put)(&finish, y, w->destination, i);
    }
}

void KERNEL(elements_apply_run)(const elements_work *w, ptrdiff_t first, ptrdiff_t end) {
    switch (w->function) {
#define APPLY(name) case element_##name: return KERNEL(apply)(w, element_##name, first, end);
        ELEMENT_FUNCTIONS(APPLY)
#undef APPLY
    }
}

void KERNEL(elements_scale_block)(const elements_work *w, int block) {
    const kernel_finish finish = *w->finish;
    vf scale = load(w->scale + block * lanes);
    ptrdiff_t first = block * w->area * lanes, end = first + w->area * lanes;
    for (ptrdiff_t i = first; i < end; i += lanes)
        KERNEL(put)(&finish, load(w->a + i) * scale, w->destination, i);
}

void KERNEL(elements_spread_block)(const elements_work *w, int block) {
    const kernel_finish finish = *w->finish;
    vf value = w->factor * load(w->a + block * lanes);
    ptrdiff_t first = block * w->area * lanes, end = first + w->area * lanes;
    for (ptrdiff_t i = first; i < end; i += lanes) KERNEL(put)(&finish, value, w->destination, i);
}

// Sums of 64 products each are added up in pairs of floats, the second taking what the first has no room for.
void KERNEL(elements_sums_block)(const elements_work *w, int block) {
    const kernel_finish finish = *w->finish;
    ptrdiff_t first = block * w->area * lanes, end = first + w->area * lanes;
    vf sum = splat(0), rest = splat(0);
    for (ptrdiff_t i = first; i < end;) {
        vf part = splat(0);
        ptrdiff_t stop = i + 64 * lanes < end ? i + 64 * lanes : end;
        for (; i < stop; i += lanes) part += w->b ? load(w->a + i) * load(w->b + i) : load(w->a + i);
        // Knuth's two-sum.
        vf total = sum + part, back = total - sum;
        rest += (sum - (total - back)) + (part - back);
        sum = total;
    }
    KERNEL(put)(&finish, w->factor * (sum + rest), w->destination, (ptrdiff_t)block * lanes);
}

void KERNEL(elements_prelu_block)(const elements_work *w, int block) {
    const kernel_finish finish = *w->finish;
    vf slope = load(w->scale + block * lanes);
    ptrdiff_t first = block * w->area * lanes, end = first + w->area * lanes;
    for (ptrdiff_t i = first; i < end; i += lanes) {
        vf x = load(w->a + i), g = w->b ? load(w->b + i) : x;
        KERNEL(put)(&finish, select(x > 0, g, slope * g), w->destination, i);
    }
}
