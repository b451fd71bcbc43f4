#include <stdlib.h>
#include <string.h>

#include <OpenEXR/openexr.h>

#include "codec_bridge.h"
#include "reader.h"

// Where a file is, and what the library said of it: it never writes to the terminal.
typedef struct {
    const uint8_t *data;
    size_t size;
    // What is written.
    codec_bytes *file;
    char message[codec_message_size];
} exr_memory;

static int64_t read_bytes(
    exr_const_context_t context, void *memory_, void *target, uint64_t count, uint64_t offset, exr_stream_error_func_ptr_t report) {
    (void)context;
    (void)report;
    exr_memory *memory = memory_;
    if (offset >= memory->size) return 0;
    uint64_t left = memory->size - offset, taken = count < left ? count : left;
    memcpy(target, memory->data + offset, (size_t)taken);
    return (int64_t)taken;
}

static int64_t file_size(exr_const_context_t context, void *memory) {
    (void)context;
    return (int64_t)((exr_memory *)memory)->size;
}

static int64_t write_bytes(
    exr_const_context_t context, void *memory_, const void *bytes, uint64_t count, uint64_t offset,
    exr_stream_error_func_ptr_t report) {
    (void)context;
    (void)report;
    exr_memory *memory = memory_;
    return codec_put(memory->file, (size_t)offset, bytes, (size_t)count) ? (int64_t)count : -1;
}

static void on_error(exr_const_context_t context, exr_result_t code, const char *text) {
    (void)code;
    void *user = NULL;
    if (!context || exr_get_user_data(context, &user) != EXR_ERR_SUCCESS || !user) return;
    exr_memory *memory = user;
    // The name of the file, which has none here, stands before it.
    const char *said = text ? strstr(text, "': ") : NULL;
    if (!memory->message[0]) codec_say(memory->message, "%s", said ? said + 3 : text ? text : "");
}

static exr_context_initializer_t initializer(exr_memory *memory) {
    exr_context_initializer_t made = EXR_DEFAULT_CONTEXT_INITIALIZER;
    made.error_handler_fn = on_error;
    made.user_data = memory;
    made.read_fn = read_bytes;
    made.size_fn = file_size;
    made.write_fn = memory->file ? write_bytes : NULL;
    // Half a picture is no picture, and what is made up of its pieces is none either.
    made.flags = EXR_CONTEXT_FLAG_DISABLE_CHUNK_RECONSTRUCTION;
    return made;
}

// MARK: - Reading

// What a reader holds.
typedef struct {
    codec_reader base;
    exr_memory memory;
    exr_context_t file;
    int part;
    bool is_tiled;
    // What is shown, and what there are pixels of: rows and columns, the last ones included.
    exr_attr_box2i_t shown, stored;
    // The channels of the file that are red, green, blue and alpha, or grey and alpha.
    char names[4][256];
    int channels;
    bool has_alpha;
    int width, next;
    // Rows of pixels that are decoded at once, from one on, [lines][stored width][channels].
    float *band;
    int band_lines;
    int64_t band_first;
    int tile_width;
} exr_reading;

static void close_reading(codec_reader *base) {
    exr_reading *reading = (exr_reading *)base;
    if (reading->file) exr_finish(&reading->file);
    free(reading->band);
    free(reading);
}

static codec_status damaged(exr_reading *reading) {
    codec_say(
        reading->base.message, "%s",
        reading->memory.message[0] ? reading->memory.message : "it ends before its pixels do");
    return codec_damaged;
}

static size_t stored_width(const exr_reading *reading) {
    return (size_t)((int64_t)reading->stored.max.x - reading->stored.min.x + 1);
}

