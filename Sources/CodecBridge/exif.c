#include "exif.h"

#include <stdbool.h>
#include <string.h>

// EXIF 2.3, section 4.6: a TIFF header, then a directory of 12-byte entries. Every read is within the block.

typedef struct {
    const uint8_t *data;
    size_t size;
    bool little;
} tiff;

static uint32_t number(tiff t, size_t offset, int bytes) {
    if (offset > t.size || (size_t)bytes > t.size - offset) return 0;
    uint32_t value = 0;
    for (int i = 0; i < bytes; i++) value = value << 8 | t.data[offset + (size_t)(t.little ? bytes - 1 - i : i)];
    return value;
}

int exif_orientation(const uint8_t *data, size_t size) {
    if (size < 14 || memcmp(data, "Exif\0\0", 6) != 0) return 1;
    tiff t = {data + 6, size - 6, memcmp(data + 6, "II", 2) == 0};
    if (!t.little && memcmp(t.data, "MM", 2) != 0) return 1;
    size_t directory = number(t, 4, 4);
    uint32_t entries = number(t, directory, 2);
    for (uint32_t i = 0; i < entries; i++) {
        size_t entry = directory + 2 + (size_t)i * 12;
        if (entry + 12 > t.size) return 1;
        if (number(t, entry, 2) != 0x0112) continue;
        uint32_t orientation = number(t, entry + 8, 2);
        return orientation >= 1 && orientation <= 8 ? (int)orientation : 1;
    }
    return 1;
}
