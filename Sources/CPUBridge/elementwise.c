#include "elementwise.h"

#include "float_runs.h"
#include "kernels/elementwise_parts.h"
#include <ParallelBridge.h>

typedef struct {
    kernel_variant variant;
    elements_work work;
} call;

RUNS(elements_add_run)
RUNS(elements_note_run)
RUNS(elements_multiply_run)
RUNS(elements_apply_run)

// A loop over blocks of channels.
#define BLOCKS(name) \
    static void name##_part(int index, void *context) { \
        call *c = context; \
        CHOOSE(c->variant, name)(&c->work, index); \
    }
BLOCKS(elements_scale_block)
BLOCKS(elements_spread_block)
BLOCKS(elements_sums_block)
BLOCKS(elements_prelu_block)

void elements_add(
    kernel_variant variant, ptrdiff_t count, const float *a, const float *b, float factor, float *destination,
    const kernel_finish *finish) {
    call c = {
        variant,
        {.count = count, .a = a, .b = b, .factor = factor, .destination = destination, .finish = finish}};
    parallel_for(runs_of(count), elements_add_run_part, &c);
}

void elements_note(
    kernel_variant variant, ptrdiff_t count, const float *clipped, float lower, float upper, uint8_t *passes) {
    kernel_finish finish = {.lower = lower, .upper = upper, .passes = passes};
    call c = {variant, {.count = count, .a = clipped, .finish = &finish}};
    parallel_for(runs_of(count), elements_note_run_part, &c);
}

void elements_multiply(
    kernel_variant variant, ptrdiff_t count, const float *a, const float *b, float *destination,
    const kernel_finish *finish) {
    call c = {variant, {.count = count, .a = a, .b = b, .destination = destination, .finish = finish}};
    parallel_for(runs_of(count), elements_multiply_run_part, &c);
}

void elements_scale(
    kernel_variant variant, int blocks, ptrdiff_t area, const float *x, const float *scale, float *destination,
    const kernel_finish *finish) {
    call c = {
        variant, {.area = area, .a = x, .scale = scale, .destination = destination, .finish = finish}};
    parallel_for(blocks, elements_scale_block_part, &c);
}

void elements_spread(
    kernel_variant variant, int blocks, ptrdiff_t area, const float *numbers, float factor, float *destination,
    const kernel_finish *finish) {
    call c = {
        variant, {.area = area, .a = numbers, .factor = factor, .destination = destination, .finish = finish}};
    parallel_for(blocks, elements_spread_block_part, &c);
}

void elements_channel_sums(
    kernel_variant variant, int blocks, ptrdiff_t area, const float *x, const float *y, float factor,
    float *destination, const kernel_finish *finish) {
    call c = {
        variant, {.area = area, .a = x, .b = y, .factor = factor, .destination = destination, .finish = finish}};
    parallel_for(blocks, elements_sums_block_part, &c);
}

void elements_prelu(
    kernel_variant variant, int blocks, ptrdiff_t area, const float *x, const float *slopes, float *destination,
    const kernel_finish *finish) {
    elements_prelu_gradient(variant, blocks, area, x, NULL, slopes, destination, finish);
}

void elements_prelu_gradient(
    kernel_variant variant, int blocks, ptrdiff_t area, const float *x, const float *g, const float *slopes,
    float *source_gradient, const kernel_finish *finish) {
    call c = {
        variant,
        {.area = area, .a = x, .b = g, .scale = slopes, .destination = source_gradient, .finish = finish}};
    parallel_for(blocks, elements_prelu_block_part, &c);
}

void elements_apply(
    kernel_variant variant, element_function function, float parameter, ptrdiff_t count, const float *x,
    float *destination, const kernel_finish *finish) {
    elements_apply_gradient(variant, function, parameter, count, x, NULL, destination, finish);
}

void elements_apply_gradient(
    kernel_variant variant, element_function function, float parameter, ptrdiff_t count, const float *x, const float *g,
    float *source_gradient, const kernel_finish *finish) {
    call c = {
        variant,
        {.count = count, .a = x, .b = g, .parameter = parameter, .function = function, .destination = source_gradient,
         .finish = finish}};
    parallel_for(runs_of(count), elements_apply_run_part, &c);
}
