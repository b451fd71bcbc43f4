// Redirected clips. Included once for each build.

#include "finish_kernel.h"
#include "redirect_parts.h"

// What is no number is at both ends.
void KERNEL(redirect_forward_run)(const redirect_work *w, ptrdiff_t first, ptrdiff_t end) {
    vf lower = splat(w->lower), upper = splat(w->upper);
    for (ptrdiff_t i = first; i < end; i += lanes) {
        vf x = load(w->source + i);
        vi above = w->at_bounds ? x >= lower : x > lower, below = w->at_bounds ? x <= upper : x < upper;
        KERNEL(note_bits)(~above, w->ends + i / 4);
        KERNEL(note_bits)(~below, w->ends + i / 4 + lanes / 8);
        vf y = select(x < lower, lower, x);
        store(w->destination + i, select(y > upper, upper, y));
    }
}

void KERNEL(redirect_find_run)(redirect_work *w, ptrdiff_t first, ptrdiff_t end) {
    vi there = splat_integer(0), passing = splat_integer(0);
    for (ptrdiff_t i = first; i < end; i += lanes) {
        vi counts = load(w->source + i) != splat(0);
        vi stopped = KERNEL(lanes_of)(w->ends + i / 4) | KERNEL(lanes_of)(w->ends + i / 4 + lanes / 8);
        there |= counts;
        passing |= counts & ~stopped;
    }
    bool is_there = false, passes = false;
    UNROLL for (int i = 0; i < lanes; i++) {
        is_there |= there[i] != 0;
        passes |= passing[i] != 0;
    }
    int found = (is_there ? redirect_found_any : 0) | (passes ? redirect_found_passing : 0);
    __atomic_fetch_or(&w->found, found, __ATOMIC_RELAXED);
}

void KERNEL(redirect_backward_run)(const redirect_work *w, ptrdiff_t first, ptrdiff_t end) {
    const kernel_finish finish = *w->finish;
    for (ptrdiff_t i = first; i < end; i += lanes) {
        vf g = load(w->source + i);
        vi low = KERNEL(lanes_of)(w->ends + i / 4), high = KERNEL(lanes_of)(w->ends + i / 4 + lanes / 8);
        vi stopped = w->redirects ? (low & (g < splat(0))) | (high & (g > splat(0))) : low | high;
        KERNEL(put)(&finish, (vf)((vi)g & ~stopped), w->destination, i);
    }
}
