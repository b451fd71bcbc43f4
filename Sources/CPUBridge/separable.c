#include "separable.h"

#include "kernels/separable_parts.h"
#include <ParallelBridge.h>

typedef struct {
    kernel_variant variant;
    separable_work work;
} call;

static void row_part(int index, void *context) {
    call *c = context;
    CHOOSE(c->variant, separable_row)(&c->work, index);
}

void separable_run(
    kernel_variant variant, int blocks, int source_height, int source_width, const separable_axis *rows,
    const separable_axis *columns, const float *source, float *destination, const kernel_finish *finish) {
    call c = {
        variant,
        {.source_height = source_height, .source_width = source_width, .rows = rows, .columns = columns,
         .source = source, .destination = destination, .finish = finish}};
    parallel_for(blocks * rows->count, row_part, &c);
}
