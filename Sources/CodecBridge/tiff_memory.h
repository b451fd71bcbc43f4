#pragma once
#include <tiffio.h>

#include "codec_bridge.h"

/// A TIFF in memory, and what libtiff said of it: it never writes to the terminal.
typedef struct {
    /// What is read; of a file that is written NULL.
    const uint8_t *data;
    size_t size;
    /// What is written.
    codec_bytes *file;
    uint64_t position;
    /// The first error; empty where there was none.
    char message[codec_message_size];
    /// Whether a codec within it filled up what was missing.
    bool has_gaps;
} tiff_memory;

/// Opens it to be read, "r", or written, "w"; NULL where it is no TIFF, of which the message says more.
TIFF *tiff_open(tiff_memory *memory, const char *mode);

/// Tags of EXIF that stand in a TIFF's own directories.
enum { tiff_date = 0x0132, tiff_artist = 0x013B, tiff_copyright = 0x8298 };

/// Tags of EXIF for dates, with their fractions and time zones.
extern const uint16_t tiff_photograph_texts[8];
