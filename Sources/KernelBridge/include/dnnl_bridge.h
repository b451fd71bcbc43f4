#pragma once
// oneDNN's convolution, behind one door: every difference between its versions ends in dnnl_bridge.c.
//
// Activations are float32, batch 1, in the blocked layout nChw8c: [ceil(C/8)][H][W][8], the channels that fill the
// last block being zero. A network's input may be planar instead: [C][H][W]. Buffers are 64-byte aligned and belong
// to the caller.

#include <stdbool.h>
#include <stddef.h>

/// What one convolution looks like at one input size. `pad_bottom` and `pad_right` follow from the other numbers.
typedef struct {
    int input_channels, input_height, input_width;
    int output_channels, output_height, output_width;
    int groups;
    int kernel_height, kernel_width;
    int stride_height, stride_width;
    int dilation_height, dilation_width;
    int pad_top, pad_left;
    /// The input is planar; only forward works on it.
    bool planar_input;
    /// The result is clipped to [lower, upper]: ReLU is [0, infinity].
    bool clipped;
    float lower, upper;
} dnnl_bridge_geometry;

/// A convolution made ready: primitives compiled, weights reordered.
typedef struct dnnl_bridge_convolution dnnl_bridge_convolution;

/// Makes a convolution ready for forward and, unless the input is planar, for the gradient of its input.
///
/// `weights` are [O][I / groups][kernel height][kernel width] and `bias` is [O]; both are copied. Returns NULL when
/// oneDNN refuses or memory runs out, with oneDNN's reason in `*reason`, a static string.
dnnl_bridge_convolution *dnnl_bridge_convolution_create(
    dnnl_bridge_geometry geometry, const float *weights, const float *bias, const char **reason);

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
