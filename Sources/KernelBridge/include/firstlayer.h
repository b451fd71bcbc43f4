#pragma once
// The gradient of a convolution that reads a picture: few input channels, planar, where oneDNN has no fast kernel.

/// The numbers of one first convolution.
typedef struct {
    int input_channels, input_height, input_width;
    int output_channels, output_height, output_width;
    int kernel_height, kernel_width;
    int stride_height, stride_width;
    int pad_top, pad_left;
} firstlayer_geometry;

/// Weights prepared for the gradient.
typedef struct firstlayer firstlayer;

/// Prepares `weights`, [O][I][kernel height][kernel width], which are copied; I is at most 4, and the kernel at most
/// 16 x 16. NULL when memory runs out.
firstlayer *firstlayer_create(firstlayer_geometry geometry, const float *weights);

/// source_gradient, planar [I][H][W], = the gradient of the input, from that of the output in nChw8c.
void firstlayer_backward(firstlayer *layer, const float *destination_gradient, float *source_gradient);

/// Frees it; NULL is fine.
void firstlayer_destroy(firstlayer *layer);
