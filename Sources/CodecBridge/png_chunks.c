#include "png_chunks.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static uint32_t big_endian(const uint8_t *bytes) {
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

// Goes on to the next chunk: a length, a name, the content, a checksum (RFC 2083, section 3.2); false at the end.
static bool next(const uint8_t *file, size_t size, size_t *place, const uint8_t **name, png_part *content) {
    if (*place > size || size - *place < 12) return false;
    size_t length = big_endian(file + *place);
    if (length > size - *place - 12) return false;
    *name = file + *place + 4;
    *content = (png_part){*name + 4, length};
    *place += 12 + length;
    return true;
}

png_part png_find_chunk(const uint8_t *file, size_t size, const char *wanted, bool anywhere) {
    const uint8_t *name;
    png_part content;
    for (size_t place = 8; next(file, size, &place, &name, &content);) {
        if (!anywhere && memcmp(name, "IDAT", 4) == 0) break;
        if (memcmp(name, wanted, 4) != 0) continue;
        if (crc32(0, name, (uInt)content.size + 4) == big_endian(content.data + content.size)) return content;
    }
    return (png_part){NULL, 0};
}

size_t png_end_of_pixels(const uint8_t *file, size_t size) {
    const uint8_t *name;
    png_part content;
    size_t end = 0;
    for (size_t place = 8; next(file, size, &place, &name, &content);) {
        if (memcmp(name, "IDAT", 4) == 0) end = place;
        else if (end > 0) break;
    }
    return end;
}

uint8_t *png_with_tail_in_front(const uint8_t *file, size_t size, size_t *copied) {
    const uint8_t *name;
    png_part content;
    size_t place = 8, begin = 0, end = png_end_of_pixels(file, size);
    while (begin == 0 && next(file, size, &place, &name, &content))
        if (memcmp(name, "IDAT", 4) == 0) begin = (size_t)(name - 4 - file);
    size_t tail = end;
    for (place = end; next(file, size, &place, &name, &content) && memcmp(name, "IEND", 4) != 0;) tail = place;
    // The head of the first chunk of pixels ends what is read: a length, a name, and a little of what follows.
    const size_t pixels = 12;
    uint8_t *copy = end > 0 && tail > end ? malloc(begin + (tail - end) + pixels) : NULL;
    if (!copy) return NULL;
    memcpy(copy, file, begin);
    memcpy(copy + begin, file + end, tail - end);
    memcpy(copy + begin + (tail - end), file + begin, pixels);
    *copied = begin + (tail - end) + pixels;
    return copy;
}
