#pragma once
// Files of pictures, from memory to memory, each kind through its own library, and what their numbers mean, through LittleCMS. No longjmp
// leaves a function of a file that calls these libraries, and none of them ends the process. None writes to the terminal, but for the coders
// of libheif, which cannot be told not to, of damaged photos.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { codec_message_size = 200 };

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
    /// It is whole, and of a kind that is not read.
    codec_unsupported,
    /// The library that reads it is not installed.
    codec_no_library,
} codec_status;

// MARK: - Reading

/// What a file says of its picture, after palettes and low bit depths are resolved.
typedef struct {
    /// As it is stored, before it is turned upright.
    int width, height;
    /// EXIF's, 1 to 8.
    int orientation;
    /// Of a row: 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha; 4 inks, cyan, magenta, yellow and key, where `has_inks`.
    int channels;
    /// Inks are out of 255, 0 for none.
    bool has_inks;
    /// 8 or 16: what samples are out of, 255 or 65535; 32: they are floats, of which 1 is white.
    int bits;
    /// Whether floats are amounts of light.
    bool is_light;
    /// The embedded ICC profile, or NULL; and whether there is one that cannot be unpacked.
    uint8_t *profile;
    size_t profile_size;
    bool has_damaged_profile;
    /// What a PNG's chunks of these names say, where they are there and whole (PNG, third edition, section 11.3.2), and what others say alike.
    bool is_srgb, has_chromaticities, has_code_points;
    /// 100,000 times the exponent with which light was encoded; 0 for none.
    uint32_t gamma;
    /// White, red, green and blue, x and y each, times 100,000.
    uint32_t chromaticities[8];
    /// Whether EXIF says that the colours are Adobe RGB's, as cameras do that write no profile.
    bool is_adobe_rgb;
    /// Of cICP: primaries, transfer function, matrix, whether the range is the full one (ITU-T H.273).
    uint8_t code_points[4];
    /// The EXIF block as it came, "Exif\0\0" and a TIFF, or NULL.
    uint8_t *exif;
    size_t exif_size;
    /// Whether the file is an animation, of which this is the first picture.
    bool is_animated;
    /// How many pictures stand one after the other in the file, of which this is the first; 0 where a file has one.
    int pages;
    /// Bytes that the reader holds of the pixels before it gives the first row, where the file brings them in several passes.
    size_t passes_size;
} codec_header;

/// A file whose rows are being read.
typedef struct codec_reader codec_reader;

/// Opens a file and reads what stands before its pixels; the bytes must stay where they are until it is closed.
///
/// Gives NULL when memory is short. Otherwise the reader is the caller's to close and the header's memory to free, whatever the status.
/// Colours that were multiplied by their opacity are divided by it.
codec_reader *codec_open_png(
    const uint8_t *data, size_t size, codec_limits limits, codec_header *header, codec_status *status);
codec_reader *codec_open_jpeg(
    const uint8_t *data, size_t size, codec_limits limits, codec_header *header, codec_status *status);
codec_reader *codec_open_webp(
    const uint8_t *data, size_t size, codec_limits limits, codec_header *header, codec_status *status);
codec_reader *codec_open_tiff(
    const uint8_t *data, size_t size, codec_limits limits, codec_header *header, codec_status *status);
/// HEIC and AVIF; libheif is opened with the first of them.
codec_reader *codec_open_heif(
    const uint8_t *data, size_t size, codec_limits limits, codec_header *header, codec_status *status);
codec_reader *codec_open_exr(
    const uint8_t *data, size_t size, codec_limits limits, codec_header *header, codec_status *status);

/// Reads the next of `height` rows: `width` × `channels` samples, 16 bits wide in memory, or floats where the header says so.
///
/// Only a few rows are held by the reader, and `passes_size` bytes. With the last row all that may be missing is looked for: a picture whose
/// rows were all read is whole.
codec_status codec_read_row(codec_reader *reader, void *samples);

/// Why it was not codec_ok.
const char *codec_message(const codec_reader *reader);

/// Frees the reader; NULL is none.
void codec_close(codec_reader *reader);

/// Frees what the header holds.
void codec_free_header(codec_header *header);

// MARK: - Colours

/// What an ICC profile describes.
typedef enum {
    /// It cannot be read, or is of no use for pictures.
    codec_profile_unreadable,
    /// RGB by three curves and primaries.
    codec_profile_curves,
    /// RGB by tables.
    codec_profile_tables,
    codec_profile_grey,
    codec_profile_inks,
} codec_profile_kind;

codec_profile_kind codec_kind_of_profile(const uint8_t *profile, size_t size);

/// The light, 0…1, of `count` numbers in equal steps from 0 to 1, for red, green and blue, [3][count], by a profile's curves.
bool codec_light_of_profile(const uint8_t *profile, size_t size, int count, float *light);

