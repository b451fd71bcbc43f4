#include <stdlib.h>
#include <string.h>

#include "codec_bridge.h"
#include "exif.h"
#include "reader.h"
#include "tiff_memory.h"

// Entries of one directory of an EXIF block.
typedef struct {
    TIFF *tiff;
    exif_directory directory;
    int count;
} tiff_entries;

static bool is_written(const exif_entry *entry) {
    switch (entry->directory) {
    case exif_picture: return entry->text && (entry->tag == tiff_date || entry->tag == tiff_artist || entry->tag == tiff_copyright);
    case exif_photograph:
        for (size_t i = 0; i < sizeof tiff_photograph_texts / sizeof *tiff_photograph_texts; i++)
            if (entry->tag == tiff_photograph_texts[i]) return entry->text != NULL;
        return false;
    default: return entry->tag >= GPSTAG_LATITUDEREF && entry->tag <= GPSTAG_ALTITUDE;
    }
}

static void write_entry(void *context, const exif_entry *entry) {
    tiff_entries *entries = context;
    if (entry->directory != entries->directory || !is_written(entry) || !TIFFFieldWithTag(entries->tiff, entry->tag)) return;
    entries->count++;
    if (entry->text) TIFFSetField(entries->tiff, entry->tag, entry->text);
    else if (entry->number_count == 3) TIFFSetField(entries->tiff, entry->tag, entry->numbers);
    else if (entry->number_count == 1) TIFFSetField(entries->tiff, entry->tag, entry->numbers[0]);
    else if (entry->tag == GPSTAG_ALTITUDEREF) TIFFSetField(entries->tiff, entry->tag, entry->byte);
}

// Writes a directory beside the picture's; 0 where nothing goes into it.
static uint64_t write_directory(TIFF *tiff, exif_directory directory, codec_options options) {
    tiff_entries entries = {tiff, directory, 0};
    uint64_t place = 0;
    if (options.exif_size == 0) return 0;
    if ((directory == exif_place ? TIFFCreateGPSDirectory(tiff) : TIFFCreateEXIFDirectory(tiff)) != 0) return 0;
    exif_visit(options.exif, options.exif_size, &entries, write_entry);
    if (entries.count > 0) TIFFWriteCustomDirectory(tiff, &place);
    TIFFFreeDirectory(tiff);
    return place;
}

static void describe(TIFF *tiff, int width, int height, int channels, int bits, codec_options options) {
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, (uint32_t)width);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, (uint32_t)height);
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, bits);
    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, channels);
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_RGB);
    TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
    TIFFSetField(tiff, TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT);
    TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, (uint32_t)codec_rows_at_once);
    TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_ADOBE_DEFLATE);
    TIFFSetField(tiff, TIFFTAG_PREDICTOR, PREDICTOR_HORIZONTAL);
    // Dreams are noise to a compressor: more effort costs time and saves nothing.
    TIFFSetField(tiff, TIFFTAG_ZIPQUALITY, 3);
    if (channels == 4) TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, 1, (uint16_t[]){EXTRASAMPLE_UNASSALPHA});
    if (options.profile_size > 0) TIFFSetField(tiff, TIFFTAG_ICCPROFILE, (uint32_t)options.profile_size, options.profile);
    if (options.xmp_size > 0) TIFFSetField(tiff, TIFFTAG_XMLPACKET, (uint32_t)options.xmp_size, options.xmp);
    for (int i = 0; i < options.text_count; i++)
        if (strcmp(options.texts[i].keyword, "Software") == 0) TIFFSetField(tiff, TIFFTAG_SOFTWARE, options.texts[i].text);
}

static bool write_rows(TIFF *tiff, codec_rows rows, int width, int height, int channels, int bits) {
    size_t per_row = (size_t)width * (size_t)channels;
    uint16_t *samples = malloc(per_row * codec_rows_at_once * sizeof *samples);
    bool is_written = samples != NULL;
    for (int first = 0; is_written && first < height; first += codec_rows_at_once) {
        int count = height - first < codec_rows_at_once ? height - first : codec_rows_at_once;
        rows.read(rows.context, first, count, samples);
        for (int y = 0; is_written && y < count; y++) {
            // A row of 8 bits lies at the beginning of its samples' own bytes.
            uint16_t *line = samples + (size_t)y * per_row;
            if (bits == 8)
                for (size_t i = 0; i < per_row; i++) ((uint8_t *)line)[i] = (uint8_t)line[i];
            is_written = TIFFWriteScanline(tiff, line, (uint32_t)(first + y), 0) == 1;
        }
    }
    free(samples);
    return is_written;
}

codec_status codec_encode_tiff(
    codec_rows rows, int width, int height, int channels, int bits, codec_options options, codec_bytes *file,
    char message[codec_message_size]) {
    codec_reserve_pixels(file, width, height, channels, bits);
    message[0] = 0;
    tiff_memory memory = {.file = file};
    TIFF *tiff = tiff_open(&memory, "w");
    bool is_written = tiff != NULL;
    if (is_written) {
        uint64_t photograph = write_directory(tiff, exif_photograph, options);
        uint64_t place = write_directory(tiff, exif_place, options);
        if (options.exif_size > 0) TIFFCreateDirectory(tiff);
        describe(tiff, width, height, channels, bits, options);
        tiff_entries entries = {tiff, exif_picture, 0};
        exif_visit(options.exif, options.exif_size, &entries, write_entry);
        if (photograph > 0) TIFFSetField(tiff, TIFFTAG_EXIFIFD, photograph);
        if (place > 0) TIFFSetField(tiff, TIFFTAG_GPSIFD, place);
        is_written = write_rows(tiff, rows, width, height, channels, bits) && TIFFWriteDirectory(tiff);
        TIFFClose(tiff);
    }
    if (is_written && !memory.message[0]) return codec_ok;
    free(file->data);
    *file = (codec_bytes){0};
    codec_say(message, "%s", memory.message);
    return memory.message[0] ? codec_damaged : codec_out_of_memory;
}
