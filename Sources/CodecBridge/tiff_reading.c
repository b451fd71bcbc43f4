#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "codec_bridge.h"
#include "exif.h"
#include "lab.h"
#include "reader.h"
#include "tiff_memory.h"

// How rows come out of a file.
typedef enum {
    // One after the other.
    by_rows,
    // As many as a strip or a row of tiles has, plane by plane.
    by_bands,
    // The same, made RGB of 8 bits by libtiff: colours that are stored as something else.
    by_libtiff,
} tiff_way;

// What a reader holds.
typedef struct {
    codec_reader base;
    tiff_memory memory;
    TIFF *tiff;
    tiff_way way;
    uint32_t width, height, next;
    // As they are stored.
    uint16_t bits, samples, format, photometric;
    // 1, 3 or 4, behind which comes alpha, at a place among the samples; −1 where there is none.
    int colours, alpha;
    bool is_premultiplied, is_separate, is_tiled;
    uint16_t *map[3];
    // Of colours that are L*a*b*: what makes levels of them, and a row.
    codec_lab *lab;
    double *lab_row;
    // What a row is given as.
    int channels, given_bits;
    // [planes][band_rows][row_size]; of tiles one more beside.
    uint8_t *band, *tile;
    size_t row_size;
    uint32_t band_rows;
} tiff_reading;

static void close_reading(codec_reader *base) {
    tiff_reading *reading = (tiff_reading *)base;
    if (reading->tiff) TIFFClose(reading->tiff);
    codec_close_lab(reading->lab);
    free(reading->lab_row);
    free(reading->band);
    free(reading->tile);
    free(reading);
}

static codec_status refuse(tiff_reading *reading, codec_status status, const char *reason) {
    codec_say(reading->base.message, "%s", reason);
    return status;
}

// What libtiff said, or that something is missing.
static codec_status damaged(tiff_reading *reading) {
    return refuse(
        reading, codec_damaged, reading->memory.message[0] ? reading->memory.message : "it ends before its pixels do");
}

// MARK: - Rows as they are stored

static uint32_t planes(const tiff_reading *reading) { return reading->is_separate ? reading->samples : 1; }

static uint32_t rows_from(const tiff_reading *reading, uint32_t y) {
    uint32_t left = reading->height - y;
    return left < reading->band_rows ? left : reading->band_rows;
}

static bool read_strips(tiff_reading *reading, uint32_t y) {
    tmsize_t size = (tmsize_t)(rows_from(reading, y) * reading->row_size);
    for (uint32_t plane = 0; plane < planes(reading); plane++) {
        uint32_t strip = TIFFComputeStrip(reading->tiff, y, (uint16_t)plane);
        uint8_t *target = reading->band + (size_t)plane * reading->band_rows * reading->row_size;
        if (TIFFReadEncodedStrip(reading->tiff, strip, target, size) < size) return false;
    }
    return true;
}

static bool read_tiles(tiff_reading *reading, uint32_t y) {
    uint32_t width = 0;
    TIFFGetField(reading->tiff, TIFFTAG_TILEWIDTH, &width);
    size_t tile_row = (size_t)TIFFTileRowSize(reading->tiff);
    tmsize_t size = TIFFTileSize(reading->tiff);
    for (uint32_t plane = 0; plane < planes(reading); plane++)
        for (uint32_t x = 0, place = 0; x < reading->width; x += width, place++) {
            uint32_t tile = TIFFComputeTile(reading->tiff, x, y, 0, (uint16_t)plane);
            if (TIFFReadEncodedTile(reading->tiff, tile, reading->tile, size) < size) return false;
            for (uint32_t row = 0; row < reading->band_rows; row++)
                memcpy(
                    reading->band + ((size_t)plane * reading->band_rows + row) * reading->row_size + place * tile_row,
                    reading->tile + row * tile_row, tile_row);
        }
    return true;
}

