#include "pool.h"

#include "kernels/pool_parts.h"
#include "parallel.h"
#include "variants.h"

typedef struct {
    const pool_geometry *geometry;
    const float *source;
    float *destination;
    uint8_t *taps;
} forward_work;

static void forward_row(int index, void *context) {
    const forward_work *work = context;
    CHOOSE(pool_row)(work->geometry, work->source, work->destination, work->taps, index);
}

void pool_forward(const pool_geometry *geometry, const float *source, float *destination, uint8_t *taps) {
    forward_work work = {geometry, source, destination, taps};
    kernels_parallel_for(geometry->blocks * geometry->output_height, forward_row, &work);
}

typedef struct {
    const pool_geometry *geometry;
    const float *gradient;
    const uint8_t *taps;
    float *source_gradient;
} backward_work;

static void backward_block(int block, void *context) {
    const backward_work *work = context;
    CHOOSE(pool_block_gradient)(work->geometry, work->gradient, work->taps, work->source_gradient, block);
}

void pool_backward(
    const pool_geometry *geometry, const float *destination_gradient, const uint8_t *taps, float *source_gradient) {
    backward_work work = {geometry, destination_gradient, taps, source_gradient};
    kernels_parallel_for(geometry->blocks, backward_block, &work);
}
