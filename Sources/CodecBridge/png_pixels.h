#pragma once
#include "codec_bridge.h"

/// Hears of the data of one chunk of pixels after the other.
typedef void (*png_pixels_taker)(void *context, uint8_t *data, size_t size);

/// Filters and deflates the pixels of a picture on all threads, and hands out the data of its IDAT chunks, in order: a few chunks at a time
/// are held. False when there is no memory.
bool png_deflate_pixels(
    codec_rows rows, int width, int height, int channels, int bits, png_pixels_taker take, void *context);
