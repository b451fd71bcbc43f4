#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// A part of a PNG.
typedef struct {
    const uint8_t *data;
    size_t size;
} png_part;

/// The content of the first chunk of a name whose checksum is right; `data` is NULL when there is none.
///
/// @param anywhere whether it may stand behind the pixels.
png_part png_find_chunk(const uint8_t *file, size_t size, const char *name, bool anywhere);

/// Where the chunks that hold pixels end, the last one's checksum included; 0 when there is none, or it is cut off.
size_t png_end_of_pixels(const uint8_t *file, size_t size);

/// A copy of the file in which what stands behind the pixels stands before them, up to where they begin; NULL when memory is short, or there
/// are none. The caller frees it.
uint8_t *png_with_tail_in_front(const uint8_t *file, size_t size, size_t *copied);
