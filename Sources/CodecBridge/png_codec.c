#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "codec_bridge.h"
#include "exif.h"
#include "png_chunks.h"
#include "upright.h"

// What libpng's callbacks reach: the bytes, and where to say what went wrong.
typedef struct {
    const uint8_t *data;
    size_t size, position;
    // Whether more was asked for than there is.
    bool is_cut_off;
    char *message;
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

// Whether what libpng stumbled over comes after the last of the chunks that hold pixels. It has then either read on beyond that chunk's
// checksum, or found nothing there.
static bool is_behind_pixels(const png_source *source) {
    size_t end = png_end_of_pixels(source->data, source->size);
    return end > 0 && (source->position > end || (source->position == end && source->is_cut_off));
}

// Everything that decoding allocates, so that one place frees it whichever way the function ends.
typedef struct {
    png_structp png;
    png_infop info;
    uint8_t *rows;
    png_bytep *row_pointers;
} png_reading;

static void close_reading(png_reading *reading) {
    free(reading->rows);
    free(reading->row_pointers);
    if (reading->png) png_destroy_read_struct(&reading->png, reading->info ? &reading->info : NULL, NULL);
}

// MARK: - Profiles

// libpng drops, or refuses to write, profiles that it finds fault with, and the profiles of real photographs often have
// faults. They are none of our business: the chunk goes past libpng as unknown, in both directions.
static const png_byte profile_chunk[5] = "iCCP";
// What an animated PNG has before its pixels, which libpng knows nothing of.
static const png_byte animation_chunk[5] = "acTL";
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

static void note_animation(png_reading *reading, codec_picture *picture) {
    png_unknown_chunkp chunks;
    int count = png_get_unknown_chunks(reading->png, reading->info, &chunks);
    for (int i = 0; i < count; i++) picture->is_animated |= memcmp(chunks[i].name, animation_chunk, 5) == 0;
}

// A chunk is a name, a zero, a zero for "deflate", and the profile. A broken one is as none.
static void keep_profile(png_reading *reading, codec_picture *picture) {
    png_unknown_chunkp chunks;
    int count = png_get_unknown_chunks(reading->png, reading->info, &chunks);
    for (int i = 0; i < count; i++) {
        if (memcmp(chunks[i].name, profile_chunk, 5) != 0) continue;
        const uint8_t *end = memchr(chunks[i].data, 0, chunks[i].size);
        size_t head = end ? (size_t)(end - chunks[i].data) + 2 : 0;
        if (!end || head >= chunks[i].size || end[1] != 0) return;
        picture->profile = inflate_all(chunks[i].data + head, chunks[i].size - head, &picture->profile_size);
        return;
    }
}

static void write_profile(png_structp png, codec_options options) {
    uLong most = compressBound((uLong)options.profile_size);
    uint8_t *chunk = malloc(sizeof profile_name + 1 + most);
    if (!chunk) png_error(png, "out of memory");
    memcpy(chunk, profile_name, sizeof profile_name);
    chunk[sizeof profile_name] = 0;
    uint8_t *deflated = chunk + sizeof profile_name + 1;
    compress(deflated, &most, options.profile, (uLong)options.profile_size);
    png_write_chunk(png, profile_chunk, chunk, sizeof profile_name + 1 + most);
    free(chunk);
}

// MARK: - Reading

// Texts and suggested palettes are unpacked by libpng as they come, and a small file can hold gigabytes of them.
static const png_byte unread_chunks[] = "iTXt\0zTXt\0tEXt\0sPLT\0pCAL\0hIST";

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

// The EXIF block of the file; false when memory is short.
static bool keep_exif(png_reading *reading, codec_picture *picture) {
    png_uint_32 size = 0;
    png_bytep tiff = NULL;
    if (!png_get_eXIf_1(reading->png, reading->info, &size, &tiff) || size > 65000) return true;
    uint8_t block[6 + 65000] = "Exif\0";
    memcpy(block + 6, tiff, size);
    return !exif_is_block(block, 6 + size) || exif_copy(block, 6 + size, picture);
}

static void widen(const uint8_t *rows, size_t row_bytes, int width, int height, codec_picture *picture) {
    size_t channels = (size_t)picture->channels, per_row = (size_t)width * channels;
    int orientation = picture->exif ? exif_orientation(picture->exif, picture->exif_size) : 1;
    for (int y = 0; y < height; y++) {
        const uint8_t *row = rows + (size_t)y * row_bytes;
        for (size_t i = 0; i < per_row; i += channels) {
            size_t place = upright_place(orientation, width, height, (int)(i / channels), y) * channels;
            for (size_t c = 0; c < channels; c++)
                picture->samples[place + c] = picture->bits == 16 ? ((const uint16_t *)row)[i + c] : row[i + c];
        }
    }
    if (orientation < 5) return;
    picture->width = height;
    picture->height = width;
}

codec_status codec_decode_png(
    const uint8_t *data, size_t size, codec_limits limits, codec_picture *picture, char message[codec_message_size]) {
    *picture = (codec_picture){0};
    message[0] = 0;
    png_source source = {.data = data, .size = size, .message = message};
    // Volatile, because they are set after setjmp and read after a jump.
    volatile bool has_pixels = false;
    volatile uint64_t width = 0, height = 0;
    volatile size_t row_bytes = 0;
    png_reading *volatile reading = calloc(1, sizeof(png_reading));
    volatile codec_status status = codec_out_of_memory;
    if (!reading) return status;
    reading->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, message, on_error, on_warning);
    if (reading->png) reading->info = png_create_info_struct(reading->png);
    if (!reading->info) goto end;

    if (setjmp(png_jmpbuf(reading->png))) {
        // Whatever is wrong behind the pixels, none of them is missing.
        if (has_pixels && is_behind_pixels(&source)) goto finish;
        status = status == codec_too_large ? status : codec_damaged;
        goto end;
    }
    png_set_read_fn(reading->png, &source, read_bytes);
    // Of any size that there may be: what is too large is no damage, and is told from it below.
    png_set_user_limits(reading->png, 0x7FFFFFFF, 0x7FFFFFFF);
    png_set_chunk_malloc_max(reading->png, 64 << 20);
    png_set_chunk_cache_max(reading->png, 256);
    png_set_keep_unknown_chunks(reading->png, PNG_HANDLE_CHUNK_NEVER, unread_chunks, sizeof unread_chunks / 5);
    png_set_keep_unknown_chunks(reading->png, PNG_HANDLE_CHUNK_ALWAYS, profile_chunk, 1);
    png_set_keep_unknown_chunks(reading->png, PNG_HANDLE_CHUNK_ALWAYS, animation_chunk, 1);
    png_read_info(reading->png, reading->info);
    width = png_get_image_width(reading->png, reading->info);
    height = png_get_image_height(reading->png, reading->info);
    if (width * height > limits.pixels || width > limits.side || height > limits.side) {
        status = codec_too_large;
        goto end;
    }
    ask_for_plain_samples(reading);
    picture->width = (int)width;
    picture->height = (int)height;
    picture->channels = png_get_channels(reading->png, reading->info);
    picture->bits = png_get_bit_depth(reading->png, reading->info);
    row_bytes = png_get_rowbytes(reading->png, reading->info);
    reading->rows = malloc(row_bytes * height);
    reading->row_pointers = malloc(height * sizeof(png_bytep));
    picture->samples = malloc(width * height * (size_t)picture->channels * sizeof(uint16_t));
    if (!reading->rows || !reading->row_pointers || !picture->samples) goto end;
    for (size_t y = 0; y < height; y++) reading->row_pointers[y] = reading->rows + y * row_bytes;
    png_read_image(reading->png, reading->row_pointers);
    has_pixels = true;
    png_read_end(reading->png, reading->info);
finish:
    if (!keep_exif(reading, picture)) goto end;
    widen(reading->rows, row_bytes, (int)width, (int)height, picture);
    keep_profile(reading, picture);
    note_animation(reading, picture);
    status = codec_ok;

end:
    close_reading(reading);
    free(reading);
    if (status != codec_ok) codec_free_picture(picture);
    return status;
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

// The text of a keyword, of those that stand before the pixels.
static codec_status read_text(
    const uint8_t *data, size_t size, const char *keyword, size_t most, codec_bytes *text,
    char message[codec_message_size]) {
    *text = (codec_bytes){0};
    message[0] = 0;
    png_source source = {.data = data, .size = size, .message = message};
    png_reading *volatile reading = calloc(1, sizeof(png_reading));
    volatile codec_status status = codec_out_of_memory;
    if (!reading) return status;
    reading->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, message, on_error, on_warning);
    if (reading->png) reading->info = png_create_info_struct(reading->png);
    if (!reading->info) goto end;
    if (setjmp(png_jmpbuf(reading->png))) {
        status = codec_damaged;
        goto end;
    }
    png_set_read_fn(reading->png, &source, read_bytes);
    // Chunks that unpack to more are passed over.
    png_set_chunk_malloc_max(reading->png, most + 1024);
    png_set_chunk_cache_max(reading->png, 32);
    png_read_info(reading->png, reading->info);
    status = copy_text(reading, keyword, most, text, message);

end:
    close_reading(reading);
    free(reading);
    return status;
}

