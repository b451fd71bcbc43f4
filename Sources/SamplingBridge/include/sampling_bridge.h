#pragma once
// Planes seen through an affine map, between their pixels, and the way back.

/// What is seen past the edges of planes.
typedef enum { sampling_wrap, sampling_mirror, sampling_clamp, sampling_constant } sampling_edge;

/// A view of planes: place (x, y) of it shows (xx·x + xy·y + x0, yx·x + yy·y + y0)/w of them, in pixels, w = zx·x + zy·y + z0, which is 1
/// where the map is affine; pixel (row r, column c) of either has its middle at x = c + ½, y = r + ½.
typedef struct {
    float xx, xy, x0, yx, yy, y0, zx, zy, z0;
    /// Of the view.
    int rows, columns;
    int planes, height, width;
    sampling_edge across, down;
    /// What a constant edge shows.
    float level;
} sampling_view;

/// seen[planes][rows][columns], each the mean of the four pixels around its place, weighted by nearness.
void sampling_read(const sampling_view *view, const float *pixels, float *seen);

/// Adds to pixels[planes][height][width] what the gradient of what is seen is in them: the transpose, without the constant.
void sampling_add(const sampling_view *view, const float *gradient, float *pixels);
