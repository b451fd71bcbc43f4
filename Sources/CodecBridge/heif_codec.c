#include <stdlib.h>
#include <string.h>

#include "codec_bridge.h"
#include "exif.h"
#include "heif_library.h"
#include "reader.h"

// What a reader holds.
typedef struct {
    codec_reader base;
    const heif_library *library;
    struct heif_context *context;
    struct heif_image_handle *photo;
    // All of its pixels, which come at once.
    struct heif_image *image;
    const uint8_t *pixels;
    int stride, width, height, next;
    // As libheif gives them, and as they are given: grey is one of three equal colours there.
    int stored_channels, channels, bits;
    bool is_premultiplied;
} heif_reading;

static void close_photo(heif_reading *reading) {
    if (!reading->library) return;
    if (reading->image) reading->library->heif_image_release(reading->image);
    if (reading->photo) reading->library->heif_image_handle_release(reading->photo);
    if (reading->context) reading->library->heif_context_free(reading->context);
}

static void close_reading(codec_reader *base) {
    close_photo((heif_reading *)base);
    free(base);
}

// Keeps what libheif said of a failure.
static codec_status failed(heif_reading *reading, struct heif_error error) {
    codec_say(reading->base.message, "%s", error.message ? error.message : "");
    switch (error.code) {
    case heif_error_Memory_allocation_error: return codec_out_of_memory;
    case heif_error_Unsupported_filetype:
    case heif_error_Unsupported_feature: return codec_unsupported;
    default: return codec_damaged;
    }
}

// MARK: - Reading

static codec_status decode(heif_reading *reading) {
    const heif_library *library = reading->library;
    struct heif_decoding_options *options = library->heif_decoding_options_alloc();
    if (!options) return codec_out_of_memory;
    options->strict_decoding = 1;
    enum heif_chroma chroma = reading->bits == 8
        ? reading->stored_channels == 4 ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB
        : reading->stored_channels == 4 ? heif_chroma_interleaved_RRGGBBAA_LE
                                        : heif_chroma_interleaved_RRGGBB_LE;
    struct heif_error error =
        library->heif_decode_image(reading->photo, &reading->image, heif_colorspace_RGB, chroma, options);
    library->heif_decoding_options_free(options);
    if (error.code != heif_error_Ok) return failed(reading, error);
    reading->pixels = library->heif_image_get_plane_readonly(reading->image, heif_channel_interleaved, &reading->stride);
    bool is_as_said = library->heif_image_get_width(reading->image, heif_channel_interleaved) == reading->width &&
        library->heif_image_get_height(reading->image, heif_channel_interleaved) == reading->height;
    if (reading->pixels && is_as_said) return codec_ok;
    codec_say(reading->base.message, "its pixels are not as many as it says");
    return codec_damaged;
}

static codec_status read_row(codec_reader *base, void *target) {
    heif_reading *reading = (heif_reading *)base;
    uint16_t *samples = target;
    if (!reading->image) {
        codec_status status = decode(reading);
        if (status != codec_ok) return status;
    }
    const uint8_t *row = reading->pixels + (size_t)reading->next++ * (size_t)reading->stride;
    int stored = reading->stored_channels, channels = reading->channels;
    for (size_t x = 0; x < (size_t)reading->width; x++)
        for (int c = 0; c < channels; c++) {
            // Of grey the first colour, and alpha behind it.
            size_t from = x * (size_t)stored + (size_t)(channels < 3 && c == 1 ? 3 : c);
            samples[x * (size_t)channels + (size_t)c] =
                reading->bits == 8 ? row[from] : (uint16_t)(row[2 * from] | row[2 * from + 1] << 8);
        }
    size_t count = (size_t)reading->width * (size_t)channels;
    if (reading->bits > 8) codec_widen(samples, count, reading->bits);
    if (reading->is_premultiplied)
        codec_divide_by_opacity(samples, (size_t)reading->width, channels, reading->bits > 8 ? 65535 : 255);
    return codec_ok;
}

// The content of the first block of a kind: "Exif", or "mime" of a type.
static codec_bytes metadata(
    const heif_library *library, struct heif_image_handle *photo, const char *kind, const char *type, size_t most) {
    enum { most_blocks = 64 };
    heif_item_id blocks[most_blocks];
    int count = library->heif_image_handle_get_list_of_metadata_block_IDs(photo, kind, blocks, most_blocks);
    for (int i = 0; i < count; i++) {
        const char *own = library->heif_image_handle_get_metadata_content_type(photo, blocks[i]);
        if (type && (!own || strcmp(own, type) != 0)) continue;
        size_t size = library->heif_image_handle_get_metadata_size(photo, blocks[i]);
        uint8_t *bytes = size > 0 && size <= most ? malloc(size) : NULL;
        if (!bytes) continue;
        if (library->heif_image_handle_get_metadata(photo, blocks[i], bytes).code == heif_error_Ok)
            return (codec_bytes){bytes, size, size};
        free(bytes);
    }
    return (codec_bytes){0};
}

// An offset to a TIFF stands before it (ISO/IEC 23008-12, A.2.1). libheif turns a photo as the file says; what EXIF says of that is no
// matter then.
static bool read_exif(heif_reading *reading, codec_header *header) {
    header->orientation = 1;
    codec_bytes found = metadata(reading->library, reading->photo, "Exif", NULL, 1 << 20);
    if (!found.data) return true;
    size_t offset = found.size >= 4 ? (size_t)found.data[0] << 24 | (size_t)found.data[1] << 16 | (size_t)found.data[2] << 8 | found.data[3] : found.size;
    bool is_taken = true;
    if (found.size > 4 && offset < found.size - 4) {
        size_t size = found.size - 4 - offset;
        uint8_t *block = malloc(size + 6);
        is_taken = block != NULL;
        if (block) {
            memcpy(block, "Exif\0\0", 6);
            memcpy(block + 6, found.data + 4 + offset, size);
            if (exif_is_block(block, size + 6)) is_taken = exif_copy(block, size + 6, header);
            free(block);
        }
    }
    free(found.data);
    return is_taken;
}