codec_status codec_read_png_text(
    const uint8_t *data, size_t size, const char *keyword, size_t most, codec_bytes *text,
    char message[codec_message_size]) {
    codec_status status = read_text(data, size, keyword, most, text, message);
    if (status != codec_ok || text->data) return status;
    // A program that adds to a file adds behind the pixels.
    size_t copied = 0;
    uint8_t *copy = png_with_tail_in_front(data, size, &copied);
    if (!copy) return codec_ok;
    status = read_text(copy, copied, keyword, most, text, message);
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

static void write_rows(png_structp png, const uint16_t *samples, int width, int height, int channels, int bits, uint8_t *row) {
    size_t per_row = (size_t)width * (size_t)channels;
    for (int y = 0; y < height; y++) {
        const uint16_t *line = samples + (size_t)y * per_row;
        for (size_t i = 0; i < per_row; i++) {
            if (bits == 16) {
                row[2 * i] = (uint8_t)(line[i] >> 8);
                row[2 * i + 1] = (uint8_t)line[i];
            } else {
                row[i] = (uint8_t)line[i];
            }
        }
        png_write_row(png, row);
    }
}

codec_status codec_encode_png(
    const uint16_t *samples, int width, int height, int channels, int bits, codec_options options, codec_bytes *file,
    char message[codec_message_size]) {
    *file = (codec_bytes){0};
    message[0] = 0;
    volatile codec_status status = codec_out_of_memory;
    png_infop info = NULL;
    uint8_t *row = malloc((size_t)width * (size_t)channels * 2);
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, message, on_error, on_warning);
    if (png) info = png_create_info_struct(png);
    if (!row || !info) goto end;
    if (setjmp(png_jmpbuf(png))) {
        status = codec_damaged;
        goto end;
    }
    png_set_write_fn(png, file, write_bytes, flush_nothing);
    png_set_IHDR(
        png, info, (png_uint_32)width, (png_uint_32)height, bits,
        channels == 4 ? PNG_COLOR_TYPE_RGB_ALPHA : PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
        PNG_FILTER_TYPE_DEFAULT);
    // Dreams are noise to a compressor: more effort costs time and saves nothing.
    png_set_compression_level(png, 3);
    write_texts(png, info, options);
    // The block without "Exif\0\0"; libpng copies it.
    if (options.exif_size > 6) png_set_eXIf_1(png, info, (png_uint_32)options.exif_size - 6, (png_bytep)options.exif + 6);
    png_write_info_before_PLTE(png, info);
    if (options.profile_size > 0) write_profile(png, options);
    png_write_info(png, info);
    write_rows(png, samples, width, height, channels, bits, row);
    // Everything has been written before the pixels; with the metadata at hand libpng would write EXIF again.
    png_write_end(png, NULL);
    status = codec_ok;

end:
    free(row);
    png_destroy_write_struct(&png, &info);
    if (status != codec_ok) {
        free(file->data);
        *file = (codec_bytes){0};
    }
    return status;
}