// libtiff gives pictures from below.
static bool read_colours(tiff_reading *reading, uint32_t y) {
    if (!reading->is_tiled) {
        if (!TIFFReadRGBAStripExt(reading->tiff, y, (uint32_t *)reading->band, 1)) return false;
        uint32_t count = rows_from(reading, y);
        for (uint32_t low = 0, high = count - 1; low < high; low++, high--)
            for (size_t i = 0; i < reading->row_size; i++) {
                uint8_t *one = reading->band + low * reading->row_size + i, *other = reading->band + high * reading->row_size + i;
                uint8_t kept = *one;
                *one = *other;
                *other = kept;
            }
        return true;
    }
    uint32_t width = 0;
    TIFFGetField(reading->tiff, TIFFTAG_TILEWIDTH, &width);
    for (uint32_t x = 0; x < reading->width; x += width) {
        if (!TIFFReadRGBATileExt(reading->tiff, x, y, (uint32_t *)reading->tile, 1)) return false;
        uint32_t across = reading->width - x < width ? reading->width - x : width;
        for (uint32_t row = 0; row < reading->band_rows; row++)
            memcpy(
                reading->band + row * reading->row_size + (size_t)x * 4,
                reading->tile + (size_t)(reading->band_rows - 1 - row) * width * 4, (size_t)across * 4);
    }
    return true;
}

// Brings row y into the band.
static bool fetch(tiff_reading *reading, uint32_t y) {
    if (reading->way == by_rows) return TIFFReadScanline(reading->tiff, reading->band, y, 0) == 1;
    if (y % reading->band_rows != 0) return true;
    if (reading->way == by_libtiff) return read_colours(reading, y);
    return reading->is_tiled ? read_tiles(reading, y) : read_strips(reading, y);
}

// MARK: - Samples

// Where the samples of a kind lie: the s-th of every pixel.
typedef struct {
    const uint8_t *row;
    size_t first, step;
} tiff_place;

static tiff_place place_of(const tiff_reading *reading, uint32_t y, int sample) {
    size_t line = reading->way == by_rows ? 0 : y % reading->band_rows;
    if (!reading->is_separate)
        return (tiff_place){reading->band + line * reading->row_size, (size_t)sample, reading->samples};
    return (tiff_place){reading->band + ((size_t)sample * reading->band_rows + line) * reading->row_size, 0, 1};
}

// A whole number of any number of bits, from the highest on.
static uint32_t number_at(const uint8_t *row, size_t index, unsigned bits) {
    switch (bits) {
    case 8: return row[index];
    case 16: {
        uint16_t number;
        memcpy(&number, row + 2 * index, 2);
        return number;
    }
    case 32: {
        uint32_t number;
        memcpy(&number, row + 4 * index, 4);
        return number;
    }
    default: {
        uint32_t number = 0;
        for (size_t bit = index * bits; bit < (index + 1) * bits; bit++)
            number = number << 1 | (row[bit / 8] >> (7 - bit % 8) & 1);
        return number;
    }
    }
}

// As it is given: out of 255 or 65535.
static uint16_t scaled(uint32_t number, unsigned bits, int given) {
    uint64_t most = bits == 32 ? 0xFFFFFFFFu : (1u << bits) - 1, wanted = given == 16 ? 65535 : 255;
    return most == wanted ? (uint16_t)number : (uint16_t)((number * wanted + most / 2) / most);
}

static void give(const tiff_reading *reading, uint32_t y, int sample, int channel, uint16_t *row) {
    tiff_place place = place_of(reading, y, sample);
    uint32_t most = reading->bits == 32 ? 0xFFFFFFFFu : (1u << reading->bits) - 1;
    bool is_inverted = reading->photometric == PHOTOMETRIC_MINISWHITE && channel == 0;
    for (uint32_t x = 0; x < reading->width; x++) {
        uint32_t number = number_at(place.row, place.first + x * place.step, reading->bits);
        row[(size_t)x * (size_t)reading->channels + (size_t)channel] =
            scaled(is_inverted ? most - number : number, reading->bits, reading->given_bits);
    }
}

