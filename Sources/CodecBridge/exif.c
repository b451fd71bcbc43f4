#include "exif.h"

#include <stdlib.h>
#include <string.h>

#include <libexif/exif-data.h>

// What a JPEG's marker holds, and what is taken of a PNG's chunk.
enum { largest_block = 65533 };

bool exif_is_block(const uint8_t *data, size_t size) {
    return size >= 14 && size <= largest_block && memcmp(data, "Exif\0\0", 6) == 0;
}

// The entries as the file has them: by default libexif adds those that the specification misses.
static ExifData *parse(const uint8_t *data, size_t size) {
    if (!exif_is_block(data, size)) return NULL;
    ExifData *exif = exif_data_new();
    if (!exif) return NULL;
    exif_data_unset_option(exif, EXIF_DATA_OPTION_FOLLOW_SPECIFICATION);
    exif_data_load_data(exif, data, (unsigned)size);
    return exif;
}

// The first number of an entry, of any type of whole numbers (TIFF 6.0, section 2); 0 when it holds none.
static long first_number(const ExifEntry *entry, ExifByteOrder order) {
    if (entry->size < exif_format_get_size(entry->format)) return 0;
    switch (entry->format) {
    case EXIF_FORMAT_BYTE: return entry->data[0];
    case EXIF_FORMAT_SHORT: return exif_get_short(entry->data, order);
    case EXIF_FORMAT_SSHORT: return exif_get_sshort(entry->data, order);
    case EXIF_FORMAT_LONG: return (long)exif_get_long(entry->data, order);
    case EXIF_FORMAT_SLONG: return exif_get_slong(entry->data, order);
    default: return 0;
    }
}

int exif_orientation(const uint8_t *data, size_t size) {
    ExifData *exif = parse(data, size);
    if (!exif) return 1;
    ExifEntry *entry = exif_content_get_entry(exif->ifd[EXIF_IFD_0], EXIF_TAG_ORIENTATION);
    // The specification says SHORT, and some programs write LONG.
    long orientation = entry && entry->data ? first_number(entry, exif_data_get_byte_order(exif)) : 0;
    exif_data_unref(exif);
    return orientation >= 1 && orientation <= 8 ? (int)orientation : 1;
}

// ColorSpace is 2 with some cameras. By the specification (DCF 2.0, "option files") it is "uncalibrated", and the interoperability index R03.
static bool is_adobe_rgb(const uint8_t *data, size_t size) {
    ExifData *exif = parse(data, size);
    if (!exif) return false;
    ExifEntry *space = exif_content_get_entry(exif->ifd[EXIF_IFD_EXIF], EXIF_TAG_COLOR_SPACE);
    ExifEntry *index = exif_content_get_entry(exif->ifd[EXIF_IFD_INTEROPERABILITY], EXIF_TAG_INTEROPERABILITY_INDEX);
    long number = space && space->data ? first_number(space, exif_data_get_byte_order(exif)) : 0xFFFF;
    bool is_r03 = index && index->data && index->size >= 3 && memcmp(index->data, "R03", 3) == 0;
    exif_data_unref(exif);
    return number == 2 || ((number & 0xFFFF) == 0xFFFF && is_r03);
}

bool exif_copy(const uint8_t *data, size_t size, codec_header *header) {
    header->is_adobe_rgb = is_adobe_rgb(data, size);
    header->exif = malloc(size);
    if (!header->exif) return false;
    memcpy(header->exif, data, size);
    header->exif_size = size;
    return true;
}

// When and by whom: the tags of EXIF 2.31 for dates, with their fractions and time zones, the artist and the copyright.
static bool is_kept(ExifIfd directory, ExifTag tag, bool keeps_place) {
    switch (directory) {
    case EXIF_IFD_0: return tag == 0x0132 || tag == 0x013B || tag == 0x8298;
    case EXIF_IFD_EXIF: return tag == 0x9003 || tag == 0x9004 || (tag >= 0x9010 && tag <= 0x9012) ||
            (tag >= 0x9290 && tag <= 0x9292);
    case EXIF_IFD_GPS: return keeps_place;
    default: return false;
    }
}

codec_status codec_reduce_exif(const uint8_t *data, size_t size, bool keeps_place, codec_bytes *reduced) {
    *reduced = (codec_bytes){0};
    ExifData *exif = parse(data, size);
    if (!exif) return codec_ok;
    unsigned kept = 0;
    for (int directory = 0; directory < EXIF_IFD_COUNT; directory++) {
        ExifContent *content = exif->ifd[directory];
        for (unsigned i = content->count; i-- > 0;) {
            ExifEntry *entry = content->entries[i];
            if (!is_kept(directory, entry->tag, keeps_place)) exif_content_remove_entry(content, entry);
        }
        kept += content->count;
    }
    free(exif->data);
    exif->data = NULL;
    exif->size = 0;
    unsigned char *block = NULL;
    unsigned block_size = 0;
    if (kept > 0) exif_data_save_data(exif, &block, &block_size);
    exif_data_unref(exif);
    if (block && exif_is_block(block, block_size)) *reduced = (codec_bytes){block, block_size, block_size};
    else free(block);
    return codec_ok;
}

