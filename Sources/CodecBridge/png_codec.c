#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "codec_bridge.h"
#include "exif.h"
#include "png_chunks.h"
#include "png_pixels.h"
#include "reader.h"

// The bytes that libpng reads.
typedef struct {
    const uint8_t *data;
    size_t size, position;
    // Whether more was asked for than there is.
    bool is_cut_off;
    // Whether libpng gave up while it read all rows at once.
    bool has_failed;
} png_source;

// libpng demands that this does not return; it jumps to the setjmp of the function that called the library.
static void on_error(png_structp png, png_const_charp text) {
    char *message = png_get_error_ptr(png);
    strncpy(message, text, codec_message_size - 1);
    message[codec_message_size - 1] = 0;
    png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp text) {
    (void)png;
    (void)text;
}

static void read_bytes(png_structp png, png_bytep target, size_t count) {
    png_source *source = png_get_io_ptr(png);
    if (count > source->size - source->position) {
        source->is_cut_off = true;
        png_error(png, "the file is cut off");
    }
    memcpy(target, source->data + source->position, count);
    source->position += count;
}

static uint32_t big_endian(const uint8_t *bytes) {
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

// What a reader holds, of a picture or of its texts.
typedef struct {
    codec_reader base;
    png_source source;
    png_structp png;
    png_infop info;
    // Of an interlaced picture all rows, which come at once.
    uint8_t *rows;
    size_t row_bytes;
    int width, height, channels, bits, next;
} png_reading;

static void close_reading(codec_reader *base) {
    png_reading *reading = (png_reading *)base;
    free(reading->rows);
    if (reading->png) png_destroy_read_struct(&reading->png, reading->info ? &reading->info : NULL, NULL);
    free(reading);
}

// MARK: - Profiles

// libpng drops, or refuses to write, profiles that it finds fault with, and the profiles of real photographs often have
// faults: the chunk goes past it, in both directions.
static const char profile_chunk[5] = "iCCP";
static const char profile_name[] = "ICC profile";

enum { longest_profile = 16 << 20 };

// Inflates `size` bytes into memory that grows as they come; NULL when they are no deflate stream or too many.
static uint8_t *inflate_all(const uint8_t *data, size_t size, size_t *inflated) {
    z_stream stream = {.next_in = (Bytef *)data, .avail_in = (uInt)size};
    if (inflateInit(&stream) != Z_OK) return NULL;
    uint8_t *bytes = NULL;
    int state = Z_OK;
    for (size_t capacity = 4096; state == Z_OK && capacity <= longest_profile; capacity *= 2) {
        uint8_t *grown = realloc(bytes, capacity);
        if (!grown) break;
        bytes = grown;
        stream.next_out = bytes + stream.total_out;
        stream.avail_out = (uInt)(capacity - stream.total_out);
        state = inflate(&stream, Z_NO_FLUSH);
    }
    inflateEnd(&stream);
    if (state == Z_STREAM_END && stream.total_out > 0) {
        *inflated = stream.total_out;
        return bytes;
    }
    free(bytes);
    return NULL;
}

// A chunk is a name, a zero, a zero for "deflate", and the profile.
static void keep_profile(png_part chunk, codec_header *header) {
    if (!chunk.data) return;
    const uint8_t *end = memchr(chunk.data, 0, chunk.size);
    size_t head = end ? (size_t)(end - chunk.data) + 2 : 0;
    if (end && head < chunk.size && end[1] == 0)
        header->profile = inflate_all(chunk.data + head, chunk.size - head, &header->profile_size);
    header->has_damaged_profile = !header->profile;
}

static void write_profile(png_structp png, codec_options options) {
    uLong most = compressBound((uLong)options.profile_size);
    uint8_t *chunk = malloc(sizeof profile_name + 1 + most);
    if (!chunk) png_error(png, "out of memory");
    memcpy(chunk, profile_name, sizeof profile_name);
    chunk[sizeof profile_name] = 0;
    uint8_t *deflated = chunk + sizeof profile_name + 1;
    compress(deflated, &most, options.profile, (uLong)options.profile_size);
    png_write_chunk(png, (png_const_bytep)profile_chunk, chunk, sizeof profile_name + 1 + most);
    free(chunk);
}

// MARK: - Reading

// What says nothing of the pixels, or is read by `read_chunks`. Texts and suggested palettes are unpacked by libpng as they come, and a
// small file can hold gigabytes of them.
static const png_byte passed_over[] = "iTXt\0zTXt\0tEXt\0sPLT\0pCAL\0hIST\0iCCP\0gAMA\0cHRM\0sRGB\0eXIf";

// Asks libpng for plain grey or RGB, with alpha where the file has any transparency, of 8 or 16 bits.
static void ask_for_plain_samples(png_reading *reading) {
    png_structp png = reading->png;
    png_set_expand(png);
    if (png_get_valid(png, reading->info, PNG_INFO_tRNS)) png_set_tRNS_to_alpha(png);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    png_set_swap(png);
#endif
    png_set_interlace_handling(png);
    png_read_update_info(png, reading->info);
}

// What the chunks beside the pixels say. EXIF may stand behind the pixels. False when memory is short.
static bool read_chunks(const uint8_t *data, size_t size, codec_header *header) {
    keep_profile(png_find_chunk(data, size, profile_chunk, false), header);
    header->is_animated = png_find_chunk(data, size, "acTL", false).data != NULL;
    header->is_srgb = png_find_chunk(data, size, "sRGB", false).size == 1;
    png_part gamma = png_find_chunk(data, size, "gAMA", false);
    if (gamma.size == 4) header->gamma = big_endian(gamma.data);
    png_part chromaticities = png_find_chunk(data, size, "cHRM", false);
    header->has_chromaticities = chromaticities.size == 32;
    for (int i = 0; header->has_chromaticities && i < 8; i++)
        header->chromaticities[i] = big_endian(chromaticities.data + 4 * i);
    png_part points = png_find_chunk(data, size, "cICP", false);
    header->has_code_points = points.size == 4;
    if (header->has_code_points) memcpy(header->code_points, points.data, 4);
    header->orientation = 1;
    png_part exif = png_find_chunk(data, size, "eXIf", true);
    if (!exif.data || exif.size > 65000) return true;
    uint8_t block[6 + 65000] = "Exif\0";
    // Some programs put in front of it what only a JPEG's marker has.
    size_t head = exif_is_block(exif.data, exif.size) ? 0 : 6;
    memcpy(block + head, exif.data, exif.size);
    if (!exif_is_block(block, head + exif.size)) return true;
    header->orientation = exif_orientation(block, head + exif.size);
    return exif_copy(block, head + exif.size, header);
}

// All rows of an interlaced picture.
static bool read_all(png_reading *reading) {
    size_t height = (size_t)reading->height;
    png_bytep *pointers = malloc(height * sizeof(png_bytep));
    reading->rows = pointers ? malloc(reading->row_bytes * height) : NULL;
    for (size_t y = 0; reading->rows && y < height; y++) pointers[y] = reading->rows + y * reading->row_bytes;
    // Where libpng leaves in the middle, the pointers would be lost.
    if (reading->rows && !setjmp(png_jmpbuf(reading->png))) png_read_image(reading->png, pointers);
    else if (reading->rows) reading->source.has_failed = true;
    free(pointers);
    return reading->rows != NULL;
}

static codec_status read_row(codec_reader *base, void *target) {
    uint16_t *samples = target;
    png_reading *reading = (png_reading *)base;
    bool is_interlaced = png_get_interlace_type(reading->png, reading->info) != PNG_INTERLACE_NONE;
    if (is_interlaced && !reading->rows) {
        if (!read_all(reading)) return codec_out_of_memory;
        if (reading->source.has_failed) return codec_damaged;
    }
    if (setjmp(png_jmpbuf(reading->png))) {
        // Whatever is wrong behind the pixels, none of them is missing. What libpng stumbled over comes behind them if it has read on beyond
        // the checksum of the last chunk that holds pixels, or found nothing there.
        png_source *source = &reading->source;
        size_t end = reading->next == reading->height ? png_end_of_pixels(source->data, source->size) : 0;
        bool is_behind = end > 0 && (source->position > end || (source->position == end && source->is_cut_off));
        return is_behind ? codec_ok : codec_damaged;
    }
    // An 8-bit row is widened from its end, so that it can lie where its samples will.
    uint8_t *row = is_interlaced ? reading->rows + (size_t)reading->next * reading->row_bytes : (uint8_t *)samples;
    if (!is_interlaced) png_read_row(reading->png, row, NULL);
    size_t count = (size_t)reading->width * (size_t)reading->channels;
    if (reading->bits == 16) memmove(samples, row, count * 2);
    else for (size_t i = count; i-- > 0;) samples[i] = row[i];
    if (++reading->next == reading->height) png_read_end(reading->png, NULL);
    return codec_ok;
}

// A reader with nothing read yet; NULL when memory is short.
static png_reading *new_reading(const uint8_t *data, size_t size) {
    png_reading *reading = calloc(1, sizeof(png_reading));
    if (!reading) return NULL;
    reading->base.read_row = read_row;
    reading->base.close = close_reading;
    reading->source = (png_source){.data = data, .size = size};
    reading->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, reading->base.message, on_error, on_warning);
    if (reading->png) reading->info = png_create_info_struct(reading->png);
    if (reading->info) return reading;
    close_reading(&reading->base);
    return NULL;
}