// Colours are out of 65535, but in files of old programs out of 255.
static void give_palette(const tiff_reading *reading, uint32_t y, uint16_t *row) {
    tiff_place place = place_of(reading, y, 0);
    uint16_t largest = 0;
    for (int c = 0; c < 3; c++)
        for (uint32_t i = 0; i < 1u << reading->bits; i++)
            if (reading->map[c][i] > largest) largest = reading->map[c][i];
    int shift = largest > 255 ? 8 : 0;
    for (uint32_t x = 0; x < reading->width; x++) {
        uint32_t index = number_at(place.row, place.first + x * place.step, reading->bits);
        for (int c = 0; c < 3; c++)
            row[(size_t)x * (size_t)reading->channels + (size_t)c] = (uint16_t)(reading->map[c][index] >> shift);
    }
}

static float float_at(const uint8_t *row, size_t index, unsigned bits) {
    if (bits == 32) {
        float number;
        memcpy(&number, row + 4 * index, 4);
        return number;
    }
    if (bits == 64) {
        double number;
        memcpy(&number, row + 8 * index, 8);
        return (float)number;
    }
    uint32_t half = number_at(row, index, 16), exponent = half >> 10 & 31, fraction = half & 1023;
    float size = exponent == 31 ? (fraction ? NAN : INFINITY)
        : exponent == 0         ? ldexpf((float)fraction, -24)
                                : ldexpf((float)(1024 + fraction), (int)exponent - 25);
    return half >> 15 ? -size : size;
}

static void give_floats(const tiff_reading *reading, uint32_t y, float *row) {
    for (int channel = 0; channel < reading->channels; channel++) {
        int sample = channel < reading->colours ? channel : reading->alpha;
        tiff_place place = place_of(reading, y, sample);
        bool is_inverted = reading->photometric == PHOTOMETRIC_MINISWHITE && channel == 0;
        for (uint32_t x = 0; x < reading->width; x++) {
            float number = float_at(place.row, place.first + x * place.step, reading->bits);
            row[(size_t)x * (size_t)reading->channels + (size_t)channel] = is_inverted ? 1 - number : number;
        }
    }
    if (reading->is_premultiplied) codec_divide_floats_by_opacity(row, reading->width, reading->channels);
}

// TIFF 6.0, section 23, and supplement 1: a and b are signed, or, as ICC has them, begin at −128.
static void give_lab(const tiff_reading *reading, uint32_t y, uint16_t *row) {
    bool is_signed = reading->photometric == PHOTOMETRIC_CIELAB;
    double scale = reading->bits == 16 ? 256 : 1, most = reading->bits == 16 ? 65535 : 255;
    for (int c = 0; c < 3; c++) {
        tiff_place place = place_of(reading, y, c);
        for (uint32_t x = 0; x < reading->width; x++) {
            uint32_t number = number_at(place.row, place.first + x * place.step, reading->bits);
            double signed_number = reading->bits == 16 ? (int16_t)number : (int8_t)number;
            reading->lab_row[3 * (size_t)x + (size_t)c] = c == 0 ? number * 100 / most : is_signed ? signed_number / scale : number / scale - 128;
        }
    }
    codec_convert_lab(reading->lab, reading->lab_row, row, reading->width);
}

static void give_colours(const tiff_reading *reading, uint32_t y, uint16_t *row) {
    const uint8_t *line = reading->band + (size_t)(y % reading->band_rows) * reading->row_size;
    for (uint32_t x = 0; x < reading->width; x++) {
        uint32_t pixel;
        memcpy(&pixel, line + (size_t)x * 4, 4);
        *row++ = (uint16_t)TIFFGetR(pixel);
        *row++ = (uint16_t)TIFFGetG(pixel);
        *row++ = (uint16_t)TIFFGetB(pixel);
    }
}

