#pragma once
#include <stddef.h>

/// Where pixel (x, y) of the stored picture, `width` × `height`, goes in the upright one (EXIF 2.3, tag 0x0112).
size_t upright_place(int orientation, int width, int height, int x, int y);