/// The levels of sRGB, 0…1, of `count` greys in equal steps from black to white, by a grey profile.
bool codec_greys_of_profile(const uint8_t *profile, size_t size, int count, float *levels);

/// From the inks of a profile to sRGB.
typedef struct codec_inks codec_inks;

/// NULL when the profile is none of inks.
codec_inks *codec_open_inks(const uint8_t *profile, size_t size);

/// `count` pixels of four inks, 0…255, to three levels, 0…65535.
void codec_convert_inks(codec_inks *inks, const uint8_t *pixels, uint16_t *levels, int count);

void codec_close_inks(codec_inks *inks);

/// White, red, green and blue, x and y each, of a profile of RGB by curves.
bool codec_primaries_of_profile(const uint8_t *profile, size_t size, double chromaticities[8]);

/// RGB numbers, 0…1, of one profile in another, three for each pixel, as they look alike (relative colorimetric); NULL is sRGB.
bool codec_convert_numbers(
    const uint8_t *from, size_t from_size, const uint8_t *to, size_t to_size, float *pixels, int count);

// MARK: - Writing

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
    /// The same texts as a packet of XMP, UTF-8, for the kinds of files that have no texts of their own.
    const char *xmp;
    size_t xmp_size;
    /// JPEG and WebP: 1 to 100; 0 for a WebP without loss.
    int quality;
    /// OpenEXR only: white, red, green and blue, x and y each; NULL for those of sRGB.
    const double *chromaticities;
} codec_options;

/// A growing file in memory; free `data` with free().
typedef struct {
    uint8_t *data;
    size_t size, capacity;
} codec_bytes;

/// A profile of RGB with the curve of sRGB and other primaries: white, red, green and blue, x and y each. The same for the same numbers.
codec_status codec_make_profile(const double chromaticities[8], codec_bytes *profile);

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

/// Where an encoder gets its samples from, some rows at a time: a large picture is not held as samples, too.
typedef struct {
    void *context;
    /// Writes `count` rows from row `first` on, [count][width][channels]: samples 16 bits wide, or floats, amounts of light, for OpenEXR.
    void (*read)(void *context, int first, int count, void *samples);
} codec_rows;

/// The packet of XMP in a file, for the caller to free; `packet->data` is NULL when there is none, or it is longer than `most` bytes.
codec_status codec_read_webp_xmp(
    const uint8_t *data, size_t size, size_t most, codec_bytes *packet, char message[codec_message_size]);

codec_status codec_read_tiff_xmp(
    const uint8_t *data, size_t size, size_t most, codec_bytes *packet, char message[codec_message_size]);

codec_status codec_read_heif_xmp(
    const uint8_t *data, size_t size, size_t most, codec_bytes *packet, char message[codec_message_size]);

/// The text of a property in a packet of XMP, an attribute or an element, for the caller to free; `text->data` is NULL when there is none, or
/// the packet is none.
///
/// @param property its namespace, a space and its name.
codec_status codec_read_xmp_text(
    const uint8_t *packet, size_t size, const char *property, size_t most, codec_bytes *text,
    char message[codec_message_size]);

/// The attribute of a keyword in an OpenEXR file.
codec_status codec_read_exr_text(
    const uint8_t *data, size_t size, const char *keyword, size_t most, codec_bytes *text,
    char message[codec_message_size]);

/// As many rows at once.
enum { codec_rows_at_once = 32 };

/// Encodes rows of 3 or 4 channels of 8 or 16 bits as a PNG.
codec_status codec_encode_png(
    codec_rows rows, int width, int height, int channels, int bits, codec_options options, codec_bytes *file,
    char message[codec_message_size]);

/// Encodes rows of 3 channels out of 255 as a JPEG without colour subsampling.
codec_status codec_encode_jpeg(
    codec_rows rows, int width, int height, codec_options options, codec_bytes *file,
    char message[codec_message_size]);

/// Encodes rows of 3 or 4 channels out of 255 as a WebP, with loss where a quality is asked for (opacity has none), of at most
/// `codec_longest_webp_side` pixels a side.
codec_status codec_encode_webp(
    codec_rows rows, int width, int height, int channels, codec_options options, codec_bytes *file,
    char message[codec_message_size]);

enum { codec_longest_webp_side = 16383 };

/// Encodes rows of 3 or 4 channels of 8 or 16 bits as a TIFF, deflated.
codec_status codec_encode_tiff(
    codec_rows rows, int width, int height, int channels, int bits, codec_options options, codec_bytes *file,
    char message[codec_message_size]);

/// Encodes rows of 3 or 4 channels of light as an OpenEXR file of floats; colours are multiplied by their opacity there.
codec_status codec_encode_exr(
    codec_rows rows, int width, int height, int channels, codec_options options, codec_bytes *file,
    char message[codec_message_size]);
