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

bool exif_copy(const uint8_t *data, size_t size, codec_header *header) {
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
