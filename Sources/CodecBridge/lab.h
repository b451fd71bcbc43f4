#pragma once
#include <stddef.h>
#include <stdint.h>

/// From CIE L*a*b* of D50 to the levels of sRGB.
typedef struct codec_lab codec_lab;

/// NULL when memory is short.
codec_lab *codec_open_lab(void);

/// `count` pixels, L 0…100, a and b, to three levels, 0…65535.
void codec_convert_lab(codec_lab *lab, const double *pixels, uint16_t *levels, size_t count);

void codec_close_lab(codec_lab *lab);
