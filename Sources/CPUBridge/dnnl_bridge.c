#include "dnnl_bridge.h"

#include <dnnl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

// Version 3 made descriptors opaque and dropped those of operations; the rest of the file knows neither.
#if DNNL_VERSION_MAJOR >= 3
typedef const_dnnl_memory_desc_t description_of_memory;
#define DESCRIPTION(memory) (memory)
#define DESCRIBE(memory, rank, sizes, tag) dnnl_memory_desc_create_with_tag(memory, rank, sizes, dnnl_f32, tag)
#define FORGET(memory) dnnl_memory_desc_destroy(memory)
#define APPEND_ELTWISE(operations, kind, alpha, beta) dnnl_post_ops_append_eltwise(operations, kind, alpha, beta)
#else
typedef const dnnl_memory_desc_t *description_of_memory;
#define DESCRIPTION(memory) (&(memory))
#define DESCRIBE(memory, rank, sizes, tag) dnnl_memory_desc_init_by_tag(memory, rank, sizes, dnnl_f32, tag)
#define FORGET(memory) ((void)(memory))
#define APPEND_ELTWISE(operations, kind, alpha, beta) dnnl_post_ops_append_eltwise(operations, 1, kind, alpha, beta)
#endif

// One primitive with the memories that its arguments live in. The activations' memories are handles without storage;
// each run points them at the caller's buffers. Weights and bias belong to dnnl_bridge_weights.
typedef struct {
    dnnl_primitive_t primitive;
    dnnl_memory_t source, weights, bias, destination;
} pass;

// Forward and backward want two layouts, rarely more at other sizes.
enum { most_layouts = 8 };

struct dnnl_bridge_weights {
    int count;
    dnnl_memory_t memories[most_layouts];
    dnnl_memory_t bias;
};

struct dnnl_bridge_convolution {
    pass forward, backward;
};

// The process has one CPU engine and one stream, made on first use and never freed.
static dnnl_engine_t engine;
static dnnl_stream_t stream;
static pthread_once_t opened = PTHREAD_ONCE_INIT;

static void open_once(void) {
    if (dnnl_engine_create(&engine, dnnl_cpu, 0) != dnnl_success) return;
    if (dnnl_stream_create(&stream, engine, dnnl_stream_default_flags) != dnnl_success) stream = NULL;
}

static bool open_engine(void) {
    pthread_once(&opened, open_once);
    return stream != NULL;
}

static const char *reason_for(dnnl_status_t status) {
    switch (status) {
    case dnnl_success: return "success";
    case dnnl_out_of_memory: return "out of memory";
    case dnnl_invalid_arguments: return "invalid arguments";
    case dnnl_unimplemented: return "not implemented in this oneDNN";
    default: return "oneDNN failed";
    }
}

static void destroy_pass(pass *p) {
    dnnl_primitive_destroy(p->primitive);
    dnnl_memory_destroy(p->source);
    dnnl_memory_destroy(p->destination);
}

dnnl_bridge_weights *dnnl_bridge_weights_create(void) { return calloc(1, sizeof(dnnl_bridge_weights)); }

void dnnl_bridge_weights_destroy(dnnl_bridge_weights *weights) {
    if (!weights) return;
    for (int i = 0; i < weights->count; i++) dnnl_memory_destroy(weights->memories[i]);
    dnnl_memory_destroy(weights->bias);
    free(weights);
}

void dnnl_bridge_convolution_destroy(dnnl_bridge_convolution *convolution) {
    if (!convolution) return;
    destroy_pass(&convolution->forward);
    destroy_pass(&convolution->backward);
    free(convolution);
}

// Goes on only while `status` is success, so that creation reads as a list of steps.
#define STEP(call) \
    do { \
        dnnl_status_t step_status = (call); \
        if (step_status != dnnl_success) return step_status; \
    } while (0)

// The descriptors that forward and backward share.
typedef struct {
    dnnl_memory_desc_t source, weights, plain_weights, bias, destination;
    dnnl_dims_t strides, dilations, pad_before, pad_after;
} layout;

