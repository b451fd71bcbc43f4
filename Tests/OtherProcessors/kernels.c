// The kernels against plain loops, in C alone, for processors that the Swift tests cannot be run on: Scripts/checks/other-processors
// builds this for them and runs it in an emulator. Arrays are small and random; each case prints the relative error (L2) of the baseline
// build, and the program fails where one is above 2e-6, which is what the Swift tests ask of short sums.

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "CPUBridge.h"
#include "threads.h"

// One thread: the pool is not what is tried here.
void parallel_for(int count, void (*body)(int index, void *context), void *context) {
    for (int i = 0; i < count; i++) body(i, context);
}
int parallel_threads(void) { return 1; }
void parallel_use_threads(int threads) { (void)threads; }
unsigned long parallel_teams(void) { return 0; }

static const kernel_variant variant = kernel_variant_baseline;
enum { block = 8, slack = 4096 };
static const kernel_finish plain = {0};

static int failures;
static uint32_t state = 1;

static float number(void) {
    state = state * 1664525u + 1013904223u;
    return (float)(int32_t)state / 2147483648.0f;
}

/// `count` numbers in -1...1, with room behind them, which kernels may read.
static float *numbers(ptrdiff_t count) {
    float *made = kernel_memory_allocate(count + slack);
    if (!made) abort();
    for (ptrdiff_t i = 0; i < count; i++) made[i] = number();
    memset(made + count, 0, slack * sizeof(float));
    return made;
}

static float *zeros(ptrdiff_t count) {
    float *made = numbers(count);
    memset(made, 0, count * sizeof(float));
    return made;
}

static ptrdiff_t blocks_of(ptrdiff_t channels) { return (channels + block - 1) / block; }

/// A planar array as blocks.
static float *blocked(const float *planar, int channels, ptrdiff_t area) {
    float *made = zeros(blocks_of(channels) * block * area);
    blocks_from_planar(block, channels, area, planar, made);
    return made;
}

static float *planar(const float *from, int channels, ptrdiff_t area) {
    float *made = zeros(channels * area);
    blocks_to_planar(block, channels, area, from, made);
    return made;
}

static void compare(const char *name, const float *got, const double *right, ptrdiff_t count) {
    double error = 0, size = 0;
    for (ptrdiff_t i = 0; i < count; i++) {
        error += (got[i] - right[i]) * (got[i] - right[i]);
        size += right[i] * right[i];
    }
    double relative = sqrt(error / (size > 0 ? size : 1));
    int wrong = !(relative <= 2e-6);
    failures += wrong;
    printf("%-44s %.1e%s\n", name, relative, wrong ? "  WRONG" : "");
}

static double *doubles(ptrdiff_t count) { return calloc(count, sizeof(double)); }

/// One convolution by plain loops; `group` of 1 is dense, of `inputs` depthwise.
typedef struct {
    int inputs, outputs, height, width, out_height, out_width, kernel, stride, dilation, pad, groups;
} window;

static double *convolve(const window *w, const float *x, const float *weights, const float *bias) {
    double *y = doubles((ptrdiff_t)w->outputs * w->out_height * w->out_width);
    int each = w->inputs / w->groups;
    for (int o = 0; o < w->outputs; o++)
        for (int r = 0; r < w->out_height; r++)
            for (int c = 0; c < w->out_width; c++) {
                double sum = bias ? bias[o] : 0;
                for (int i = 0; i < each; i++)
                    for (int v = 0; v < w->kernel; v++)
                        for (int u = 0; u < w->kernel; u++) {
                            int row = r * w->stride + v * w->dilation - w->pad;
                            int column = c * w->stride + u * w->dilation - w->pad;
                            if (row < 0 || column < 0 || row >= w->height || column >= w->width) continue;
                            int channel = o / (w->outputs / w->groups) * each + i;
                            sum += (double)x[(channel * w->height + row) * w->width + column]
                                * weights[((o * each + i) * w->kernel + v) * w->kernel + u];
                        }
                y[(o * w->out_height + r) * w->out_width + c] = sum;
            }
    return y;
}