static codec_status read_row(codec_reader *base, void *target) {
    tiff_reading *reading = (tiff_reading *)base;
    uint32_t y = reading->next++;
    if (!fetch(reading, y) || reading->memory.has_gaps) return damaged(reading);
    if (reading->way == by_libtiff) {
        give_colours(reading, y, target);
        return codec_ok;
    }
    if (reading->given_bits == 32) {
        give_floats(reading, y, target);
        return codec_ok;
    }
    if (reading->lab) {
        give_lab(reading, y, target);
        return codec_ok;
    }
    bool is_palette = reading->photometric == PHOTOMETRIC_PALETTE;
    if (is_palette) give_palette(reading, y, target);
    for (int c = 0; !is_palette && c < reading->colours; c++) give(reading, y, c, c, target);
    if (reading->alpha >= 0) give(reading, y, reading->alpha, reading->channels - 1, target);
    if (reading->is_premultiplied)
        codec_divide_by_opacity(target, reading->width, reading->channels, reading->given_bits == 16 ? 65535 : 255);
    return codec_ok;
}

// MARK: - What a file says of its pixels

// Which of the samples beside the colours is alpha.
static void find_alpha(tiff_reading *reading) {
    uint16_t count = 0, *kinds = NULL;
    reading->alpha = -1;
    if (!TIFFGetFieldDefaulted(reading->tiff, TIFFTAG_EXTRASAMPLES, &count, &kinds) || count > reading->samples) return;
    for (int i = 0; i < count && reading->colours < 4; i++) {
        if (kinds[i] != EXTRASAMPLE_ASSOCALPHA && kinds[i] != EXTRASAMPLE_UNASSALPHA) continue;
        int place = reading->samples - count + i;
        if (place < reading->colours) continue;
        reading->alpha = place;
        reading->is_premultiplied = kinds[i] == EXTRASAMPLE_ASSOCALPHA;
        return;
    }
}

// What samples are; colours that are stored as something else are left to libtiff.
static codec_status look_at_samples(tiff_reading *reading) {
    TIFF *tiff = reading->tiff;
    uint16_t planar = PLANARCONFIG_CONTIG, compression = COMPRESSION_NONE, ink_set = INKSET_CMYK;
    TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &reading->bits);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &reading->samples);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLEFORMAT, &reading->format);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_PLANARCONFIG, &planar);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_COMPRESSION, &compression);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_INKSET, &ink_set);
    if (!TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &reading->photometric))
        reading->photometric = reading->samples >= 3 ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISBLACK;
    if (!TIFFIsCODECConfigured(compression)) {
        codec_say(reading->base.message, "its compression, number %d, is not known here", (int)compression);
        return codec_unsupported;
    }
    bool is_jpeg = compression == COMPRESSION_JPEG;
    if (is_jpeg && reading->photometric == PHOTOMETRIC_YCBCR && planar == PLANARCONFIG_CONTIG) {
        TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
        reading->photometric = PHOTOMETRIC_RGB;
    }
    reading->is_separate = planar == PLANARCONFIG_SEPARATE && reading->samples > 1;
    reading->is_tiled = TIFFIsTiled(tiff) != 0;
    switch (reading->photometric) {
    case PHOTOMETRIC_MINISWHITE:
    case PHOTOMETRIC_MINISBLACK:
    case PHOTOMETRIC_PALETTE: reading->colours = 1; break;
    case PHOTOMETRIC_RGB: reading->colours = 3; break;
    case PHOTOMETRIC_SEPARATED:
        if (ink_set != INKSET_CMYK || reading->samples < 4)
            return refuse(reading, codec_unsupported, "its inks are not cyan, magenta, yellow and black");
        reading->colours = 4;
        break;
    case PHOTOMETRIC_CIELAB:
    case PHOTOMETRIC_ICCLAB:
        // Grey has no a and b.
        reading->colours = (reading->bits == 8 || reading->bits == 16) && reading->samples >= 3 ? 3 : 0;
        if (reading->colours == 0) break;
        reading->lab = codec_open_lab();
        reading->lab_row = calloc(reading->width, 3 * sizeof(double));
        if (!reading->lab || !reading->lab_row) return codec_out_of_memory;
        break;
    case 32803:
    case 34892: return refuse(reading, codec_unsupported, "it is a camera's raw picture; develop it first");
    default: reading->colours = 0;
    }
    if (reading->colours == 0 || compression == COMPRESSION_OJPEG) {
        char message[1024];
        if (!TIFFRGBAImageOK(tiff, message)) return refuse(reading, codec_unsupported, message);
        reading->way = by_libtiff;
        reading->colours = 3;
        reading->alpha = -1;
        return codec_ok;
    }
    if (reading->samples < reading->colours) return refuse(reading, codec_damaged, "it has fewer samples than colours");
    bool is_float = reading->format == SAMPLEFORMAT_IEEEFP;
    bool is_whole = reading->format == SAMPLEFORMAT_UINT || reading->format == SAMPLEFORMAT_VOID;
    bool is_palette = reading->photometric == PHOTOMETRIC_PALETTE;
    bool is_known = is_float ? reading->bits == 16 || reading->bits == 32 || reading->bits == 64
                             : is_whole && (reading->bits <= 16 || reading->bits == 32) && reading->bits > 0;
    if (!is_known || (is_float && (is_palette || reading->lab || reading->colours == 4)) || (is_palette && reading->bits > 16)) {
        codec_say(
            reading->base.message, "its samples are %s numbers of %d bits, which are not read",
            is_float ? "floating" : is_whole ? "whole" : "signed or complex", (int)reading->bits);
        return codec_unsupported;
    }
    find_alpha(reading);
    if (reading->lab) reading->alpha = -1;
    if (is_palette && !TIFFGetField(tiff, TIFFTAG_COLORMAP, &reading->map[0], &reading->map[1], &reading->map[2]))
        return refuse(reading, codec_damaged, "its palette is missing");
    // JBIG has no rows.
    reading->way = reading->is_tiled || reading->is_separate || compression == COMPRESSION_JBIG ? by_bands : by_rows;
    return codec_ok;
}

