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

/// A file that has the texts of one keyword and nothing else, up to where the pixels would begin: so that libpng unpacks no others, however
/// many there are. Texts may stand behind the pixels, where programs add them. NULL when memory is short. The caller frees it.
uint8_t *png_with_texts(const uint8_t *file, size_t size, const char *keyword, size_t *copied);