/// The gradient of the input, from that of the output.
static double *convolve_back(const window *w, const float *g, const float *weights) {
    double *x = doubles((ptrdiff_t)w->inputs * w->height * w->width);
    int each = w->inputs / w->groups;
    for (int o = 0; o < w->outputs; o++)
        for (int r = 0; r < w->out_height; r++)
            for (int c = 0; c < w->out_width; c++)
                for (int i = 0; i < each; i++)
                    for (int v = 0; v < w->kernel; v++)
                        for (int u = 0; u < w->kernel; u++) {
                            int row = r * w->stride + v * w->dilation - w->pad;
                            int column = c * w->stride + u * w->dilation - w->pad;
                            if (row < 0 || column < 0 || row >= w->height || column >= w->width) continue;
                            int channel = o / (w->outputs / w->groups) * each + i;
                            x[(channel * w->height + row) * w->width + column] +=
                                (double)g[(o * w->out_height + r) * w->out_width + c]
                                * weights[((o * each + i) * w->kernel + v) * w->kernel + u];
                        }
    return x;
}

static void try_winograd(int taps, int inputs, int outputs, int height, int width, int pad) {
    window w = {inputs, outputs, height, width, height + 2 * pad - taps + 1, width + 2 * pad - taps + 1, taps, 1, 1, pad, 1};
    ptrdiff_t area = (ptrdiff_t)height * width, out_area = (ptrdiff_t)w.out_height * w.out_width;
    float *x = numbers(inputs * area), *weights = numbers((ptrdiff_t)inputs * outputs * taps * taps);
    float *bias = zeros(blocks_of(outputs) * block);
    for (int o = 0; o < outputs; o++) bias[o] = number();
    float *packed = zeros(winograd_packed_count(variant, taps, inputs, outputs));
    winograd_pack(variant, taps, inputs, outputs, weights, false, packed);
    winograd_geometry forward = {taps, inputs, outputs, height, width, w.out_height, w.out_width, pad, pad};
    float *y = zeros(blocks_of(outputs) * block * out_area);
    if (!winograd_run(variant, &forward, packed, NULL, bias, blocked(x, inputs, area), y, &plain)) abort();
    char name[80];
    snprintf(name, sizeof name, "winograd %dx%d, %d to %d, %dx%d", taps, taps, inputs, outputs, width, height);
    compare(name, planar(y, outputs, out_area), convolve(&w, x, weights, bias), outputs * out_area);

    float *g = numbers(outputs * out_area);
    float *turned = zeros(winograd_packed_count(variant, taps, outputs, inputs));
    winograd_pack(variant, taps, outputs, inputs, weights, true, turned);
    float *transformed = zeros(winograd_transformed_count(variant, outputs, inputs));
    winograd_transform(variant, taps, outputs, inputs, turned, transformed);
    winograd_geometry back = {taps, outputs, inputs, w.out_height, w.out_width, height, width, taps - 1 - pad, taps - 1 - pad};
    float *dx = zeros(blocks_of(inputs) * block * area);
    if (!winograd_run(variant, &back, turned, transformed, NULL, blocked(g, outputs, out_area), dx, &plain)) abort();
    strcat(name, ", back");
    compare(name, planar(dx, inputs, area), convolve_back(&w, g, weights), inputs * area);
}

static void try_depthwise(int channels, int height, int width, int kernel, int stride, int dilation, int pad) {
    int reach = (kernel - 1) * dilation + 1;
    window w = {channels, channels, height, width, (height + 2 * pad - reach) / stride + 1,
        (width + 2 * pad - reach) / stride + 1, kernel, stride, dilation, pad, channels};
    ptrdiff_t area = (ptrdiff_t)height * width, out_area = (ptrdiff_t)w.out_height * w.out_width;
    float *x = numbers(channels * area), *weights = numbers((ptrdiff_t)channels * kernel * kernel);
    float *bias = zeros(blocks_of(channels) * block);
    for (int c = 0; c < channels; c++) bias[c] = number();
    float *packed = zeros(blocks_of(channels) * block * kernel * kernel);
    depthwise_pack(variant, channels, kernel * kernel, weights, packed);
    depthwise_geometry geometry = {channels, height, width, w.out_height, w.out_width, kernel, kernel, stride, stride,
        dilation, dilation, pad, pad};
    float *y = zeros(blocks_of(channels) * block * out_area);
    if (!depthwise_forward(variant, &geometry, packed, bias, blocked(x, channels, area), y, &plain)) abort();
    char name[80];
    snprintf(name, sizeof name, "depthwise %dx%d/%d, dilated %d, %d", kernel, kernel, stride, dilation, channels);
    compare(name, planar(y, channels, out_area), convolve(&w, x, weights, bias), channels * out_area);
    float *g = numbers(channels * out_area), *dx = zeros(blocks_of(channels) * block * area);
    if (!depthwise_backward(variant, &geometry, packed, blocked(g, channels, out_area), dx, &plain)) abort();
    strcat(name, ", back");
    compare(name, planar(dx, channels, area), convolve_back(&w, g, weights), channels * area);
}