// One piece of the file into the band, from a column on.
static bool decode(exr_reading *reading, const exr_chunk_info_t *chunk, size_t column) {
    exr_decode_pipeline_t pipeline = EXR_DECODE_PIPELINE_INITIALIZER;
    if (exr_decoding_initialize(reading->file, reading->part, chunk, &pipeline) != EXR_ERR_SUCCESS) return false;
    bool fits = column + (size_t)chunk->width <= stored_width(reading) && chunk->height <= reading->band_lines;
    for (int i = 0; fits && i < pipeline.channel_count; i++) {
        exr_coding_channel_info_t *channel = &pipeline.channels[i];
        for (int c = 0; c < reading->channels; c++) {
            if (strcmp(channel->channel_name, reading->names[c]) != 0) continue;
            channel->user_bytes_per_element = 4;
            channel->user_data_type = EXR_PIXEL_FLOAT;
            channel->user_pixel_stride = 4 * reading->channels;
            channel->user_line_stride = (int32_t)(4 * (size_t)reading->channels * stored_width(reading));
            channel->decode_to_ptr = (uint8_t *)(reading->band + column * (size_t)reading->channels + c);
        }
    }
    bool is_decoded = fits && exr_decoding_choose_default_routines(reading->file, reading->part, &pipeline) == EXR_ERR_SUCCESS &&
        exr_decoding_run(reading->file, reading->part, &pipeline) == EXR_ERR_SUCCESS;
    exr_decoding_destroy(reading->file, &pipeline);
    return is_decoded;
}

// Brings the rows around one into the band.
static bool fetch(exr_reading *reading, int line) {
    int first = line - (line - reading->stored.min.y) % reading->band_lines;
    if (first == reading->band_first) return true;
    reading->band_first = first;
    exr_chunk_info_t chunk = {0};
    if (!reading->is_tiled)
        return exr_read_scanline_chunk_info(reading->file, reading->part, first, &chunk) == EXR_ERR_SUCCESS && decode(reading, &chunk, 0);
    int row = (line - reading->stored.min.y) / reading->band_lines;
    size_t width = stored_width(reading);
    for (size_t column = 0, place = 0; column < width; column += (size_t)reading->tile_width, place++)
        if (exr_read_tile_chunk_info(reading->file, reading->part, (int)place, row, 0, 0, &chunk) != EXR_ERR_SUCCESS ||
            !decode(reading, &chunk, column))
            return false;
    return true;
}

// What is shown may reach beyond what there are pixels of, which is transparent there, and black.
static codec_status read_row(codec_reader *base, void *target) {
    exr_reading *reading = (exr_reading *)base;
    float *row = target;
    int64_t line = (int64_t)reading->shown.min.y + reading->next++;
    int channels = reading->channels;
    memset(row, 0, (size_t)reading->width * (size_t)channels * sizeof *row);
    if (line < reading->stored.min.y || line > reading->stored.max.y) return codec_ok;
    if (!fetch(reading, (int)line)) return damaged(reading);
    const float *from = reading->band + (size_t)(line - reading->band_first) * stored_width(reading) * (size_t)channels;
    int64_t left = (int64_t)reading->stored.min.x - reading->shown.min.x;
    int64_t first = left > 0 ? left : 0, end = left + (int64_t)stored_width(reading);
    if (end > reading->width) end = reading->width;
    if (end > first)
        memcpy(
            row + first * channels, from + (first - left) * channels, (size_t)(end - first) * (size_t)channels * sizeof *row);
    if (reading->has_alpha) codec_divide_floats_by_opacity(row, (size_t)reading->width, channels);
    return codec_ok;
}

// Finds a channel of a layer that has a value for every pixel; the layer's name ends in a point, or is empty.
static bool find_channel(exr_reading *reading, const exr_attr_chlist_t *list, const char *layer, size_t length, const char *name, char found[256]) {
    for (int i = 0; i < list->num_channels; i++) {
        const exr_attr_chlist_entry_t *entry = &list->entries[i];
        if (entry->name.length < 0 || (size_t)entry->name.length != length + strlen(name) || entry->name.length > 255) continue;
        if (strncmp(entry->name.str, layer, length) != 0 || strcmp(entry->name.str + length, name) != 0) continue;
        if (entry->x_sampling != 1 || entry->y_sampling != 1) continue;
        memcpy(found, entry->name.str, (size_t)entry->name.length + 1);
        return true;
    }
    (void)reading;
    return false;
}

