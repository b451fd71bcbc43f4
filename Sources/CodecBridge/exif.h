#pragma once
#include <stddef.h>
#include <stdint.h>

/// The orientation, 1 to 8, that an EXIF block ("Exif\0\0" and a TIFF header) gives its picture; 1 when it says none.
int exif_orientation(const uint8_t *data, size_t size);
