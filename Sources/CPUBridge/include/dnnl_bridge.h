#pragma once
// oneDNN's convolution, behind one door: every difference between its versions ends in dnnl_bridge.c.
//
// Activations are float32, batch 1, blocked: [⌈C/lanes⌉][H][W][lanes], the channels that fill the last block being zero; or
// planar: [C][H][W]. Buffers are 64-byte aligned and belong to the caller.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// What one convolution looks like at one input size. Padding below and to the right follows from the other numbers.
typedef struct {
    int input_channels, input_height, input_width;
    int output_channels, output_height, output_width;
    int groups;
    int kernel_height, kernel_width;
    int stride_height, stride_width;
    int dilation_height, dilation_width;
    int pad_top, pad_left;
    /// 8 or 16, the channels of a block.
    int lanes;
    /// The layouts of input and output.
    bool planar_input, planar_output;
    /// The result is clipped to [lower, upper]: ReLU is [0, infinity].
    bool clipped;
    float lower, upper;
} dnnl_bridge_geometry;

/// Forward, and the gradient of the input.
typedef struct {
    bool forward, backward;
} dnnl_bridge_directions;

/// The directions that oneDNN has a kernel for on this machine. For the others it has plain loops, hundreds of times slower, or
/// nothing.
dnnl_bridge_directions dnnl_bridge_convolution_kernels(dnnl_bridge_geometry geometry);

/// Which of its kernels oneDNN has chosen for either direction, as a number of their name; 0 for none. Different ones round otherwise.
typedef struct {
    uint32_t forward, backward;
} dnnl_bridge_names;

/// The kernels that oneDNN chooses at a size.
dnnl_bridge_names dnnl_bridge_convolution_names(dnnl_bridge_geometry geometry);

/// A convolution's weights in the layouts that oneDNN asked for, for all the sizes it was made ready at.
typedef struct dnnl_bridge_weights dnnl_bridge_weights;

/// Weights of no layout yet. NULL when memory runs out.
dnnl_bridge_weights *dnnl_bridge_weights_create(void);

/// Frees them; no convolution may use them any more. NULL is fine.
void dnnl_bridge_weights_destroy(dnnl_bridge_weights *weights);

/// A convolution made ready: primitives compiled, weights reordered.
typedef struct dnnl_bridge_convolution dnnl_bridge_convolution;

/// Makes the wanted directions of a convolution ready.
///
/// `values` are [O][I / groups][kernel height][kernel width] and `bias` is [O]. What is copied of them belongs to `weights`,
/// which must outlive the convolution and must always be given the same numbers. Returns NULL when oneDNN refuses or memory
/// runs out, with oneDNN's reason in `*reason`, a static string.
dnnl_bridge_convolution *dnnl_bridge_convolution_create(
    dnnl_bridge_geometry geometry, dnnl_bridge_directions wanted, dnnl_bridge_weights *weights, const float *values,
    const float *bias, const char **reason);

/// destination = clip(source * weights + bias). Returns whether it succeeded.
bool dnnl_bridge_convolution_forward(dnnl_bridge_convolution *convolution, const float *source, float *destination);

/// source_gradient = the gradient of the input; overwritten, not added to. The clip is the caller's business: mask the
/// gradient before. Returns whether it succeeded.
bool dnnl_bridge_convolution_backward(
    dnnl_bridge_convolution *convolution, const float *destination_gradient, float *source_gradient);

/// Frees everything that the convolution holds; NULL is fine.
void dnnl_bridge_convolution_destroy(dnnl_bridge_convolution *convolution);

/// oneDNN's version, as 20603 for 2.6.3.
int dnnl_bridge_version(void);
