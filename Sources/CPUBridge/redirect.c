#include "redirect.h"

#include "float_runs.h"
#include "kernels/redirect_parts.h"
#include <ParallelBridge.h>

typedef struct {
    kernel_variant variant;
    redirect_work work;
} call;

RUNS(redirect_forward_run)
RUNS(redirect_find_run)
RUNS(redirect_backward_run)

void redirect_forward(
    kernel_variant variant, ptrdiff_t count, float lower, float upper, bool at_bounds, const float *source,
    float *destination, uint8_t *ends) {
    call c = {
        variant,
        {.count = count, .lower = lower, .upper = upper, .at_bounds = at_bounds, .source = source,
         .destination = destination, .ends = ends}};
    parallel_for(runs_of(count), redirect_forward_run_part, &c);
}

redirect_finding redirect_find(
    kernel_variant variant, ptrdiff_t count, const float *destination_gradient, const uint8_t *ends) {
    call c = {variant, {.count = count, .source = destination_gradient, .ends = (uint8_t *)ends}};
    parallel_for(runs_of(count), redirect_find_run_part, &c);
    return (redirect_finding){c.work.found & redirect_found_any, c.work.found & redirect_found_passing};
}

void redirect_backward(
    kernel_variant variant, ptrdiff_t count, bool redirects, const float *destination_gradient, const uint8_t *ends,
    float *source_gradient, const kernel_finish *finish) {
    call c = {
        variant,
        {.count = count, .redirects = redirects, .source = destination_gradient, .destination = source_gradient,
         .ends = (uint8_t *)ends, .finish = finish}};
    parallel_for(runs_of(count), redirect_backward_run_part, &c);
}
