#include "pool.h"

#include "kernels/pool_parts.h"
#include <ParallelBridge.h>

typedef struct {
    kernel_variant variant;
    pool_work work;
} run;

// A loop over the rows or blocks of one of the kernels.
#define PART(name) \
    static void name##_part(int index, void *context) { \
        run *r = context; \
        CHOOSE(r->variant, name)(&r->work, index); \
    }
PART(pool_max_row)
PART(pool_max_block_gradient)
PART(pool_mean_row)
PART(pool_mean_row_gradient)

void pool_max_forward(
    kernel_variant variant, const pool_geometry *geometry, bool clipped, float lower, float upper, const float *source,
    float *destination, uint8_t *taps) {
    run r = {
        variant,
        {.geometry = geometry, .clipped = clipped, .lower = lower, .upper = upper, .source = source,
         .destination = destination, .taps = taps},
    };
    parallel_for(geometry->blocks * geometry->output_height, pool_max_row_part, &r);
}

void pool_max_backward(
    kernel_variant variant, const pool_geometry *geometry, const float *destination_gradient, const uint8_t *taps,
    bool accumulate, float *source_gradient) {
    run r = {
        variant,
        {.geometry = geometry, .accumulate = accumulate, .source = destination_gradient,
         .destination = source_gradient, .taps = (uint8_t *)taps},
    };
    parallel_for(geometry->blocks, pool_max_block_gradient_part, &r);
}

void pool_mean_forward(
    kernel_variant variant, const pool_geometry *geometry, const float *divisors, const float *source,
    float *destination, const kernel_finish *finish) {
    run r = {
        variant,
        {.geometry = geometry, .divisors = divisors, .source = source, .destination = destination, .finish = finish},
    };
    parallel_for(geometry->blocks * geometry->output_height, pool_mean_row_part, &r);
}

void pool_mean_backward(
    kernel_variant variant, const pool_geometry *geometry, const float *divisors, const float *destination_gradient,
    float *source_gradient, const kernel_finish *finish) {
    run r = {
        variant,
        {.geometry = geometry, .divisors = divisors, .source = destination_gradient, .destination = source_gradient,
         .finish = finish},
    };
    parallel_for(geometry->blocks * geometry->input_height, pool_mean_row_gradient_part, &r);
}