// A profile; else code points, of which those that are not specified are sRGB's (ISO/IEC 23000-22, 7.3.6.4).
static bool read_colours(heif_reading *reading, codec_header *header) {
    const heif_library *library = reading->library;
    size_t size = library->heif_image_handle_get_raw_color_profile_size(reading->photo);
    if (size > 0 && size <= 16 << 20) {
        header->profile = malloc(size);
        if (!header->profile) return false;
        header->profile_size = size;
        if (library->heif_image_handle_get_raw_color_profile(reading->photo, header->profile).code == heif_error_Ok) return true;
        free(header->profile);
        header->profile = NULL;
        header->profile_size = 0;
        header->has_damaged_profile = true;
    }
    struct heif_color_profile_nclx *points = NULL;
    if (library->heif_image_handle_get_nclx_color_profile(reading->photo, &points).code != heif_error_Ok || !points) return true;
    unsigned primaries = (unsigned)points->color_primaries, curve = (unsigned)points->transfer_characteristics;
    header->has_code_points = true;
    header->code_points[0] = primaries == 2 ? 1 : (uint8_t)primaries;
    header->code_points[1] = curve == 2 ? 13 : (uint8_t)curve;
    // libheif has undone the matrix and the range.
    header->code_points[2] = 0;
    header->code_points[3] = 1;
    library->heif_nclx_color_profile_free(points);
    return true;
}

// Opens the photo that a file is for; the message says more where it cannot be.
static codec_status open_photo(heif_reading *reading, const uint8_t *data, size_t size) {
    const heif_library *library = reading->library = heif_open();
    if (!library) return codec_no_library;
    reading->context = library->heif_context_alloc();
    if (!reading->context) return codec_out_of_memory;
    struct heif_error error = library->heif_context_read_from_memory_without_copy(reading->context, data, size, NULL);
    if (error.code == heif_error_Ok) error = library->heif_context_get_primary_image_handle(reading->context, &reading->photo);
    return error.code == heif_error_Ok ? codec_ok : failed(reading, error);
}

static codec_status open_reading(
    heif_reading *reading, const uint8_t *data, size_t size, codec_limits limits, codec_header *header) {
    codec_status status = open_photo(reading, data, size);
    if (status != codec_ok) return status;
    const heif_library *library = reading->library;
    reading->width = library->heif_image_handle_get_width(reading->photo);
    reading->height = library->heif_image_handle_get_height(reading->photo);
    int bits = library->heif_image_handle_get_luma_bits_per_pixel(reading->photo);
    if (reading->width <= 0 || reading->height <= 0 || bits > 16) {
        codec_say(reading->base.message, "it has no size");
        return codec_damaged;
    }
    if (!codec_is_within(limits, (uint64_t)reading->width, (uint64_t)reading->height)) return codec_too_large;
    library->heif_context_set_maximum_image_size_limit(reading->context, (int)limits.side);
    reading->bits = bits > 8 ? bits : 8;
    bool has_alpha = library->heif_image_handle_has_alpha_channel(reading->photo);
    reading->is_premultiplied = has_alpha && library->heif_image_handle_is_premultiplied_alpha(reading->photo);
    reading->stored_channels = has_alpha ? 4 : 3;
    if (!read_colours(reading, header) || !read_exif(reading, header)) return codec_out_of_memory;
    bool is_grey = header->profile_size >= 20 && memcmp(header->profile + 16, "GRAY", 4) == 0;
    reading->channels = reading->stored_channels - (is_grey ? 2 : 0);
    header->is_animated = size >= 12 && memcmp(data + 8, "avis", 4) == 0;
    header->width = reading->width;
    header->height = reading->height;
    header->channels = reading->channels;
    header->bits = reading->bits == 8 ? 8 : 16;
    // As its coder gives it, as libheif keeps and turns it, and as RGB: three colours each, though most photos have less of two.
    size_t bytes = reading->bits == 8 ? 1 : 2;
    header->passes_size = (size_t)reading->width * (size_t)reading->height * bytes * (size_t)(10 + reading->stored_channels);
    return codec_ok;
}

codec_reader *codec_open_heif(
    const uint8_t *data, size_t size, codec_limits limits, codec_header *header, codec_status *status) {
    *header = (codec_header){0};
    *status = codec_out_of_memory;
    heif_reading *reading = calloc(1, sizeof *reading);
    if (!reading) return NULL;
    reading->base.read_row = read_row;
    reading->base.close = close_reading;
    *status = open_reading(reading, data, size, limits, header);
    return &reading->base;
}

codec_status codec_read_heif_xmp(
    const uint8_t *data, size_t size, size_t most, codec_bytes *packet, char message[codec_message_size]) {
    *packet = (codec_bytes){0};
    message[0] = 0;
    heif_reading reading = {0};
    codec_status status = open_photo(&reading, data, size);
    if (status == codec_ok) *packet = metadata(reading.library, reading.photo, "mime", "application/rdf+xml", most);
    close_photo(&reading);
    // A file that cannot be opened has no texts, and is told of where it is read as a picture.
    return status == codec_out_of_memory ? status : codec_ok;
}
