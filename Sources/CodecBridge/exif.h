#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "codec_bridge.h"

/// Whether bytes begin as an EXIF block does: "Exif\0\0", and a TIFF header.
bool exif_is_block(const uint8_t *data, size_t size);

/// The orientation, 1 to 8, that an EXIF block gives its picture; 1 when it says none.
int exif_orientation(const uint8_t *data, size_t size);

/// Copies a block into the header; false when memory is short.
bool exif_copy(const uint8_t *data, size_t size, codec_header *header);