static void try_pointwise(int inputs, int outputs, int area) {
    window w = {inputs, outputs, 1, area, 1, area, 1, 1, 1, 0, 1};
    float *x = numbers((ptrdiff_t)inputs * area), *weights = numbers((ptrdiff_t)inputs * outputs);
    float *packed = zeros(pointwise_packed_count(variant, inputs, outputs));
    pointwise_pack(variant, inputs, outputs, weights, false, packed);
    float *y = zeros(blocks_of(outputs) * block * area);
    if (!pointwise_run(variant, inputs, outputs, area, packed, NULL, blocked(x, inputs, area), y, &plain)) abort();
    char name[80];
    snprintf(name, sizeof name, "pointwise %d to %d at %d", inputs, outputs, area);
    compare(name, planar(y, outputs, area), convolve(&w, x, weights, NULL), (ptrdiff_t)outputs * area);
    float *g = numbers((ptrdiff_t)outputs * area), *dx = zeros(blocks_of(inputs) * block * area);
    float *back = zeros(pointwise_packed_count(variant, outputs, inputs));
    pointwise_pack(variant, outputs, inputs, weights, true, back);
    if (!pointwise_run(variant, outputs, inputs, area, back, NULL, blocked(g, outputs, area), dx, &plain)) abort();
    strcat(name, ", back");
    compare(name, planar(dx, inputs, area), convolve_back(&w, g, weights), (ptrdiff_t)inputs * area);
}

static void try_taps(window w, bool is_planar) {
    int reach = (w.kernel - 1) * w.dilation + 1;
    w.out_height = (w.height + 2 * w.pad - reach) / w.stride + 1, w.out_width = (w.width + 2 * w.pad - reach) / w.stride + 1;
    ptrdiff_t area = (ptrdiff_t)w.height * w.width, out_area = (ptrdiff_t)w.out_height * w.out_width;
    float *x = numbers(w.inputs * area);
    float *weights = numbers((ptrdiff_t)w.inputs / w.groups * w.outputs * w.kernel * w.kernel);
    float *bias = zeros(blocks_of(w.outputs) * block);
    for (int o = 0; o < w.outputs; o++) bias[o] = number();
    taps_geometry geometry = {w.inputs, w.height, w.width, w.outputs, w.out_height, w.out_width, w.groups, w.kernel,
        w.kernel, w.stride, w.stride, w.dilation, w.dilation, w.pad, w.pad, is_planar};
    float *packed = zeros(taps_packed_count(variant, &geometry, false)), *y = zeros(blocks_of(w.outputs) * block * out_area);
    taps_pack(variant, &geometry, false, weights, packed);
    const float *source = is_planar ? x : blocked(x, w.inputs, area);
    if (!taps_run(variant, &geometry, false, packed, bias, source, y, &plain)) abort();
    char name[120];
    snprintf(name, sizeof name, "taps %dx%d/%d, dilated %d, %d to %d, %d groups%s", w.kernel, w.kernel, w.stride,
        w.dilation, w.inputs, w.outputs, w.groups, is_planar ? ", planar" : "");
    compare(name, planar(y, w.outputs, out_area), convolve(&w, x, weights, bias), w.outputs * out_area);
    float *g = numbers(w.outputs * out_area), *dx = zeros(blocks_of(w.inputs) * block * area);
    float *back = zeros(taps_packed_count(variant, &geometry, true));
    taps_pack(variant, &geometry, true, weights, back);
    if (!taps_run(variant, &geometry, true, back, NULL, blocked(g, w.outputs, out_area), dx, &plain)) abort();
    strcat(name, ", back");
    compare(name, planar(dx, w.inputs, area), convolve_back(&w, g, weights), w.inputs * area);
}

