#include <stdlib.h>
#include <string.h>

#include <webp/decode.h>
#include <webp/demux.h>
#include <webp/encode.h>
#include <webp/mux.h>

#include "codec_bridge.h"
#include "exif.h"
#include "reader.h"

// What a reader holds.
typedef struct {
    codec_reader base;
    WebPDemuxer *parts;
    WebPIterator frame;
    // The frame's pixels, which come at once, [frame.height][frame.width][channels].
    uint8_t *pixels;
    int width, channels, next;
} webp_reading;

static void close_reading(codec_reader *base) {
    webp_reading *reading = (webp_reading *)base;
    free(reading->pixels);
    WebPDemuxReleaseIterator(&reading->frame);
    WebPDemuxDelete(reading->parts);
    free(reading);
}

// All of the frame.
static codec_status decode(webp_reading *reading) {
    const WebPIterator *frame = &reading->frame;
    size_t row = (size_t)frame->width * (size_t)reading->channels, all = row * (size_t)frame->height;
    reading->pixels = malloc(all);
    WebPDecoderConfig config;
    if (!reading->pixels || !WebPInitDecoderConfig(&config)) return codec_out_of_memory;
    config.output.colorspace = reading->channels == 4 ? MODE_RGBA : MODE_RGB;
    config.output.is_external_memory = 1;
    config.output.u.RGBA = (WebPRGBABuffer){reading->pixels, (int)row, all};
    VP8StatusCode code = WebPDecode(frame->fragment.bytes, frame->fragment.size, &config);
    if (code == VP8_STATUS_OK) return codec_ok;
    bool is_short = code == VP8_STATUS_NOT_ENOUGH_DATA || code == VP8_STATUS_SUSPENDED;
    codec_say(
        reading->base.message,
        is_short ? "it ends before its pixels do" : "its pixels cannot be decoded (WebP's status %d)", (int)code);
    return code == VP8_STATUS_OUT_OF_MEMORY ? codec_out_of_memory : codec_damaged;
}

// The first picture of an animation may cover a part of it; the rest is transparent.
static codec_status read_row(codec_reader *base, void *target) {
    webp_reading *reading = (webp_reading *)base;
    uint16_t *samples = target;
    if (!reading->pixels) {
        codec_status status = decode(reading);
        if (status != codec_ok) return status;
    }
    const WebPIterator *frame = &reading->frame;
    int channels = reading->channels, y = reading->next++ - frame->y_offset;
    memset(samples, 0, (size_t)reading->width * (size_t)channels * sizeof *samples);
    if (y < 0 || y >= frame->height) return codec_ok;
    size_t count = (size_t)frame->width * (size_t)channels;
    const uint8_t *row = reading->pixels + (size_t)y * count;
    for (size_t i = 0; i < count; i++) samples[(size_t)frame->x_offset * (size_t)channels + i] = row[i];
    return codec_ok;
}

// The content of a chunk, or nothing.
static WebPData chunk(const WebPDemuxer *parts, const char *name) {
    WebPChunkIterator place;
    WebPData found = {0};
    if (WebPDemuxGetChunk(parts, name, 1, &place)) found = place.chunk;
    WebPDemuxReleaseChunkIterator(&place);
    return found;
}

// A TIFF, before which some programs write what a JPEG has there.
static bool read_exif(WebPData content, codec_header *header) {
    header->orientation = 1;
    static const uint8_t head[6] = "Exif\0";
    bool has_head = content.size >= 6 && memcmp(content.bytes, head, 6) == 0;
    size_t size = content.size + (has_head ? 0 : 6);
    if (content.size == 0 || size > 65533) return true;
    uint8_t block[65533];
    memcpy(block, head, 6);
    memcpy(block + (has_head ? 0 : 6), content.bytes, content.size);
    if (!exif_is_block(block, size)) return true;
    header->orientation = exif_orientation(block, size);
    return exif_copy(block, size, header);
}

