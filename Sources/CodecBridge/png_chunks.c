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

// Of texts of one keyword, and of all that is kept, no more are looked at: each may unpack to the most that is allowed.
enum { most_texts = 16 };

// Whether a chunk is needed to read the texts of a keyword: the header, the palette that libpng wants to see, and the texts.
static bool is_needed(const uint8_t *name, png_part content, const char *keyword) {
    if (memcmp(name, "IHDR", 4) == 0 || memcmp(name, "PLTE", 4) == 0) return true;
    bool is_text = memcmp(name, "tEXt", 4) == 0 || memcmp(name, "zTXt", 4) == 0 || memcmp(name, "iTXt", 4) == 0;
    size_t length = strlen(keyword) + 1;
    return is_text && content.size >= length && memcmp(content.data, keyword, length) == 0;
}

uint8_t *png_with_texts(const uint8_t *file, size_t size, const char *keyword, size_t *copied) {
    // The head of a chunk of pixels ends what is read: a length, a name, and a little of what follows.
    static const uint8_t pixels[12] = {0, 0, 0, 1, 'I', 'D', 'A', 'T'};
    png_part kept[most_texts] = {{file, size < 8 ? size : 8}};
    size_t count = 1, total = kept[0].size + sizeof pixels;
    const uint8_t *name;
    png_part content;
    for (size_t place = 8; count < most_texts && next(file, size, &place, &name, &content);) {
        if (!is_needed(name, content, keyword)) continue;
        // With the length before the name, and the checksum behind the content.
        kept[count++] = (png_part){name - 4, content.size + 12};
        total += content.size + 12;
    }
    uint8_t *copy = malloc(total);
    if (!copy) return NULL;
    size_t end = 0;
    for (size_t i = 0; i < count; i++) {
        memcpy(copy + end, kept[i].data, kept[i].size);
        end += kept[i].size;
    }
    memcpy(copy + end, pixels, sizeof pixels);
    *copied = total;
    return copy;
}