static dnnl_status_t describe(dnnl_bridge_geometry g, layout *l) {
    dnnl_dims_t source = {1, g.input_channels, g.input_height, g.input_width};
    dnnl_dims_t destination = {1, g.output_channels, g.output_height, g.output_width};
    dnnl_dims_t bias = {g.output_channels};
    dnnl_dims_t dense = {g.output_channels, g.input_channels, g.kernel_height, g.kernel_width};
    dnnl_dims_t grouped = {
        g.groups, g.output_channels / g.groups, g.input_channels / g.groups, g.kernel_height, g.kernel_width};
    bool has_groups = g.groups > 1;
    int rank = has_groups ? 5 : 4;
    const dnnl_dim_t *weights = has_groups ? grouped : dense;

    dnnl_format_tag_t blocked = g.lanes == 16 ? dnnl_nChw16c : dnnl_nChw8c;
    STEP(DESCRIBE(&l->source, 4, source, g.planar_input ? dnnl_nchw : blocked));
    STEP(DESCRIBE(&l->destination, 4, destination, g.planar_output ? dnnl_nchw : blocked));
    STEP(DESCRIBE(&l->bias, 1, bias, dnnl_x));
    STEP(DESCRIBE(&l->weights, rank, weights, dnnl_format_tag_any));
    STEP(DESCRIBE(&l->plain_weights, rank, weights, has_groups ? dnnl_goihw : dnnl_oihw));

    l->strides[0] = g.stride_height;
    l->strides[1] = g.stride_width;
    l->dilations[0] = g.dilation_height - 1;
    l->dilations[1] = g.dilation_width - 1;
    l->pad_before[0] = g.pad_top;
    l->pad_before[1] = g.pad_left;
    l->pad_after[0] = (g.output_height - 1) * g.stride_height + (g.kernel_height - 1) * g.dilation_height + 1
        - g.input_height - g.pad_top;
    l->pad_after[1] = (g.output_width - 1) * g.stride_width + (g.kernel_width - 1) * g.dilation_width + 1
        - g.input_width - g.pad_left;
    return dnnl_success;
}

static void forget(layout *l) {
    FORGET(l->source);
    FORGET(l->destination);
    FORGET(l->bias);
    FORGET(l->weights);
    FORGET(l->plain_weights);
}

static dnnl_status_t describe_forward(
    const layout *l, dnnl_primitive_attr_t attributes, dnnl_primitive_desc_t *description) {
#if DNNL_VERSION_MAJOR >= 3
    return dnnl_convolution_forward_primitive_desc_create(
        description, engine, dnnl_forward_training, dnnl_convolution_direct, l->source, l->weights, l->bias,
        l->destination, l->strides, l->dilations, l->pad_before, l->pad_after, attributes);
#else
    dnnl_convolution_desc_t operation;
    STEP(dnnl_dilated_convolution_forward_desc_init(
        &operation, dnnl_forward_training, dnnl_convolution_direct, &l->source, &l->weights, &l->bias, &l->destination,
        l->strides, l->dilations, l->pad_before, l->pad_after));
    return dnnl_primitive_desc_create(description, &operation, attributes, engine, NULL);
#endif
}

static dnnl_status_t describe_backward(
    const layout *l, dnnl_primitive_desc_t forward, dnnl_primitive_desc_t *description) {
#if DNNL_VERSION_MAJOR >= 3
    return dnnl_convolution_backward_data_primitive_desc_create(
        description, engine, dnnl_convolution_direct, l->source, l->weights, l->destination, l->strides, l->dilations,
        l->pad_before, l->pad_after, forward, NULL);
#else
    dnnl_convolution_desc_t operation;
    STEP(dnnl_dilated_convolution_backward_data_desc_init(
        &operation, dnnl_convolution_direct, &l->source, &l->weights, &l->destination, l->strides, l->dilations,
        l->pad_before, l->pad_after));
    return dnnl_primitive_desc_create(description, &operation, NULL, engine, forward);
#endif
}

static dnnl_status_t clip_after(dnnl_bridge_geometry g, dnnl_primitive_attr_t attributes) {
    if (!g.clipped) return dnnl_success;
    dnnl_post_ops_t operations;
    STEP(dnnl_post_ops_create(&operations));
    bool is_relu = g.lower == 0 && g.upper > 3e38f;
    dnnl_status_t status = APPEND_ELTWISE(
        operations, is_relu ? dnnl_eltwise_relu : dnnl_eltwise_clip, is_relu ? 0 : g.lower, is_relu ? 0 : g.upper);
    if (status == dnnl_success) status = dnnl_primitive_attr_set_post_ops(attributes, operations);
    dnnl_post_ops_destroy(operations);
    return status;
}