static WebPDemuxer *open_parts(const uint8_t *data, size_t size) {
    WebPDemuxState state;
    // What is cut off behind the pixels is none of them.
    return WebPDemuxPartial(&(WebPData){data, size}, &state);
}

codec_reader *codec_open_webp(
    const uint8_t *data, size_t size, codec_limits limits, codec_header *header, codec_status *status) {
    *header = (codec_header){0};
    *status = codec_out_of_memory;
    webp_reading *reading = calloc(1, sizeof *reading);
    if (!reading) return NULL;
    reading->base.read_row = read_row;
    reading->base.close = close_reading;
    *status = codec_damaged;
    reading->parts = open_parts(data, size);
    if (!reading->parts || !WebPDemuxGetFrame(reading->parts, 1, &reading->frame)) {
        codec_say(reading->base.message, "there is no picture in it");
        return &reading->base;
    }
    uint32_t width = WebPDemuxGetI(reading->parts, WEBP_FF_CANVAS_WIDTH);
    uint32_t height = WebPDemuxGetI(reading->parts, WEBP_FF_CANVAS_HEIGHT);
    const WebPIterator *frame = &reading->frame;
    WebPBitstreamFeatures features;
    if (WebPGetFeatures(frame->fragment.bytes, frame->fragment.size, &features) != VP8_STATUS_OK ||
        features.width != frame->width || features.height != frame->height || width == 0 || height == 0 ||
        frame->x_offset < 0 || frame->y_offset < 0 || (uint32_t)(frame->x_offset + frame->width) > width ||
        (uint32_t)(frame->y_offset + frame->height) > height) {
        codec_say(reading->base.message, "its sizes do not fit");
        return &reading->base;
    }
    if (!codec_is_within(limits, width, height)) {
        *status = codec_too_large;
        return &reading->base;
    }
    header->is_animated = (WebPDemuxGetI(reading->parts, WEBP_FF_FORMAT_FLAGS) & ANIMATION_FLAG) != 0;
    bool has_alpha = features.has_alpha || (uint32_t)frame->width < width || (uint32_t)frame->height < height;
    header->width = reading->width = (int)width;
    header->height = (int)height;
    header->channels = reading->channels = has_alpha ? 4 : 3;
    header->bits = 8;
    // Its pixels, and, of a picture without loss, the same once more while they are made.
    header->passes_size = (size_t)frame->width * (size_t)frame->height * (size_t)(reading->channels + (features.format == 2 ? 4 : 0));
    *status = codec_out_of_memory;
    WebPData profile = chunk(reading->parts, "ICCP");
    if (profile.size > 0) {
        codec_bytes copy = codec_copied(profile.bytes, profile.size);
        if (!copy.data) return &reading->base;
        header->profile = copy.data;
        header->profile_size = copy.size;
    }
    if (read_exif(chunk(reading->parts, "EXIF"), header)) *status = codec_ok;
    return &reading->base;
}

codec_status codec_read_webp_xmp(
    const uint8_t *data, size_t size, size_t most, codec_bytes *packet, char message[codec_message_size]) {
    *packet = (codec_bytes){0};
    message[0] = 0;
    WebPDemuxer *parts = open_parts(data, size);
    if (!parts) return codec_ok;
    WebPData xmp = chunk(parts, "XMP ");
    bool is_taken = xmp.size > 0 && xmp.size <= most;
    if (is_taken) *packet = codec_copied(xmp.bytes, xmp.size);
    WebPDemuxDelete(parts);
    return is_taken && !packet->data ? codec_out_of_memory : codec_ok;
}

// MARK: - Writing

