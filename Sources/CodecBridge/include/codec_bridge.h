#pragma once
// PNG and JPEG, from memory to memory, through libpng and libjpeg. No longjmp leaves a function of this file.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { codec_message_size = 200 };

/// A picture as its file holds it, after palettes, low bit depths, CMYK and EXIF turns are resolved.
typedef struct {
    int width, height;
    /// 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha.
    int channels;
    /// 8 or 16: what `samples` are out of, 255 or 65535.
    int bits;
    /// [height][width][channels], always 16 bits wide in memory.
    uint16_t *samples;
    /// The embedded ICC profile, or NULL.
    uint8_t *profile;
    size_t profile_size;
    /// The EXIF block as it came, "Exif\0\0" and a TIFF, or NULL.
    uint8_t *exif;
    size_t exif_size;
    /// Whether the file is an animation, of which this is the first picture.
    bool is_animated;
} codec_picture;

/// Bounds that are checked before memory is taken.
typedef struct {
    /// The most pixels, and the longest side.
    uint64_t pixels;
    uint32_t side;
} codec_limits;

/// Why a picture was refused.
typedef enum {
    codec_ok,
    /// The file is malformed or cut off.
    codec_damaged,
    /// It is larger than the limits.
    codec_too_large,
    codec_out_of_memory,
} codec_status;

/// Decodes a PNG, upright where it has EXIF that says so. On success the picture is the caller's to free; otherwise `message` says why.
codec_status codec_decode_png(
    const uint8_t *data, size_t size, codec_limits limits, codec_picture *picture, char message[codec_message_size]);

/// Decodes a JPEG, upright: its EXIF orientation is applied.
codec_status codec_decode_jpeg(
    const uint8_t *data, size_t size, codec_limits limits, codec_picture *picture, char message[codec_message_size]);

/// Frees what a decoder gave.
void codec_free_picture(codec_picture *picture);

/// A text that a file carries, UTF-8: an iTXt chunk of a PNG, compressed where that is shorter; comments of a JPEG, as
/// many as it takes, that read "keyword: text" or "keyword 1/2: the first part".
typedef struct {
    const char *keyword, *text;
} codec_text;

/// What to encode beside the samples.
typedef struct {
    const uint8_t *profile;
    size_t profile_size;
    /// An EXIF block of at most 65533 bytes, or NULL.
    const uint8_t *exif;
    size_t exif_size;
    const codec_text *texts;
    int text_count;
    /// JPEG only: 1 to 100.
    int quality;
} codec_options;

/// A growing file in memory; free `data` with free().
typedef struct {
    uint8_t *data;
    size_t size, capacity;
} codec_bytes;

/// What an EXIF block says of when and by whom, and where if `keeps_place`, as a block for the caller to free; NULL when
/// it says nothing of the kind, or cannot be read.
codec_status codec_reduce_exif(const uint8_t *data, size_t size, bool keeps_place, codec_bytes *reduced);

/// The text of a keyword in a PNG or a JPEG, for the caller to free; `text->data` is NULL when there is none.
///
/// Of a PNG what stands before the pixels is looked through first, and then what stands behind them; of a JPEG what stands before them.
/// Nothing of the pixels is read. A text longer than `most` bytes is refused.
codec_status codec_read_png_text(
    const uint8_t *data, size_t size, const char *keyword, size_t most, codec_bytes *text,
    char message[codec_message_size]);

codec_status codec_read_jpeg_text(
    const uint8_t *data, size_t size, const char *keyword, size_t most, codec_bytes *text,
    char message[codec_message_size]);

/// Encodes `samples`, [height][width][channels], with 3 or 4 channels of 8 or 16 bits, as a PNG.
codec_status codec_encode_png(
    const uint16_t *samples, int width, int height, int channels, int bits, codec_options options, codec_bytes *file,
    char message[codec_message_size]);

/// Encodes `samples`, [height][width][3] out of 255, as a JPEG without colour subsampling.
codec_status codec_encode_jpeg(
    const uint16_t *samples, int width, int height, codec_options options, codec_bytes *file,
    char message[codec_message_size]);