// Red, green and blue of the file, or of its first layer that has them; else grey.
static bool find_channels(exr_reading *reading, const exr_attr_chlist_t *list) {
    for (int i = -1; i < list->num_channels; i++) {
        const char *layer = i < 0 ? "" : list->entries[i].name.str;
        const char *point = strrchr(layer, '.');
        size_t length = point ? (size_t)(point - layer) + 1 : 0;
        if (i >= 0 && length == 0) continue;
        bool has_colours = true;
        for (int c = 0; c < 3; c++)
            has_colours &= find_channel(reading, list, layer, length, (const char *[]){"R", "G", "B"}[c], reading->names[c]);
        reading->channels = has_colours ? 3 : find_channel(reading, list, layer, length, "Y", reading->names[0]) ? 1 : 0;
        if (reading->channels == 0) continue;
        reading->has_alpha = find_channel(reading, list, layer, length, "A", reading->names[reading->channels]);
        reading->channels += reading->has_alpha;
        return true;
    }
    return false;
}

static codec_status refuse(exr_reading *reading, codec_status status, const char *reason) {
    codec_say(reading->base.message, "%s", reason);
    return status;
}

// Goes to the first part that has pixels of one depth.
static bool find_part(exr_reading *reading, codec_header *header) {
    int count = 0;
    if (exr_get_count(reading->file, &count) != EXR_ERR_SUCCESS) return false;
    if (count > 1) header->pages = count;
    for (reading->part = 0; reading->part < count; reading->part++) {
        exr_storage_t storage;
        if (exr_get_storage(reading->file, reading->part, &storage) != EXR_ERR_SUCCESS) return false;
        reading->is_tiled = storage == EXR_STORAGE_TILED;
        if (reading->is_tiled || storage == EXR_STORAGE_SCANLINE) return true;
    }
    return false;
}

static codec_status make_room(exr_reading *reading, codec_header *header) {
    if (reading->is_tiled) {
        uint32_t width = 0, height = 0;
        exr_tile_level_mode_t levels;
        exr_tile_round_mode_t rounding;
        if (exr_get_tile_descriptor(reading->file, reading->part, &width, &height, &levels, &rounding) != EXR_ERR_SUCCESS)
            return damaged(reading);
        if (width == 0 || height == 0 || width > 1 << 20 || height > 1 << 20)
            return refuse(reading, codec_damaged, "its tiles have no size");
        reading->tile_width = (int)width;
        reading->band_lines = (int)height;
    } else {
        int32_t lines = 0;
        if (exr_get_scanlines_per_chunk(reading->file, reading->part, &lines) != EXR_ERR_SUCCESS || lines <= 0) return damaged(reading);
        reading->band_lines = lines;
    }
    int64_t height = (int64_t)reading->stored.max.y - reading->stored.min.y + 1;
    if (reading->band_lines > height) reading->band_lines = (int)height;
    reading->band_first = (int64_t)reading->stored.min.y - 1;
    size_t size = (size_t)reading->band_lines * stored_width(reading) * (size_t)reading->channels * sizeof(float);
    reading->band = calloc(1, size);
    // As it is packed, unpacked, and while it is made so.
    header->passes_size = 4 * size;
    return reading->band ? codec_ok : codec_out_of_memory;
}