// MARK: - Blocks of other files' numbers

struct exif_maker {
    ExifData *data;
    bool is_short_of_memory;
    unsigned count;
};

static ExifIfd ifd_of(exif_directory directory) {
    return directory == exif_picture ? EXIF_IFD_0 : directory == exif_photograph ? EXIF_IFD_EXIF : EXIF_IFD_GPS;
}

exif_maker *exif_begin(void) {
    exif_maker *maker = calloc(1, sizeof *maker);
    if (!maker) return NULL;
    maker->data = exif_data_new();
    if (maker->data) {
        exif_data_unset_option(maker->data, EXIF_DATA_OPTION_FOLLOW_SPECIFICATION);
        exif_data_set_byte_order(maker->data, EXIF_BYTE_ORDER_INTEL);
        return maker;
    }
    free(maker);
    return NULL;
}

// The bytes of a new entry, to be filled; NULL when memory is short.
static uint8_t *add_entry(exif_maker *maker, exif_directory directory, uint16_t tag, ExifFormat format, size_t count) {
    if (!maker) return NULL;
    size_t size = count * exif_format_get_size(format);
    uint8_t *bytes = size > 0 && size < largest_block ? calloc(1, size) : NULL;
    ExifEntry *entry = bytes ? exif_entry_new() : NULL;
    if (!entry) {
        maker->is_short_of_memory |= size < largest_block;
        free(bytes);
        return NULL;
    }
    entry->tag = tag;
    entry->format = format;
    entry->components = count;
    entry->data = bytes;
    entry->size = (unsigned)size;
    exif_content_add_entry(maker->data->ifd[ifd_of(directory)], entry);
    exif_entry_unref(entry);
    maker->count++;
    return bytes;
}

void exif_add_text(exif_maker *maker, exif_directory directory, uint16_t tag, const char *text) {
    size_t size = strlen(text) + 1;
    uint8_t *bytes = add_entry(maker, directory, tag, EXIF_FORMAT_ASCII, size);
    if (bytes) memcpy(bytes, text, size);
}

void exif_add_numbers(exif_maker *maker, exif_directory directory, uint16_t tag, const double *numbers, int count) {
    uint8_t *bytes = add_entry(maker, directory, tag, EXIF_FORMAT_RATIONAL, (size_t)count);
    for (int i = 0; bytes && i < count; i++) {
        // A ten-thousandth of a second of arc is a few millimetres; large numbers are whole.
        double number = numbers[i] > 0 ? numbers[i] : 0;
        ExifLong denominator = number < 400 ? 10000000 : 1;
        double scaled = number * denominator + 0.5;
        ExifRational value = {scaled < 4294967295.0 ? (ExifLong)scaled : 0xFFFFFFFF, denominator};
        exif_set_rational(bytes + 8 * i, EXIF_BYTE_ORDER_INTEL, value);
    }
}

void exif_add_byte(exif_maker *maker, exif_directory directory, uint16_t tag, uint8_t byte) {
    uint8_t *bytes = add_entry(maker, directory, tag, EXIF_FORMAT_BYTE, 1);
    if (bytes) *bytes = byte;
}

bool exif_end(exif_maker *maker, codec_header *header) {
    if (!maker) return false;
    unsigned char *block = NULL;
    unsigned size = 0;
    if (maker->count > 0) exif_data_save_data(maker->data, &block, &size);
    bool is_short = maker->is_short_of_memory;
    exif_data_unref(maker->data);
    free(maker);
    if (block && exif_is_block(block, size)) {
        header->exif = block;
        header->exif_size = size;
    } else {
        free(block);
    }
    return !is_short;
}

void exif_visit(const uint8_t *data, size_t size, void *context, void (*visit)(void *context, const exif_entry *entry)) {
    ExifData *exif = parse(data, size);
    if (!exif) return;
    ExifByteOrder order = exif_data_get_byte_order(exif);
    for (exif_directory directory = exif_picture; directory <= exif_place; directory++) {
        ExifContent *content = exif->ifd[ifd_of(directory)];
        for (unsigned i = 0; i < content->count; i++) {
            const ExifEntry *from = content->entries[i];
            exif_entry entry = {.directory = directory, .tag = (uint16_t)from->tag};
            char text[1024];
            if (!from->data || from->size == 0) continue;
            if (from->format == EXIF_FORMAT_ASCII) {
                size_t length = from->size < sizeof text ? from->size : sizeof text - 1;
                memcpy(text, from->data, length);
                text[length] = 0;
                entry.text = text;
            } else if (from->format == EXIF_FORMAT_RATIONAL && from->components >= 1 && from->components <= 3 && from->size >= 8 * from->components) {
                entry.number_count = (int)from->components;
                for (int k = 0; k < entry.number_count; k++) {
                    ExifRational value = exif_get_rational(from->data + 8 * k, order);
                    entry.numbers[k] = value.denominator > 0 ? (double)value.numerator / value.denominator : 0;
                }
            } else if (from->format == EXIF_FORMAT_BYTE && from->size == 1) {
                entry.byte = from->data[0];
            } else {
                continue;
            }
            visit(context, &entry);
        }
    }
    exif_data_unref(exif);
}