static void try_first(int kernel, int stride, int pad) {
    enum { inputs = 3, outputs = 12, side = 19 };
    int out = (side + 2 * pad - kernel) / stride + 1;
    window w = {inputs, outputs, side, side, out, out, kernel, stride, 1, pad, 1};
    firstlayer_geometry geometry = {inputs, side, side, outputs, out, out, kernel, kernel, stride, stride, pad, pad};
    float *weights = numbers((ptrdiff_t)inputs * outputs * kernel * kernel), *g = numbers((ptrdiff_t)outputs * out * out);
    float *packed = zeros(firstlayer_packed_count(variant, &geometry)), *dx = zeros(inputs * side * side);
    firstlayer_pack(variant, &geometry, weights, packed);
    firstlayer_backward(variant, &geometry, packed, blocked(g, outputs, (ptrdiff_t)out * out), false, dx);
    char name[80];
    snprintf(name, sizeof name, "first layer %dx%d/%d, back", kernel, kernel, stride);
    compare(name, dx, convolve_back(&w, g, weights), inputs * side * side);
}

static void try_pools(int kernel, int stride, int pad) {
    enum { channels = 11, side = 13 };
    int out = (side + 2 * pad - kernel) / stride + 1;
    ptrdiff_t area = side * side, out_area = (ptrdiff_t)out * out;
    float *x = numbers(channels * area), *g = numbers(channels * out_area), *divisors = numbers(out_area);
    pool_geometry geometry = {blocks_of(channels), side, side, out, out, kernel, kernel, stride, stride, 1, 1, pad, pad};
    double *most = doubles(channels * out_area), *most_back = doubles(channels * area);
    double *mean = doubles(channels * out_area), *mean_back = doubles(channels * area);
    for (int c = 0; c < channels; c++)
        for (int p = 0; p < out_area; p++) {
            int best = -1;
            double sum = 0;
            for (int t = 0; t < kernel * kernel; t++) {
                int row = p / out * stride + t / kernel - pad, column = p % out * stride + t % kernel - pad;
                if (row < 0 || column < 0 || row >= side || column >= side) continue;
                int at = c * area + row * side + column;
                if (best < 0 || x[at] > x[best]) best = at;
                sum += x[at];
                mean_back[at] += (double)g[c * out_area + p] * divisors[p];
            }
            most[c * out_area + p] = x[best];
            most_back[best] += g[c * out_area + p];
            mean[c * out_area + p] = sum * divisors[p];
        }
    ptrdiff_t whole = blocks_of(channels) * block;
    float *y = zeros(whole * out_area), *dx = zeros(whole * area);
    uint8_t *taps = calloc(whole * out_area + slack, 1);
    float *source = blocked(x, channels, area), *gradient = blocked(g, channels, out_area);
    char name[80];
    snprintf(name, sizeof name, "max pool %dx%d/%d", kernel, kernel, stride);
    pool_max_forward(variant, &geometry, false, 0, 0, source, y, taps);
    compare(name, planar(y, channels, out_area), most, channels * out_area);
    pool_max_backward(variant, &geometry, gradient, taps, false, dx);
    strcat(name, ", back");
    compare(name, planar(dx, channels, area), most_back, channels * area);
    snprintf(name, sizeof name, "mean pool %dx%d/%d", kernel, kernel, stride);
    pool_mean_forward(variant, &geometry, divisors, source, y, &plain);
    compare(name, planar(y, channels, out_area), mean, channels * out_area);
    pool_mean_backward(variant, &geometry, divisors, gradient, dx, &plain);
    strcat(name, ", back");
    compare(name, planar(dx, channels, area), mean_back, channels * area);
}