// What rows are read into.
static codec_status make_room(tiff_reading *reading, codec_header *header) {
    TIFF *tiff = reading->tiff;
    uint32_t rows = 1;
    if (reading->is_tiled) TIFFGetField(tiff, TIFFTAG_TILELENGTH, &rows);
    else if (reading->way != by_rows) TIFFGetFieldDefaulted(tiff, TIFFTAG_ROWSPERSTRIP, &rows);
    if (!reading->is_tiled && rows > reading->height) rows = reading->height;
    reading->band_rows = rows;
    uint64_t row = reading->way == by_libtiff ? (uint64_t)reading->width * 4 : TIFFScanlineSize64(tiff), tile = 0;
    if (reading->is_tiled) {
        uint32_t width = 0;
        TIFFGetField(tiff, TIFFTAG_TILEWIDTH, &width);
        if (rows == 0 || width == 0) return refuse(reading, codec_damaged, "its tiles have no size");
        tile = reading->way == by_libtiff ? (uint64_t)width * rows * 4 : TIFFTileSize64(tiff);
        uint64_t across = ((uint64_t)reading->width + width - 1) / width;
        if (reading->way != by_libtiff) row = across * TIFFTileRowSize64(tiff);
    }
    const uint64_t most = (uint64_t)1 << 31;
    if (row == 0 || rows == 0) return damaged(reading);
    if (row > most || tile > most || row * rows > most || row * rows * planes(reading) > most)
        return refuse(reading, codec_unsupported, "its strips or tiles are too large");
    reading->row_size = (size_t)row;
    size_t size = (size_t)(row * rows * planes(reading));
    reading->band = calloc(1, size);
    if (tile > 0) reading->tile = calloc(1, (size_t)tile);
    header->passes_size = size + (size_t)tile;
    return reading->band && (tile == 0 || reading->tile) ? codec_ok : codec_out_of_memory;
}

// MARK: - What stands beside them

static void keep_text(TIFF *tiff, exif_maker *maker, exif_directory directory, uint16_t tag) {
    const TIFFField *field = TIFFFieldWithTag(tiff, tag);
    if (!field || TIFFFieldDataType(field) != TIFF_ASCII || TIFFFieldPassCount(field)) return;
    char *text = NULL;
    if (TIFFGetField(tiff, tag, &text) && text) exif_add_text(maker, directory, tag, text);
}