codec_reader *codec_open_png(
    const uint8_t *data, size_t size, codec_limits limits, codec_header *header, codec_status *status) {
    *header = (codec_header){0};
    *status = codec_out_of_memory;
    png_reading *reading = new_reading(data, size);
    if (!reading) return NULL;
    if (setjmp(png_jmpbuf(reading->png))) {
        *status = codec_damaged;
        return &reading->base;
    }
    png_set_read_fn(reading->png, &reading->source, read_bytes);
    // Of any size that there may be: what is too large is no damage, and is told from it below.
    png_set_user_limits(reading->png, 0x7FFFFFFF, 0x7FFFFFFF);
    png_set_chunk_malloc_max(reading->png, 64 << 20);
    png_set_keep_unknown_chunks(reading->png, PNG_HANDLE_CHUNK_NEVER, passed_over, sizeof passed_over / 5);
    png_read_info(reading->png, reading->info);
    uint64_t width = png_get_image_width(reading->png, reading->info);
    uint64_t height = png_get_image_height(reading->png, reading->info);
    if (width * height > limits.pixels || width > limits.side || height > limits.side) {
        *status = codec_too_large;
        return &reading->base;
    }
    ask_for_plain_samples(reading);
    header->width = reading->width = (int)width;
    header->height = reading->height = (int)height;
    header->channels = reading->channels = png_get_channels(reading->png, reading->info);
    header->bits = reading->bits = png_get_bit_depth(reading->png, reading->info);
    reading->row_bytes = png_get_rowbytes(reading->png, reading->info);
    if (png_get_interlace_type(reading->png, reading->info) != PNG_INTERLACE_NONE)
        header->passes_size = reading->row_bytes * (size_t)height;
    if (read_chunks(data, size, header)) *status = codec_ok;
    return &reading->base;
}

