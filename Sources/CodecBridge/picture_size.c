#include <string.h>

#include "codec_bridge.h"
#include "exif.h"

static uint32_t big32(const uint8_t *bytes) {
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static uint32_t big16(const uint8_t *bytes) { return (uint32_t)bytes[0] << 8 | bytes[1]; }

static bool give(uint32_t width, uint32_t height, int orientation, int *wide, int *high) {
    if (width == 0 || height == 0 || width > INT32_MAX || height > INT32_MAX) return false;
    bool turned = orientation >= 5;
    *wide = (int)(turned ? height : width);
    *high = (int)(turned ? width : height);
    return true;
}

/// A chunk holds a block without its "Exif\0\0".
static int chunk_orientation(const uint8_t *tiff, size_t size) {
    enum { most = 65000 };
    uint8_t block[6 + most] = "Exif\0";
    if (size > most) return 1;
    memcpy(block + 6, tiff, size);
    return exif_orientation(block, 6 + size);
}

/// PNG: signature; chunks of length, type, content, checksum. IHDR is the first, and eXIf stands before or behind the pixels.
static bool png_size(const uint8_t *data, size_t size, int *wide, int *high) {
    if (size < 33 || memcmp(data + 12, "IHDR", 4) != 0) return false;
    int orientation = 1;
    size_t at = 8;
    while (size - at >= 12) {
        size_t length = big32(data + at);
        if (length > size - at - 12) break;
        if (memcmp(data + at + 4, "eXIf", 4) == 0) orientation = chunk_orientation(data + at + 8, length);
        at += length + 12;
    }
    return give(big32(data + 16), big32(data + 20), orientation, wide, high);
}

/// JPEG: markers, each with its length, up to the first that begins a frame (SOF0 to SOF15 but DHT, JPG and DAC).
static bool jpeg_size(const uint8_t *data, size_t size, int *wide, int *high) {
    int orientation = 1;
    bool has_exif = false;
    size_t at = 2;
    while (at + 4 <= size) {
        // Bytes between two segments are passed over.
        if (data[at] != 0xFF || data[at + 1] == 0xFF || data[at + 1] == 0x00) {
            at++;
            continue;
        }
        uint8_t marker = data[at + 1];
        if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8)) {
            at += 2;
            continue;
        }
        if (marker == 0xD9 || marker == 0xDA) return false;
        size_t length = big16(data + at + 2);
        if (length < 2 || length > size - at - 2) return false;
        const uint8_t *content = data + at + 4;
        bool is_frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
        if (is_frame) return length >= 8 && give(big16(content + 3), big16(content + 1), orientation, wide, high);
        if (marker == 0xE1 && !has_exif && exif_is_block(content, length - 2)) {
            orientation = exif_orientation(content, length - 2);
            has_exif = true;
        }
        at += 2 + length;
    }
    return false;
}

bool codec_upright_size(const uint8_t *data, size_t size, int *width, int *height) {
    if (size >= 4 && data[0] == 0x89 && data[1] == 'P') return png_size(data, size, width, height);
    if (size >= 4 && data[0] == 0xFF && data[1] == 0xD8) return jpeg_size(data, size, width, height);
    return false;
}