// Latitude, longitude and altitude, with what they are counted from.
static void keep_place(TIFF *tiff, exif_maker *maker) {
    for (uint16_t tag = GPSTAG_LATITUDEREF; tag <= GPSTAG_LONGITUDE; tag++) {
        double *numbers = NULL;
        if (tag == GPSTAG_LATITUDEREF || tag == GPSTAG_LONGITUDEREF) keep_text(tiff, maker, exif_place, tag);
        else if (TIFFGetField(tiff, tag, &numbers) && numbers) exif_add_numbers(maker, exif_place, tag, numbers, 3);
    }
    uint8_t below = 0;
    double altitude = 0;
    if (!TIFFGetField(tiff, GPSTAG_ALTITUDE, &altitude)) return;
    if (TIFFGetField(tiff, GPSTAG_ALTITUDEREF, &below)) exif_add_byte(maker, exif_place, GPSTAG_ALTITUDEREF, below);
    exif_add_numbers(maker, exif_place, GPSTAG_ALTITUDE, &altitude, 1);
}

// When, by whom and where: a TIFF's own directories, as an EXIF block.
static bool keep_exif(TIFF *tiff, codec_header *header) {
    tdir_t page = TIFFCurrentDirectory(tiff);
    exif_maker *maker = exif_begin();
    if (!maker) return false;
    keep_text(tiff, maker, exif_picture, tiff_date);
    keep_text(tiff, maker, exif_picture, tiff_artist);
    keep_text(tiff, maker, exif_picture, tiff_copyright);
    toff_t photograph = 0, place = 0;
    bool has_photograph = TIFFGetField(tiff, TIFFTAG_EXIFIFD, &photograph) == 1;
    bool has_place = TIFFGetField(tiff, TIFFTAG_GPSIFD, &place) == 1;
    if (has_photograph && TIFFReadEXIFDirectory(tiff, photograph))
        for (size_t i = 0; i < sizeof tiff_photograph_texts / sizeof *tiff_photograph_texts; i++)
            keep_text(tiff, maker, exif_photograph, tiff_photograph_texts[i]);
    if (has_place && TIFFReadGPSDirectory(tiff, place)) keep_place(tiff, maker);
    bool is_kept = exif_end(maker, header);
    return (!(has_photograph || has_place) || TIFFSetDirectory(tiff, page)) && is_kept;
}

static codec_status look_beside(tiff_reading *reading, codec_header *header) {
    TIFF *tiff = reading->tiff;
    uint16_t orientation = 1;
    TIFFGetFieldDefaulted(tiff, TIFFTAG_ORIENTATION, &orientation);
    header->orientation = orientation >= 1 && orientation <= 8 ? orientation : 1;
    uint32_t size = 0;
    void *profile = NULL;
    if (TIFFGetField(tiff, TIFFTAG_ICCPROFILE, &size, &profile) && size > 0) {
        codec_bytes copy = codec_copied(profile, size);
        if (!copy.data) return codec_out_of_memory;
        header->profile = copy.data;
        header->profile_size = copy.size;
    }
    float *white = NULL, *primaries = NULL;
    if (TIFFGetField(tiff, TIFFTAG_WHITEPOINT, &white) && TIFFGetField(tiff, TIFFTAG_PRIMARYCHROMATICITIES, &primaries)) {
        header->has_chromaticities = true;
        for (int i = 0; i < 8; i++) {
            float number = i < 2 ? white[i] : primaries[i - 2];
            header->chromaticities[i] = number > 0 && number < 2 ? (uint32_t)(number * 100000 + 0.5f) : 0;
        }
    }
    return keep_exif(tiff, header) ? codec_ok : codec_out_of_memory;
}