// MARK: - Texts

static codec_status copy_text(png_reading *reading, const char *keyword, size_t most, codec_bytes *text, char *message) {
    png_textp texts;
    int count = png_get_text(reading->png, reading->info, &texts, NULL);
    for (int i = 0; i < count; i++) {
        if (strcmp(texts[i].key, keyword) != 0) continue;
        bool is_international = texts[i].compression == PNG_ITXT_COMPRESSION_NONE ||
            texts[i].compression == PNG_ITXT_COMPRESSION_zTXt;
        size_t size = is_international ? texts[i].itxt_length : texts[i].text_length;
        if (size > most) {
            snprintf(message, codec_message_size, "its text '%s' is too long", keyword);
            return codec_too_large;
        }
        text->data = malloc(size + 1);
        if (!text->data) return codec_out_of_memory;
        memcpy(text->data, texts[i].text, size);
        text->size = size;
        text->capacity = size + 1;
        return codec_ok;
    }
    return codec_ok;
}

codec_status codec_read_png_text(
    const uint8_t *data, size_t size, const char *keyword, size_t most, codec_bytes *text,
    char message[codec_message_size]) {
    *text = (codec_bytes){0};
    message[0] = 0;
    size_t copied = 0;
    uint8_t *copy = png_with_texts(data, size, keyword, &copied);
    png_reading *reading = copy ? new_reading(copy, copied) : NULL;
    // Volatile, because it is set after setjmp and read after a jump.
    volatile codec_status status = codec_out_of_memory;
    if (!reading) {
        free(copy);
        return status;
    }
    if (setjmp(png_jmpbuf(reading->png))) {
        memcpy(message, reading->base.message, codec_message_size);
        status = codec_damaged;
        goto end;
    }
    png_set_read_fn(reading->png, &reading->source, read_bytes);
    // Chunks that unpack to more are passed over.
    png_set_chunk_malloc_max(reading->png, most + 1024);
    png_read_info(reading->png, reading->info);
    status = copy_text(reading, keyword, most, text, message);

end:
    close_reading(&reading->base);
    free(copy);
    return status;
}

