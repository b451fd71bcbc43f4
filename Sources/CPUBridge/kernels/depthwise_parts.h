#pragma once
// What the builds of the depthwise kernel share with depthwise.c.

#include "../include/depthwise.h"
#include "../variants.h"

/// One direction of a layer while it runs.
typedef struct {
    const depthwise_geometry *geometry;
    const float *packed, *bias, *source;
    float *destination;
    const kernel_finish *finish;
} depthwise_work;

/// Results of a row are computed in groups; no build reads more than the last whole one of so many.
enum { depthwise_group = 8 };

/// A ring of lines of one block, as one row of results reads them: zeros lie to the left and to the right, so that the results
/// at the borders are computed as those in the middle are.
typedef struct {
    /// Lines, at most; zeros before a line's first position; positions of a line with its zeros.
    int span, margin, length;
} depthwise_lines;

static inline int depthwise_whole_groups(int results) {
    return (results + depthwise_group - 1) / depthwise_group * depthwise_group;
}

static inline depthwise_lines depthwise_lines_of(int span, int margin, int positions, int reached) {
    return (depthwise_lines){span, margin, margin + (reached > positions ? reached : positions)};
}

/// The lines of the input that a row of the output reads.
static inline depthwise_lines depthwise_input_lines(const depthwise_geometry *g) {
    int last = (depthwise_whole_groups(g->output_width) - 1) * g->stride_width
               + (g->kernel_width - 1) * g->dilation_width - g->pad_left;
    return depthwise_lines_of(
        (g->kernel_height - 1) * g->dilation_height + 1, g->pad_left, g->input_width, last + 1);
}

/// The lines of the output's gradient that a row of the input's gradient reads.
static inline depthwise_lines depthwise_output_lines(const depthwise_geometry *g) {
    int before = ((g->kernel_width - 1) * g->dilation_width - g->pad_left) / g->stride_width;
    int results = (g->input_width + g->stride_width - 1) / g->stride_width;
    int last = depthwise_whole_groups(results) - 1 + (g->stride_width - 1 + g->pad_left) / g->stride_width;
    return depthwise_lines_of(
        (g->kernel_height - 1) * g->dilation_height / g->stride_height + 1, before > 0 ? before : 0, g->output_width,
        last + 1);
}

/// The floats of a ring.
static inline ptrdiff_t depthwise_ring_floats(depthwise_lines lines, int lanes) {
    return (ptrdiff_t)lines.span * lines.length * lanes;
}

/// Rows [first, end) of one block of the output. Scratch holds a ring of the input's lines.
EACH_BUILD(void, depthwise_rows, (const depthwise_work *work, float *scratch, int block, int first, int end));
/// Rows [first, end) of one block of the input's gradient. Scratch holds a ring of the output's lines.
EACH_BUILD(void, depthwise_rows_gradient, (const depthwise_work *work, float *scratch, int block, int first, int end));