static codec_status open_reading(exr_reading *reading, codec_limits limits, codec_header *header) {
    exr_context_initializer_t how = initializer(&reading->memory);
    if (exr_start_read(&reading->file, "picture", &how) != EXR_ERR_SUCCESS) return damaged(reading);
    if (!find_part(reading, header))
        return refuse(reading, codec_unsupported, "it has only pixels of many depths; flatten it first");
    const exr_attr_chlist_t *list = NULL;
    if (exr_get_data_window(reading->file, reading->part, &reading->stored) != EXR_ERR_SUCCESS ||
        exr_get_display_window(reading->file, reading->part, &reading->shown) != EXR_ERR_SUCCESS ||
        exr_get_channels(reading->file, reading->part, &list) != EXR_ERR_SUCCESS)
        return damaged(reading);
    int64_t width = (int64_t)reading->shown.max.x - reading->shown.min.x + 1;
    int64_t height = (int64_t)reading->shown.max.y - reading->shown.min.y + 1;
    int64_t down = (int64_t)reading->stored.max.y - reading->stored.min.y + 1;
    if (width <= 0 || height <= 0 || down <= 0 || reading->stored.max.x < reading->stored.min.x)
        return refuse(reading, codec_damaged, "it has no size");
    if (!codec_is_within(limits, (uint64_t)width, (uint64_t)height) || !codec_is_within(limits, stored_width(reading), (uint64_t)down))
        return codec_too_large;
    if (!find_channels(reading, list))
        return refuse(reading, codec_unsupported, "it has neither channels R, G and B nor a channel Y for every pixel");
    reading->width = header->width = (int)width;
    header->height = (int)height;
    header->channels = reading->channels;
    header->bits = 32;
    header->is_light = true;
    header->orientation = 1;
    exr_attr_chromaticities_t points;
    if (exr_attr_get_chromaticities(reading->file, reading->part, "chromaticities", &points) == EXR_ERR_SUCCESS) {
        float numbers[8] = {points.white_x, points.white_y, points.red_x, points.red_y, points.green_x, points.green_y, points.blue_x, points.blue_y};
        header->has_chromaticities = true;
        for (int i = 0; i < 8; i++)
            header->chromaticities[i] = numbers[i] > -1 && numbers[i] < 2 ? (uint32_t)(int32_t)(numbers[i] * 100000 + (numbers[i] < 0 ? -0.5f : 0.5f)) : 0;
    }
    // That there is no such attribute is no fault.
    reading->memory.message[0] = 0;
    return make_room(reading, header);
}

codec_reader *codec_open_exr(
    const uint8_t *data, size_t size, codec_limits limits, codec_header *header, codec_status *status) {
    *header = (codec_header){0};
    *status = codec_out_of_memory;
    exr_reading *reading = calloc(1, sizeof *reading);
    if (!reading) return NULL;
    reading->base.read_row = read_row;
    reading->base.close = close_reading;
    reading->memory.data = data;
    reading->memory.size = size;
    *status = open_reading(reading, limits, header);
    return &reading->base;
}

codec_status codec_read_exr_text(
    const uint8_t *data, size_t size, const char *keyword, size_t most, codec_bytes *text,
    char message[codec_message_size]) {
    *text = (codec_bytes){0};
    message[0] = 0;
    exr_memory memory = {.data = data, .size = size};
    exr_context_initializer_t how = initializer(&memory);
    exr_context_t file = NULL;
    if (exr_start_read(&file, "picture", &how) != EXR_ERR_SUCCESS) return codec_ok;
    int32_t length = 0;
    const char *found = NULL;
    codec_status status = codec_ok;
    if (exr_attr_get_string(file, 0, keyword, &length, &found) == EXR_ERR_SUCCESS && found && length >= 0) {
        if ((size_t)length > most) {
            codec_say(message, "its text '%s' is too long", keyword);
            status = codec_too_large;
        } else if (codec_put(text, 0, found, (size_t)length)) {
            text->size = (size_t)length;
        } else {
            status = codec_out_of_memory;
        }
    }
    exr_finish(&file);
    return status;
}

// MARK: - Writing

static bool describe(exr_context_t file, int part, int width, int height, int channels, codec_options options) {
    static const char *const names[4] = {"R", "G", "B", "A"};
    bool is_set = exr_initialize_required_attr_simple(file, part, width, height, EXR_COMPRESSION_ZIP) == EXR_ERR_SUCCESS;
    for (int c = 0; is_set && c < channels; c++)
        is_set = exr_add_channel(file, part, names[c], EXR_PIXEL_FLOAT, EXR_PERCEPTUALLY_LOGARITHMIC, 1, 1) == EXR_ERR_SUCCESS;
    if (is_set && options.chromaticities) {
        const double *xy = options.chromaticities;
        exr_attr_chromaticities_t points = {
            (float)xy[2], (float)xy[3], (float)xy[4], (float)xy[5], (float)xy[6], (float)xy[7], (float)xy[0], (float)xy[1]};
        is_set = exr_attr_set_chromaticities(file, part, "chromaticities", &points) == EXR_ERR_SUCCESS;
    }
    for (int i = 0; is_set && i < options.text_count; i++)
        is_set = exr_attr_set_string(file, part, options.texts[i].keyword, options.texts[i].text) == EXR_ERR_SUCCESS;
    return is_set && exr_write_header(file) == EXR_ERR_SUCCESS;
}