static double function(element_function f, double p, double x) {
    double sigmoid = 1 / (1 + exp(-x)), half = 0.5 * (1 + erf(x / sqrt(2.0)));
    switch (f) {
    case element_leaky_relu: return x > 0 ? x : p * x;
    case element_elu: return x > 0 ? x : p * (exp(x) - 1);
    case element_sigmoid: return sigmoid;
    case element_tanh: return tanh(x);
    case element_mish: return x * tanh(log1p(exp(x)));
    case element_swish: return x * sigmoid;
    case element_hard_swish: return x * fmin(fmax(x / 6 + 0.5, 0), 1);
    case element_gelu: return x * half;
    case element_quick_gelu: return x / (1 + exp(-1.702 * x));
    case element_gelu_tanh: return 0.5 * x * (1 + tanh(sqrt(2 / M_PI) * (x + 0.044715 * x * x * x)));
    case element_erf: return erf(x);
    case element_exp: return exp(x);
    case element_absolute: return fabs(x);
    }
    return NAN;
}

static void try_functions(void) {
    enum { count = 512 };
#define NAME(name) #name,
    static const char *const names[] = {ELEMENT_FUNCTIONS(NAME)};
#undef NAME
    for (int f = 0; f < (int)(sizeof names / sizeof *names); f++) {
        float *x = numbers(count), *g = numbers(count), *y = zeros(count);
        double *right = doubles(count), *back = doubles(count);
        for (int i = 0; i < count; i++) {
            x[i] *= 4;
            right[i] = function(f, 0.25, x[i]);
            back[i] = g[i] * (function(f, 0.25, x[i] + 1e-5) - function(f, 0.25, x[i] - 1e-5)) / 2e-5;
        }
        elements_apply(variant, f, 0.25f, count, x, y, &plain);
        compare(names[f], y, right, count);
        elements_apply_gradient(variant, f, 0.25f, count, x, g, y, &plain);
        char name[80];
        snprintf(name, sizeof name, "%s, back", names[f]);
        compare(name, y, back, count);
    }
}

static void try_elements(void) {
    enum { channels = 16, area = 35, count = channels * area };
    float *a = numbers(count), *b = numbers(count), *y = zeros(count), *s = numbers(channels), *sums = zeros(channels);
    double *sum = doubles(count), *clipped = doubles(count), *product = doubles(count), *scaled = doubles(count);
    double *sloped = doubles(count), *dots = doubles(channels);
    uint8_t passes[count / 8];
    for (int i = 0; i < count; i++) {
        int c = i / (area * block) * block + i % block;
        sum[i] = a[i] - 0.5 * b[i];
        clipped[i] = fmin(fmax(sum[i], 0), 0.75);
        product[i] = (double)a[i] * b[i];
        scaled[i] = (double)a[i] * s[c];
        sloped[i] = a[i] > 0 ? a[i] : (double)a[i] * s[c];
        dots[c] += product[i];
    }
    elements_add(variant, count, a, b, -0.5f, y, &plain);
    compare("add", y, sum, count);
    kernel_finish clip = {.clipped = true, .lower = 0, .upper = 0.75f, .passes = passes};
    elements_add(variant, count, a, b, -0.5f, y, &clip);
    compare("add, clipped", y, clipped, count);
    int wrong = 0;
    for (int i = 0; i < count; i++) wrong += (passes[i / 8] >> i % 8 & 1) != (sum[i] > 0 && sum[i] < 0.75);
    failures += wrong > 0;
    printf("%-44s %d%s\n", "bits of the clip that are wrong", wrong, wrong ? "  WRONG" : "");
    elements_multiply(variant, count, a, b, y, &plain);
    compare("multiply", y, product, count);
    elements_scale(variant, channels / block, area, a, s, y, &plain);
    compare("scale", y, scaled, count);
    elements_prelu(variant, channels / block, area, a, s, y, &plain);
    compare("prelu", y, sloped, count);
    elements_channel_sums(variant, channels / block, area, a, b, 1, sums, &plain);
    compare("channel sums", sums, dots, channels);
}