// The weights in the layout that the primitive asked for, in memory of oneDNN's own.
static dnnl_status_t reorder_weights(
    description_of_memory plain, const float *values, description_of_memory wanted, dnnl_memory_t *result) {
    dnnl_memory_t source = NULL;
    dnnl_primitive_desc_t description = NULL;
    dnnl_primitive_t reorder = NULL;
    dnnl_status_t status = dnnl_memory_create(result, wanted, engine, DNNL_MEMORY_ALLOCATE);
    // oneDNN's handles are not const; a reorder only reads its source.
    if (status == dnnl_success) status = dnnl_memory_create(&source, plain, engine, (void *)values);
    if (status == dnnl_success)
        status = dnnl_reorder_primitive_desc_create(&description, plain, engine, wanted, engine, NULL);
    if (status == dnnl_success) status = dnnl_primitive_create(&reorder, description);
    if (status == dnnl_success) {
        dnnl_exec_arg_t arguments[] = {{DNNL_ARG_FROM, source}, {DNNL_ARG_TO, *result}};
        status = dnnl_primitive_execute(reorder, stream, 2, arguments);
    }
    if (status == dnnl_success) status = dnnl_stream_wait(stream);
    dnnl_primitive_destroy(reorder);
    dnnl_primitive_desc_destroy(description);
    dnnl_memory_destroy(source);
    return status;
}

// The weights in the layout that the primitive wants, reordered unless they are there already.
static dnnl_status_t find_weights(
    dnnl_bridge_weights *weights, const layout *l, const float *values, dnnl_primitive_desc_t description,
    dnnl_memory_t *result) {
    description_of_memory wanted = dnnl_primitive_desc_query_md(description, dnnl_query_weights_md, 0);
    for (int i = 0; i < weights->count; i++) {
        description_of_memory known = NULL;
        STEP(dnnl_memory_get_memory_desc(weights->memories[i], &known));
        *result = weights->memories[i];
        if (dnnl_memory_desc_equal(known, wanted)) return dnnl_success;
    }
    if (weights->count == most_layouts) return dnnl_out_of_memory;
    STEP(reorder_weights(DESCRIPTION(l->plain_weights), values, wanted, &weights->memories[weights->count]));
    *result = weights->memories[weights->count++];
    return dnnl_success;
}

static dnnl_status_t create_forward(
    const layout *l, dnnl_bridge_weights *weights, const float *values, const float *bias,
    dnnl_primitive_desc_t description, pass *p) {
    STEP(dnnl_primitive_create(&p->primitive, description));
    STEP(find_weights(weights, l, values, description, &p->weights));
    if (!weights->bias) STEP(reorder_weights(DESCRIPTION(l->bias), bias, DESCRIPTION(l->bias), &weights->bias));
    p->bias = weights->bias;
    STEP(dnnl_memory_create(&p->source, DESCRIPTION(l->source), engine, DNNL_MEMORY_NONE));
    return dnnl_memory_create(&p->destination, DESCRIPTION(l->destination), engine, DNNL_MEMORY_NONE);
}

static dnnl_status_t create_backward(
    const layout *l, dnnl_bridge_weights *weights, const float *values, dnnl_primitive_desc_t forward, pass *p) {
    dnnl_primitive_desc_t description;
    STEP(describe_backward(l, forward, &description));
    dnnl_status_t status = dnnl_primitive_create(&p->primitive, description);
    if (status == dnnl_success) status = find_weights(weights, l, values, description, &p->weights);
    dnnl_primitive_desc_destroy(description);
    STEP(status);
    STEP(dnnl_memory_create(&p->source, DESCRIPTION(l->source), engine, DNNL_MEMORY_NONE));
    return dnnl_memory_create(&p->destination, DESCRIPTION(l->destination), engine, DNNL_MEMORY_NONE);
}

static dnnl_status_t create_described(
    const layout *l, dnnl_bridge_directions wanted, dnnl_bridge_weights *weights, const float *values,
    const float *bias, dnnl_primitive_attr_t attributes, dnnl_bridge_convolution *convolution) {
    dnnl_primitive_desc_t description;
    STEP(describe_forward(l, attributes, &description));
    dnnl_status_t status = dnnl_success;
    if (wanted.forward) status = create_forward(l, weights, values, bias, description, &convolution->forward);
    if (status == dnnl_success && wanted.backward)
        status = create_backward(l, weights, values, description, &convolution->backward);
    dnnl_primitive_desc_destroy(description);
    return status;
}

static dnnl_status_t create_passes(
    dnnl_bridge_geometry g, dnnl_bridge_directions wanted, dnnl_bridge_weights *weights, const float *values,
    const float *bias, dnnl_primitive_attr_t attributes, dnnl_bridge_convolution *convolution) {
    layout l;
    memset(&l, 0, sizeof l);
    dnnl_status_t status = describe(g, &l);
    if (status == dnnl_success) status = clip_after(g, attributes);
    if (status == dnnl_success)
        status = create_described(&l, wanted, weights, values, bias, attributes, convolution);
    forget(&l);
    return status;
}

// What oneDNN has chosen for either direction.
typedef struct {
    dnnl_bridge_directions kernels;
    dnnl_bridge_names names;
} choice;