static int channel_of(const char *name) { return name[0] == 'R' ? 0 : name[0] == 'G' ? 1 : name[0] == 'B' ? 2 : 3; }

static bool write_rows(exr_context_t file, int part, codec_rows rows, int width, int height, int channels) {
    exr_encode_pipeline_t pipeline = EXR_ENCODE_PIPELINE_INITIALIZER;
    int32_t lines = 0;
    size_t per_row = (size_t)width * (size_t)channels;
    bool is_written = exr_get_scanlines_per_chunk(file, part, &lines) == EXR_ERR_SUCCESS && lines > 0;
    float *samples = is_written ? malloc(per_row * (size_t)lines * sizeof *samples) : NULL;
    is_written &= samples != NULL;
    for (int first = 0; is_written && first < height; first += lines) {
        int count = height - first < lines ? height - first : lines;
        rows.read(rows.context, first, count, samples);
        for (size_t i = 0; channels == 4 && i < (size_t)count * (size_t)width; i++)
            for (int c = 0; c < 3; c++) samples[4 * i + (size_t)c] *= samples[4 * i + 3];
        exr_chunk_info_t chunk = {0};
        is_written = exr_write_scanline_chunk_info(file, part, first, &chunk) == EXR_ERR_SUCCESS &&
            (first == 0 ? exr_encoding_initialize(file, part, &chunk, &pipeline) : exr_encoding_update(file, part, &chunk, &pipeline)) == EXR_ERR_SUCCESS;
        for (int i = 0; is_written && i < pipeline.channel_count; i++) {
            exr_coding_channel_info_t *channel = &pipeline.channels[i];
            channel->user_bytes_per_element = 4;
            channel->user_data_type = EXR_PIXEL_FLOAT;
            channel->user_pixel_stride = 4 * channels;
            channel->user_line_stride = (int32_t)(4 * per_row);
            channel->encode_from_ptr = (const uint8_t *)(samples + channel_of(channel->channel_name));
        }
        if (is_written && first == 0) is_written = exr_encoding_choose_default_routines(file, part, &pipeline) == EXR_ERR_SUCCESS;
        is_written = is_written && exr_encoding_run(file, part, &pipeline) == EXR_ERR_SUCCESS;
    }
    exr_encoding_destroy(file, &pipeline);
    free(samples);
    return is_written;
}

codec_status codec_encode_exr(
    codec_rows rows, int width, int height, int channels, codec_options options, codec_bytes *file_,
    char message[codec_message_size]) {
    codec_reserve_pixels(file_, width, height, channels, 32);
    message[0] = 0;
    exr_memory memory = {.file = file_};
    exr_context_initializer_t how = initializer(&memory);
    exr_context_t file = NULL;
    int part = 0;
    bool is_written = exr_start_write(&file, "picture", EXR_WRITE_FILE_DIRECTLY, &how) == EXR_ERR_SUCCESS;
    if (is_written) {
        is_written = exr_add_part(file, NULL, EXR_STORAGE_SCANLINE, &part) == EXR_ERR_SUCCESS &&
            describe(file, part, width, height, channels, options) && write_rows(file, part, rows, width, height, channels);
        is_written &= exr_finish(&file) == EXR_ERR_SUCCESS;
    }
    if (is_written) return codec_ok;
    free(file_->data);
    *file_ = (codec_bytes){0};
    codec_say(message, "%s", memory.message);
    return memory.message[0] ? codec_damaged : codec_out_of_memory;
}