// MARK: - Writing

static void write_bytes(png_structp png, png_bytep bytes, size_t count) {
    codec_bytes *file = png_get_io_ptr(png);
    if (count > file->capacity - file->size) {
        size_t capacity = (file->capacity + count) * 2;
        uint8_t *grown = realloc(file->data, capacity);
        if (!grown) png_error(png, "out of memory");
        file->data = grown;
        file->capacity = capacity;
    }
    memcpy(file->data + file->size, bytes, count);
    file->size += count;
}

static void flush_nothing(png_structp png) { (void)png; }

static void write_texts(png_structp png, png_infop info, codec_options options) {
    for (int i = 0; i < options.text_count; i++) {
        size_t length = strlen(options.texts[i].text);
        png_text text = {
            .compression = length < 1024 ? PNG_ITXT_COMPRESSION_NONE : PNG_ITXT_COMPRESSION_zTXt,
            .key = (png_charp)options.texts[i].keyword,
            .text = (png_charp)options.texts[i].text,
            .itxt_length = length,
        };
        png_set_text(png, info, &text, 1);
    }
}

static void write_pixels(void *png, uint8_t *data, size_t size) {
    png_write_chunk(png, (png_const_bytep)"IDAT", data, size);
}

codec_status codec_encode_png(
    codec_rows rows, int width, int height, int channels, int bits, codec_options options, codec_bytes *file,
    char message[codec_message_size]) {
    codec_reserve_pixels(file, width, height, channels, bits);
    message[0] = 0;
    volatile codec_status status = codec_out_of_memory;
    png_infop info = NULL;
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, message, on_error, on_warning);
    if (png) info = png_create_info_struct(png);
    if (!info) goto end;
    if (setjmp(png_jmpbuf(png))) {
        status = codec_damaged;
        goto end;
    }
    png_set_write_fn(png, file, write_bytes, flush_nothing);
    png_set_IHDR(
        png, info, (png_uint_32)width, (png_uint_32)height, bits,
        channels == 4 ? PNG_COLOR_TYPE_RGB_ALPHA : PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
        PNG_FILTER_TYPE_DEFAULT);
    write_texts(png, info, options);
    // The block without "Exif\0\0"; libpng copies it.
    if (options.exif_size > 6) png_set_eXIf_1(png, info, (png_uint_32)options.exif_size - 6, (png_bytep)options.exif + 6);
    png_write_info_before_PLTE(png, info);
    if (options.profile_size > 0) write_profile(png, options);
    png_write_info(png, info);
    // libpng knows nothing of the pixels, and so does not write the end either.
    if (png_deflate_pixels(rows, width, height, channels, bits, write_pixels, png)) {
        png_write_chunk(png, (png_const_bytep)"IEND", NULL, 0);
        status = codec_ok;
    }

end:
    png_destroy_write_struct(&png, &info);
    if (status != codec_ok) {
        free(file->data);
        *file = (codec_bytes){0};
    }
    return status;
}
