// Separable sums. Included once for each build.

#include "finish_kernel.h"
#include "separable_parts.h"

void KERNEL(separable_row)(const separable_work *w, int index) {
    const kernel_finish finish = *w->finish;
    const separable_axis *rows = w->rows, *columns = w->columns;
    int block = index / rows->count, y = index % rows->count;
    const float *source = w->source + (ptrdiff_t)block * w->source_height * w->source_width * lanes;
    for (int x = 0; x < columns->count; x++) {
        vf sum = splat(0);
        for (int r = rows->starts[y]; r < rows->starts[y + 1]; r++) {
            const float *row = source + (ptrdiff_t)rows->indices[r] * w->source_width * lanes;
            vf part = splat(0);
            for (int c = columns->starts[x]; c < columns->starts[x + 1]; c++)
                part += columns->weights[c] * load(row + (ptrdiff_t)columns->indices[c] * lanes);
            sum += rows->weights[r] * part;
        }
        KERNEL(put)(&finish, sum, w->destination, ((ptrdiff_t)index * columns->count + x) * lanes);
    }
}