static void try_normalizations(void) {
    enum { channels = 21, area = 30, count = channels * area };
    float *x = numbers(count), *g = numbers(count);
    ptrdiff_t whole = blocks_of(channels) * block;
    float *source = blocked(x, channels, area), *gradient = blocked(g, channels, area), *y = zeros(whole * area);
    local_response response = {channels, area, 5, 1.0f, 1.0f};
    double *right = doubles(count), *back = doubles(count), d[channels];
    for (int p = 0; p < area; p++) {
        for (int c = 0; c < channels; c++) {
            d[c] = 1;
            for (int k = c < 2 ? 0 : c - 2; k <= c + 2 && k < channels; k++) d[c] += x[k * area + p] * x[k * area + p] / 5.0;
            right[c * area + p] = x[c * area + p] * pow(d[c], -0.75);
        }
        for (int k = 0; k < channels; k++) {
            double sum = g[k * area + p] * pow(d[k], -0.75);
            for (int c = k < 2 ? 0 : k - 2; c <= k + 2 && c < channels; c++)
                sum -= g[c * area + p] * x[c * area + p] * 0.75 * pow(d[c], -1.75) * 2 * x[k * area + p] / 5.0;
            back[k * area + p] = sum;
        }
    }
    if (!local_response_forward(variant, &response, source, y, &plain)) abort();
    compare("local response", planar(y, channels, area), right, count);
    if (!local_response_backward(variant, &response, source, gradient, y, &plain)) abort();
    compare("local response, back", planar(y, channels, area), back, count);

    float *scale = zeros(whole), *shift = zeros(whole);
    for (int c = 0; c < channels; c++) scale[c] = number(), shift[c] = number();
    channel_normalization layer = {channels, area, 1e-5f, scale, shift};
    for (int p = 0; p < area; p++) {
        double mean = 0, square = 0, along = 0, across = 0;
        for (int c = 0; c < channels; c++) mean += x[c * area + p] / (double)channels;
        for (int c = 0; c < channels; c++) square += pow(x[c * area + p] - mean, 2) / channels;
        double deviation = sqrt(square + 1e-5);
        for (int c = 0; c < channels; c++) {
            double normal = (x[c * area + p] - mean) / deviation, seed = (double)g[c * area + p] * scale[c];
            right[c * area + p] = scale[c] * normal + shift[c];
            along += seed / channels;
            across += seed * normal / channels;
        }
        for (int c = 0; c < channels; c++) {
            double normal = (x[c * area + p] - mean) / deviation, seed = (double)g[c * area + p] * scale[c];
            back[c * area + p] = (seed - along - normal * across) / deviation;
        }
    }
    channel_normalization_forward(variant, &layer, source, y, &plain);
    compare("channel normalization", planar(y, channels, area), right, count);
    channel_normalization_backward(variant, &layer, source, gradient, y, &plain);
    compare("channel normalization, back", planar(y, channels, area), back, count);
}

int main(void) {
    for (int taps = 3; taps <= 5; taps++) {
        try_winograd(taps, 16, 24, 17, 13, 1);
        try_winograd(taps, 5, 9, 9, 21, 0);
    }
    try_pointwise(16, 32, 63);
    try_pointwise(7, 45, 50);
    for (int dilation = 1; dilation <= 2; dilation++)
        for (int stride = 1; stride <= 3; stride++)
            for (int kernel = 3; kernel <= 5; kernel += 2) try_depthwise(13, 18, 15, kernel, stride, dilation, 1);
    for (int dilation = 1; dilation <= 3; dilation++)
        for (int stride = 1; stride <= 4; stride++)
            for (int kernel = 1; kernel <= 4; kernel++)
                try_taps((window){.inputs = 20, .outputs = 45, .height = 12 + kernel, .width = 15, .kernel = kernel,
                    .stride = stride, .dilation = dilation, .pad = (kernel + stride) % 3, .groups = 1}, false);
    try_taps((window){.inputs = 48, .outputs = 32, .height = 13, .width = 17, .kernel = 3, .stride = 2, .dilation = 2,
        .pad = 2, .groups = 2}, false);
    for (int kernel = 3; kernel <= 11; kernel += 4)
        try_taps((window){.inputs = 3, .outputs = 24, .height = 31, .width = 35, .kernel = kernel, .stride = kernel / 3 + 1,
            .dilation = 1, .pad = 2, .groups = 1}, true);
    try_first(3, 2, 0);
    try_first(7, 2, 3);
    try_pools(3, 2, 0);
    try_pools(2, 2, 0);
    try_pools(3, 1, 1);
    try_functions();
    try_elements();
    try_normalizations();
    printf("%d wrong\n", failures);
    return failures > 0;
}
