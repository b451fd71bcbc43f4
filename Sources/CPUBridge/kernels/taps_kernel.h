// Convolution by taps: inputs gathered, multiplied, put where they belong. Included once for each build.

#include "pointwise_kernel.h"
#include "taps_parts.h"

// What a tap reads of a plane for the positions [first, first + count): vectors of `step` floats' distance become vectors of
// `lanes`; of a planar source, single numbers `lanes` apart. Zeros beyond the source.
INLINE void KERNEL(taps_gather)(
    const taps_work *work, const taps_phase *phase, int tap, const float *plane, int first, int count, bool planar,
    float *gathered) {
    const taps_axis *rows = &phase->rows, *columns = &phase->columns;
    int down = rows->offset + tap / columns->taps * rows->offset_step;
    int right = columns->offset + tap % columns->taps * columns->offset_step;
    int step = work->source_step_columns;
    for (int done = 0; done < count;) {
        int row = (first + done) / columns->positions, column = (first + done) % columns->positions;
        int left = columns->positions - column, stretch = left < count - done ? left : count - done;
        int y = row * work->source_step_rows + down, x = column * step + right;
        bool outside = y < 0 || y >= work->source_height;
        const float *line = plane + (ptrdiff_t)(outside ? 0 : y) * work->source_width * (planar ? 1 : lanes);
        for (int i = 0; i < stretch; i++, x += step) {
            bool missing = outside || x < 0 || x >= work->source_width;
            float *place = gathered + (ptrdiff_t)(done + i) * lanes;
            if (planar) *place = missing ? 0 : line[x];
            else store(place, missing ? splat(0) : load(line + (ptrdiff_t)x * lanes));
        }
        done += stretch;
    }
}

// Units [unit, unit + units), [unit][count][lanes].
INLINE void KERNEL(taps_gather_units)(
    const taps_work *work, const taps_phase *phase, int group, int unit, int units, int first, int count, float *chunk) {
    ptrdiff_t area = (ptrdiff_t)work->source_height * work->source_width;
    int taps = phase->rows.taps * phase->columns.taps;
    for (int u = unit; u < unit + units; u++, chunk += (ptrdiff_t)count * lanes) {
        if (!work->planar) {
            const float *plane = work->source + (ptrdiff_t)(group * work->input_blocks + u % work->input_blocks) * area * lanes;
            KERNEL(taps_gather)(work, phase, u / work->input_blocks, plane, first, count, false, chunk);
            continue;
        }
        for (int lane = 0; lane < lanes; lane++) {
            int tap = (u * lanes + lane) / work->input_channels, channel = (u * lanes + lane) % work->input_channels;
            if (tap < taps)
                KERNEL(taps_gather)(
                    work, phase, tap, work->source + channel * area, first, count, true, chunk + lane);
            else
                for (int i = 0; i < count; i++) chunk[(ptrdiff_t)i * lanes + lane] = 0;
        }
    }
}

void KERNEL(taps_part)(
    const taps_work *work, const taps_phase *phase, int group, const float *packed, int first, int count, int block,
    int end, float *chunk, float *sums) {
    int units = taps_units(work, phase, lanes), at_once = work->units_at_once;
    if (units == 0) memset(sums, 0, (size_t)work->output_blocks * count * lanes * sizeof(float));
    for (int unit = 0; unit < units; unit += at_once) {
        int some = units - unit < at_once ? units - unit : at_once;
        KERNEL(taps_gather_units)(work, phase, group, unit, some, first, count, chunk);
        kernel_finish adding = {.accumulate = unit > 0};
        bool begins = unit == 0 && work->bias;
        pointwise_work product = {
            .inputs = some * lanes, .input_blocks = some, .output_blocks = work->output_blocks, .area = count,
            .packed = packed + (ptrdiff_t)unit * lanes * work->output_blocks * lanes,
            .bias = begins ? work->bias + (ptrdiff_t)group * work->output_blocks * lanes : NULL,
            .destination = sums, .finish = &adding};
        KERNEL(pointwise_panels)(&product, chunk, (ptrdiff_t)count * lanes, 0, count, block, end);
    }
    const taps_axis *rows = &phase->rows, *columns = &phase->columns;
    const kernel_finish finish = *work->finish;
    for (int b = block; b < end; b++) {
        int row = first / columns->positions, column = first % columns->positions;
        ptrdiff_t plane = (ptrdiff_t)(group * work->output_blocks + b) * work->destination_height;
        for (int i = 0; i < count; i++) {
            ptrdiff_t y = rows->start + row * work->destination_step_rows;
            ptrdiff_t x = columns->start + column * work->destination_step_columns;
            KERNEL(put)(
                &finish, load(sums + ((ptrdiff_t)b * count + i) * lanes), work->destination,
                ((plane + y) * work->destination_width + x) * lanes);
            if (++column == columns->positions) row++, column = 0;
        }
    }
}