// All rows, as libwebp has pixels: alpha, red, green and blue, from the highest bits on.
static bool fill(WebPPicture *picture, codec_rows rows, int channels) {
    size_t per_row = (size_t)picture->width * (size_t)channels;
    uint16_t *samples = malloc(per_row * codec_rows_at_once * sizeof *samples);
    if (!samples) return false;
    for (int first = 0; first < picture->height; first += codec_rows_at_once) {
        int left = picture->height - first, count = left < codec_rows_at_once ? left : codec_rows_at_once;
        rows.read(rows.context, first, count, samples);
        const uint16_t *pixel = samples;
        for (int y = first; y < first + count; y++)
            for (int x = 0; x < picture->width; x++, pixel += channels)
                picture->argb[(size_t)y * (size_t)picture->argb_stride + (size_t)x] =
                    (uint32_t)(channels == 4 ? pixel[3] : 255) << 24 | (uint32_t)pixel[0] << 16 | (uint32_t)pixel[1] << 8 | pixel[2];
    }
    free(samples);
    return true;
}

static bool set_chunk(WebPMux *mux, const char *name, const void *bytes, size_t size) {
    return size == 0 || WebPMuxSetChunk(mux, name, &(WebPData){bytes, size}, 0) == WEBP_MUX_OK;
}

// The file of a picture's bytes and what stands beside them.
static codec_status assemble(WebPMemoryWriter *pixels, codec_options options, codec_bytes *file) {
    WebPMux *mux = WebPMuxNew();
    WebPData whole = {0};
    bool is_whole = mux && WebPMuxSetImage(mux, &(WebPData){pixels->mem, pixels->size}, 0) == WEBP_MUX_OK &&
        set_chunk(mux, "ICCP", options.profile, options.profile_size) &&
        // The block without "Exif\0\0".
        (options.exif_size <= 6 || set_chunk(mux, "EXIF", options.exif + 6, options.exif_size - 6)) &&
        set_chunk(mux, "XMP ", options.xmp, options.xmp_size) && WebPMuxAssemble(mux, &whole) == WEBP_MUX_OK;
    if (mux) WebPMuxDelete(mux);
    if (!is_whole) return codec_out_of_memory;
    // Its bytes are from malloc, as ours are.
    *file = (codec_bytes){(uint8_t *)whole.bytes, whole.size, whole.size};
    return codec_ok;
}

// With loss its colours are stored at half the size; what is sharp in them is looked at when they are halved.
static bool configure(WebPConfig *config, int quality) {
    bool is_made = quality > 0
        ? WebPConfigPreset(config, WEBP_PRESET_DEFAULT, (float)quality)
        // Dreams are noise to a compressor: more effort costs time and saves little.
        : WebPConfigInit(config) && WebPConfigLosslessPreset(config, 1);
    config->use_sharp_yuv = quality > 0;
    // What is transparent keeps its colours.
    config->exact = 1;
    config->low_memory = 1;
    return is_made;
}

codec_status codec_encode_webp(
    codec_rows rows, int width, int height, int channels, codec_options options, codec_bytes *file,
    char message[codec_message_size]) {
    *file = (codec_bytes){0};
    message[0] = 0;
    if (width > codec_longest_webp_side || height > codec_longest_webp_side) {
        codec_say(message, "a WebP has at most %d pixels a side", codec_longest_webp_side);
        return codec_too_large;
    }
    WebPConfig config;
    WebPPicture picture;
    if (!configure(&config, options.quality) || !WebPPictureInit(&picture)) return codec_out_of_memory;
    picture.use_argb = 1;
    picture.width = width;
    picture.height = height;
    WebPMemoryWriter pixels;
    WebPMemoryWriterInit(&pixels);
    picture.writer = WebPMemoryWrite;
    picture.custom_ptr = &pixels;
    codec_status status = codec_out_of_memory;
    if (WebPPictureAlloc(&picture) && fill(&picture, rows, channels)) {
        if (WebPEncode(&config, &picture)) {
            WebPPictureFree(&picture);
            status = assemble(&pixels, options, file);
        } else if (picture.error_code != VP8_ENC_ERROR_OUT_OF_MEMORY) {
            codec_say(message, "it cannot be encoded (WebP's error %d)", (int)picture.error_code);
            status = codec_damaged;
        }
    }
    WebPPictureFree(&picture);
    WebPMemoryWriterClear(&pixels);
    return status;
}