static const char *name_of(dnnl_primitive_desc_t description) {
    const char *name = NULL;
    dnnl_status_t status = dnnl_primitive_desc_query(description, dnnl_query_impl_info_str, 0, &name);
    return status == dnnl_success ? name : NULL;
}

// Its reference code is plain loops, hundreds of times slower than the rest, and says "ref" in its name.
static bool is_kernel(const char *name) { return name && !strstr(name, "ref"); }

// FNV-1a, and never 0.
static uint32_t number_of(const char *name) {
    uint32_t number = 2166136261u;
    for (; name && *name; name++) number = (number ^ (unsigned char)*name) * 16777619u;
    return number ? number : 1;
}

static void choose(const layout *l, dnnl_primitive_attr_t attributes, choice *chosen) {
    dnnl_primitive_desc_t forward = NULL, backward = NULL;
    if (describe_forward(l, attributes, &forward) != dnnl_success) return;
    chosen->kernels.forward = is_kernel(name_of(forward));
    chosen->names.forward = number_of(name_of(forward));
    if (describe_backward(l, forward, &backward) == dnnl_success) {
        chosen->kernels.backward = is_kernel(name_of(backward));
        chosen->names.backward = number_of(name_of(backward));
        dnnl_primitive_desc_destroy(backward);
    }
    dnnl_primitive_desc_destroy(forward);
}

static choice choice_at(dnnl_bridge_geometry geometry) {
    choice chosen = {{false, false}, {0, 0}};
    dnnl_primitive_attr_t attributes = NULL;
    if (!open_engine() || dnnl_primitive_attr_create(&attributes) != dnnl_success) return chosen;
    layout l;
    memset(&l, 0, sizeof l);
    if (describe(geometry, &l) == dnnl_success && clip_after(geometry, attributes) == dnnl_success)
        choose(&l, attributes, &chosen);
    forget(&l);
    dnnl_primitive_attr_destroy(attributes);
    return chosen;
}

dnnl_bridge_directions dnnl_bridge_convolution_kernels(dnnl_bridge_geometry geometry) {
    return choice_at(geometry).kernels;
}

dnnl_bridge_names dnnl_bridge_convolution_names(dnnl_bridge_geometry geometry) { return choice_at(geometry).names; }

dnnl_bridge_convolution *dnnl_bridge_convolution_create(
    dnnl_bridge_geometry geometry, dnnl_bridge_directions wanted, dnnl_bridge_weights *weights, const float *values,
    const float *bias, const char **reason) {
    *reason = "out of memory";
    dnnl_bridge_convolution *convolution = calloc(1, sizeof *convolution);
    if (!convolution || !open_engine()) {
        free(convolution);
        return NULL;
    }
    dnnl_primitive_attr_t attributes = NULL;
    dnnl_status_t status = dnnl_primitive_attr_create(&attributes);
    // Several executions may find or add to the same weights.
    static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&one_at_a_time);
    if (status == dnnl_success) status = create_passes(geometry, wanted, weights, values, bias, attributes, convolution);
    pthread_mutex_unlock(&one_at_a_time);
    dnnl_primitive_attr_destroy(attributes);
    *reason = reason_for(status);
    if (status == dnnl_success) return convolution;
    dnnl_bridge_convolution_destroy(convolution);
    return NULL;
}

static bool run(pass *p, int source_argument, int destination_argument, void *source, void *destination) {
    if (dnnl_memory_set_data_handle(p->source, source) != dnnl_success) return false;
    if (dnnl_memory_set_data_handle(p->destination, destination) != dnnl_success) return false;
    dnnl_exec_arg_t arguments[] = {
        {source_argument, p->source},
        {destination_argument, p->destination},
        {DNNL_ARG_WEIGHTS, p->weights},
        {DNNL_ARG_BIAS, p->bias},
    };
    int count = p->bias ? 4 : 3;
    return dnnl_primitive_execute(p->primitive, stream, count, arguments) == dnnl_success
        && dnnl_stream_wait(stream) == dnnl_success;
}

bool dnnl_bridge_convolution_forward(dnnl_bridge_convolution *c, const float *source, float *destination) {
    if (!c->forward.primitive) return false;
    return run(&c->forward, DNNL_ARG_SRC, DNNL_ARG_DST, (void *)source, destination);
}

bool dnnl_bridge_convolution_backward(
    dnnl_bridge_convolution *c, const float *destination_gradient, float *source_gradient) {
    if (!c->backward.primitive) return false;
    return run(
        &c->backward, DNNL_ARG_DIFF_SRC, DNNL_ARG_DIFF_DST, source_gradient, (void *)destination_gradient);
}

int dnnl_bridge_version(void) {
    const dnnl_version_t *version = dnnl_version();
    return version->major * 10000 + version->minor * 100 + version->patch;
}