// Goes to the first page that is no small copy and no mask of another, and counts such pages.
static bool find_page(tiff_reading *reading, codec_header *header) {
    enum { most_pages = 1000 };
    TIFF *tiff = reading->tiff;
    int first = -1;
    for (int page = 0; page < most_pages; page++) {
        uint32_t kind = 0;
        TIFFGetFieldDefaulted(tiff, TIFFTAG_SUBFILETYPE, &kind);
        if ((kind & (FILETYPE_REDUCEDIMAGE | FILETYPE_MASK)) == 0) {
            if (first < 0) first = page;
            header->pages++;
        }
        if (!TIFFReadDirectory(tiff)) break;
    }
    if (header->pages < 2) header->pages = 0;
    // What was found wrong with a later page is no matter.
    reading->memory.message[0] = 0;
    reading->memory.has_gaps = false;
    return first >= 0 && TIFFSetDirectory(tiff, (tdir_t)first);
}

static codec_status open_reading(tiff_reading *reading, codec_limits limits, codec_header *header) {
    reading->tiff = tiff_open(&reading->memory, "r");
    if (!reading->tiff) return damaged(reading);
    uint8_t *version = NULL;
    bool is_raw = TIFFGetField(reading->tiff, TIFFTAG_DNGVERSION, &version) == 1;
    is_raw |= reading->memory.size > 10 && memcmp(reading->memory.data + 8, "CR", 2) == 0;
    if (is_raw || !find_page(reading, header))
        return refuse(reading, codec_unsupported, "it is a camera's raw picture; develop it first");
    TIFF *tiff = reading->tiff;
    if (!TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &reading->width) || !TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &reading->height) ||
        reading->width == 0 || reading->height == 0)
        return refuse(reading, codec_damaged, "it has no size");
    if (!codec_is_within(limits, reading->width, reading->height)) return codec_too_large;
    codec_status status = look_beside(reading, header);
    if (status == codec_ok) status = look_at_samples(reading);
    if (status == codec_ok) status = make_room(reading, header);
    if (status != codec_ok) return status;
    if (reading->lab) {
        // Levels of sRGB, whatever a profile of the file's says.
        free(header->profile);
        header->profile = NULL;
        header->profile_size = 0;
        header->has_chromaticities = false;
    }
    bool has_inks = reading->colours == 4, is_float = reading->way != by_libtiff && reading->format == SAMPLEFORMAT_IEEEFP;
    bool is_palette = reading->way != by_libtiff && reading->photometric == PHOTOMETRIC_PALETTE;
    reading->channels = (is_palette ? 3 : reading->colours) + (reading->alpha >= 0 ? 1 : 0);
    reading->given_bits = is_float ? 32 : reading->lab ? 16 : reading->way == by_libtiff || has_inks || is_palette || reading->bits <= 8 ? 8 : 16;
    header->width = (int)reading->width;
    header->height = (int)reading->height;
    header->channels = reading->channels;
    header->has_inks = has_inks;
    header->bits = reading->given_bits;
    return codec_ok;
}

codec_reader *codec_open_tiff(
    const uint8_t *data, size_t size, codec_limits limits, codec_header *header, codec_status *status) {
    *header = (codec_header){0};
    *status = codec_out_of_memory;
    tiff_reading *reading = calloc(1, sizeof *reading);
    if (!reading) return NULL;
    reading->base.read_row = read_row;
    reading->base.close = close_reading;
    reading->memory.data = data;
    reading->memory.size = size;
    *status = open_reading(reading, limits, header);
    return &reading->base;
}

codec_status codec_read_tiff_xmp(
    const uint8_t *data, size_t size, size_t most, codec_bytes *packet, char message[codec_message_size]) {
    *packet = (codec_bytes){0};
    message[0] = 0;
    tiff_memory memory = {.data = data, .size = size};
    TIFF *tiff = tiff_open(&memory, "r");
    if (!tiff) return codec_ok;
    uint32_t count = 0;
    void *bytes = NULL;
    bool is_taken = TIFFGetField(tiff, TIFFTAG_XMLPACKET, &count, &bytes) && count > 0 && count <= most;
    if (is_taken) *packet = codec_copied(bytes, count);
    TIFFClose(tiff);
    return is_taken && !packet->data ? codec_out_of_memory : codec_ok;
}
