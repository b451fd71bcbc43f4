#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#include <jerror.h>

#include "codec_bridge.h"
#include "exif.h"
#include "reader.h"

// libjpeg's error manager with a way out; `errors` comes first, so that a pointer to it is a pointer to this.
typedef struct {
    struct jpeg_error_mgr errors;
    jmp_buf way_out;
    char *message;
    // Whether the file ended before its end marker.
    bool has_ended;
} jpeg_manager;

static void on_error(j_common_ptr codec) {
    jpeg_manager *manager = (jpeg_manager *)codec->err;
    char text[JMSG_LENGTH_MAX];
    codec->err->format_message(codec, text);
    snprintf(manager->message, codec_message_size, "%s", text);
    longjmp(manager->way_out, 1);
}

static void refuse(j_common_ptr codec, const char *text) {
    jpeg_manager *manager = (jpeg_manager *)codec->err;
    snprintf(manager->message, codec_message_size, "%s", text);
    longjmp(manager->way_out, 1);
}

static const char ends_early[] = "it ends before its pixels do";

// libjpeg fills what is missing with grey and only warns (level -1). A warning that pixels are missing is an error here, since half a
// picture is no picture; those that leave every pixel as it was meant, in headers, between segments or after the data, are none: cameras
// and programs write such files, and everybody shows them.
static void on_message(j_common_ptr codec, int level) {
    if (level >= 0) return;
    jpeg_manager *manager = (jpeg_manager *)codec->err;
    switch (codec->err->msg_code) {
    case JWRN_ADOBE_XFORM:       // a number in Adobe's marker that nobody knows
    case JWRN_BOGUS_PROGRESSION: // scans in an unusual order
    case JWRN_BOGUS_ICC:         // segments of a profile that do not belong together: there is no profile
    case JWRN_EXTRANEOUS_DATA:   // bytes between two markers
    case JWRN_JFIF_MAJOR:        // JFIF 2 and later
    case JWRN_NOT_SEQUENTIAL:    // a header of a scan as some cameras write it
        return;
    // Nothing may be missing but the end marker: see `check_is_whole`.
    case JWRN_JPEG_EOF: manager->has_ended = true; return;
    case JWRN_HIT_MARKER: refuse(codec, ends_early); return;
    default: on_error(codec);
    }
}

static void catch_errors(jpeg_manager *manager, char *message) {
    jpeg_std_error(&manager->errors);
    manager->errors.error_exit = on_error;
    manager->errors.emit_message = on_message;
    manager->message = message;
}

// The EXIF block of the file, or NULL.
static jpeg_saved_marker_ptr exif_marker(j_decompress_ptr codec) {
    for (jpeg_saved_marker_ptr marker = codec->marker_list; marker; marker = marker->next)
        if (marker->marker == JPEG_APP0 + 1 && exif_is_block(marker->data, marker->data_length)) return marker;
    return NULL;
}

// A progressive file may repaint itself without end.
enum { most_scans = 400 };

static void count_scans(j_common_ptr codec) {
    if (((j_decompress_ptr)codec)->input_scan_number <= most_scans) return;
    char text[codec_message_size];
    snprintf(text, sizeof text, "it has more than %d scans", most_scans);
    refuse(codec, text);
}

// What a reader holds; the codec frees its own.
typedef struct {
    codec_reader base;
    struct jpeg_decompress_struct codec;
    struct jpeg_progress_mgr progress;
    jpeg_manager manager;
    uint8_t *row;
} jpeg_reading;

static void start(j_decompress_ptr codec) {
    if (codec->jpeg_color_space == JCS_YCCK || codec->jpeg_color_space == JCS_CMYK) codec->out_color_space = JCS_CMYK;
    else if (codec->num_components == 1) codec->out_color_space = JCS_GRAYSCALE;
    else codec->out_color_space = JCS_RGB;
    jpeg_start_decompress(codec);
}

// A file of several scans that ends between two of them, with its end marker or without one, lacks the later ones; libjpeg shows what there
// is, without a word. So it does where pixels are coded by arithmetic, whatever is missing.
static void check_is_whole(j_decompress_ptr codec) {
    bool has_ended = ((jpeg_manager *)codec->err)->has_ended, is_whole = !(has_ended && codec->arith_code);
    for (int c = 0; c < codec->num_components; c++) {
        is_whole &= codec->comp_info[c].quant_table != NULL;
        // How many bits of each coefficient are not there yet; -1 where none is (T.81, annex G).
        for (int k = 0; codec->coef_bits && k < DCTSIZE2; k++) is_whole &= codec->coef_bits[c][k] == 0;
    }
    if (!is_whole) refuse((j_common_ptr)codec, ends_early);
}

static codec_status read_row(codec_reader *base, void *target) {
    uint16_t *samples = target;
    jpeg_reading *reading = (jpeg_reading *)base;
    j_decompress_ptr codec = &reading->codec;
    if (setjmp(reading->manager.way_out)) return codec_damaged;
    JSAMPROW rows[] = {reading->row};
    jpeg_read_scanlines(codec, rows, 1);
    size_t count = (size_t)codec->output_width * (size_t)codec->output_components;
    // Adobe stores inks inverted: 255 is none.
    uint8_t inverted = codec->output_components == 4 && codec->saw_Adobe_marker ? 255 : 0;
    for (size_t i = 0; i < count; i++) samples[i] = reading->row[i] ^ inverted;
    if (codec->output_scanline < codec->output_height) return codec_ok;
    check_is_whole(codec);
    jpeg_finish_decompress(codec);
    return codec_ok;
}

static void close_reading(codec_reader *base) {
    jpeg_reading *reading = (jpeg_reading *)base;
    jpeg_destroy_decompress(&reading->codec);
    free(reading->row);
    free(reading);
}

// What the markers say that is kept.
static bool read_markers(jpeg_reading *reading, codec_header *header) {
    j_decompress_ptr codec = &reading->codec;
    JOCTET *profile = NULL;
    unsigned size = 0;
    bool has_profile = jpeg_read_icc_profile(codec, &profile, &size);
    header->profile = profile;
    header->profile_size = profile ? size : 0;
    for (jpeg_saved_marker_ptr marker = codec->marker_list; marker && !has_profile; marker = marker->next)
        header->has_damaged_profile |= marker->marker == JPEG_APP0 + 2 && marker->data_length >= 12 &&
            memcmp(marker->data, "ICC_PROFILE", 12) == 0;
    jpeg_saved_marker_ptr exif = exif_marker(codec);
    header->orientation = exif ? exif_orientation(exif->data, exif->data_length) : 1;
    return !exif || exif_copy(exif->data, exif->data_length, header);
}

codec_reader *codec_open_jpeg(
    const uint8_t *data, size_t size, codec_limits limits, codec_header *header, codec_status *status) {
    *header = (codec_header){0};
    *status = codec_out_of_memory;
    jpeg_reading *reading = calloc(1, sizeof(jpeg_reading));
    if (!reading) return NULL;
    reading->base.read_row = read_row;
    reading->base.close = close_reading;
    j_decompress_ptr codec = &reading->codec;
    catch_errors(&reading->manager, reading->base.message);
    codec->err = &reading->manager.errors;
    if (setjmp(reading->manager.way_out)) {
        int code = codec->err->msg_code;
        // Whole, and of a kind that the library does not decode: 12 bits, without loss.
        bool is_other = code == JERR_BAD_PRECISION || code == JERR_SOF_UNSUPPORTED || code == JERR_ARITH_NOTIMPL;
        *status = code == JERR_IMAGE_TOO_BIG ? codec_too_large : is_other ? codec_unsupported : codec_damaged;
        return &reading->base;
    }
    jpeg_create_decompress(codec);
    reading->progress.progress_monitor = count_scans;
    codec->progress = &reading->progress;
    jpeg_mem_src(codec, data, (unsigned long)size);
    jpeg_save_markers(codec, JPEG_APP0 + 1, 0xFFFF);
    jpeg_save_markers(codec, JPEG_APP0 + 2, 0xFFFF);
    jpeg_read_header(codec, TRUE);
    uint64_t pixels = (uint64_t)codec->image_width * codec->image_height;
    if (pixels > limits.pixels || codec->image_width > limits.side || codec->image_height > limits.side) {
        *status = codec_too_large;
        return &reading->base;
    }
    if (!read_markers(reading, header)) return &reading->base;
    // All coefficients, 16 bits each.
    if (codec->buffered_image || jpeg_has_multiple_scans(codec))
        for (int c = 0; c < codec->num_components; c++) {
            const jpeg_component_info *part = &codec->comp_info[c];
            header->passes_size += (size_t)part->width_in_blocks * part->height_in_blocks * DCTSIZE2 * sizeof(JCOEF);
        }
    start(codec);
    header->width = (int)codec->output_width;
    header->height = (int)codec->output_height;
    header->channels = codec->output_components;
    header->has_inks = codec->output_components == 4;
    header->bits = 8;
    reading->row = malloc((size_t)codec->output_width * (size_t)codec->output_components);
    if (reading->row) *status = codec_ok;
    return &reading->base;
}

// MARK: - Writing

typedef struct {
    struct jpeg_compress_struct codec;
    jpeg_manager manager;
    uint8_t *row;
    uint16_t *samples;
    unsigned char *data;
    unsigned long size;
} jpeg_writing;

// What one marker holds, less room for a keyword and a number.
enum { comment_size = 65533, comment_text_size = 65000 };

// The parts are cut between bytes: whoever reads them joins them first.
static void write_comments(j_compress_ptr codec, codec_options options) {
    for (int i = 0; i < options.text_count; i++) {
        size_t length = strlen(options.texts[i].text);
        int parts = (int)((length + comment_text_size - 1) / comment_text_size);
        for (int part = 0; part < parts; part++) {
            const char *text = options.texts[i].text + (size_t)part * comment_text_size;
            int count = part + 1 < parts ? comment_text_size : (int)strlen(text);
            char comment[comment_size];
            int size = parts == 1
                ? snprintf(comment, sizeof comment, "%s: %s", options.texts[i].keyword, text)
                : snprintf(
                      comment, sizeof comment, "%s %d/%d: %.*s", options.texts[i].keyword, part + 1, parts, count, text);
            if (size > 0 && (size_t)size < sizeof comment)
                jpeg_write_marker(codec, JPEG_COM, (const JOCTET *)comment, (unsigned)size);
        }
    }
}

codec_status codec_encode_jpeg(
    codec_rows rows, int width, int height, codec_options options, codec_bytes *file,
    char message[codec_message_size]) {
    *file = (codec_bytes){0};
    message[0] = 0;
    jpeg_writing *volatile writing = calloc(1, sizeof(jpeg_writing));
    volatile codec_status status = codec_out_of_memory;
    if (!writing) return status;
    size_t per_row = (size_t)width * 3;
    writing->row = malloc(per_row);
    writing->samples = malloc(per_row * codec_rows_at_once * sizeof(uint16_t));
    j_compress_ptr codec = &writing->codec;
    catch_errors(&writing->manager, message);
    codec->err = &writing->manager.errors;
    if (!writing->row || !writing->samples) goto end;
    if (setjmp(writing->manager.way_out)) {
        // libjpeg has moved the buffer without saying where to, so it cannot be freed.
        writing->data = NULL;
        status = codec_damaged;
        goto end;
    }
    jpeg_create_compress(codec);
    jpeg_mem_dest(codec, &writing->data, &writing->size);
    codec->image_width = (JDIMENSION)width;
    codec->image_height = (JDIMENSION)height;
    codec->input_components = 3;
    codec->in_color_space = JCS_RGB;
    jpeg_set_defaults(codec);
    jpeg_set_quality(codec, options.quality, TRUE);
    for (int c = 0; c < 3; c++) codec->comp_info[c].h_samp_factor = codec->comp_info[c].v_samp_factor = 1;
    jpeg_start_compress(codec, TRUE);
    if (options.exif_size > 0) jpeg_write_marker(codec, JPEG_APP0 + 1, options.exif, (unsigned)options.exif_size);
    if (options.profile_size > 0) jpeg_write_icc_profile(codec, options.profile, (unsigned)options.profile_size);
    write_comments(codec, options);
    for (int y = 0; y < height; y++) {
        int place = y % codec_rows_at_once, left = height - y;
        if (place == 0)
            rows.read(rows.context, y, left < codec_rows_at_once ? left : codec_rows_at_once, writing->samples);
        const uint16_t *line = writing->samples + (size_t)place * per_row;
        for (size_t i = 0; i < per_row; i++) writing->row[i] = (uint8_t)line[i];
        JSAMPROW lines[] = {writing->row};
        jpeg_write_scanlines(codec, lines, 1);
    }
    jpeg_finish_compress(codec);
    *file = (codec_bytes){writing->data, writing->size, writing->size};
    writing->data = NULL;
    status = codec_ok;

end:
    jpeg_destroy_compress(codec);
    free(writing->row);
    free(writing->samples);
    free(writing->data);
    free(writing);
    return status;
}

// MARK: - Texts

// The place of the text in a comment of the keyword, or 0: behind "keyword: ", which is part 1 of 1, or behind
// "keyword 2/3: ".
static size_t text_place(jpeg_saved_marker_ptr marker, const char *keyword, int *part, int *parts) {
    char head[160];
    size_t length = marker->data_length < sizeof head - 1 ? marker->data_length : sizeof head - 1;
    memcpy(head, marker->data, length);
    head[length] = 0;
    size_t place = strlen(keyword);
    if (strncmp(head, keyword, place) != 0) return 0;
    *part = *parts = 1;
    if (strncmp(head + place, ": ", 2) == 0) return place + 2;
    int count = 0;
    // One space ends the head; white space after it is the text's.
    if (sscanf(head + place, " %4d/%4d:%n", part, parts, &count) != 2 || count == 0) return 0;
    place += (size_t)count;
    return head[place] == ' ' ? place + 1 : 0;
}

// The parts must come in order, and all of them.
static codec_status join_comments(
    j_decompress_ptr codec, const char *keyword, size_t most, codec_bytes *text, char *message) {
    int expected = 1, last = 0;
    for (jpeg_saved_marker_ptr marker = codec->marker_list; marker; marker = marker->next) {
        int part, parts;
        size_t place = marker->marker == JPEG_COM ? text_place(marker, keyword, &part, &parts) : 0;
        if (place == 0 || part != expected || (expected > 1 && parts != last)) continue;
        size_t count = marker->data_length - place;
        if (count > most - text->size) {
            snprintf(message, codec_message_size, "its text '%s' is too long", keyword);
            return codec_too_large;
        }
        uint8_t *grown = realloc(text->data, text->size + count + 1);
        if (!grown) return codec_out_of_memory;
        memcpy(grown + text->size, marker->data + place, count);
        *text = (codec_bytes){grown, text->size + count, text->size + count + 1};
        last = parts;
        if (part == parts) return codec_ok;
        expected++;
    }
    if (expected == 1) return codec_ok;
    snprintf(message, codec_message_size, "part %d of %d of its text '%s' is missing", expected, last, keyword);
    return codec_damaged;
}

codec_status codec_read_jpeg_text(
    const uint8_t *data, size_t size, const char *keyword, size_t most, codec_bytes *text,
    char message[codec_message_size]) {
    *text = (codec_bytes){0};
    message[0] = 0;
    jpeg_reading *volatile reading = calloc(1, sizeof(jpeg_reading));
    volatile codec_status status = codec_out_of_memory;
    if (!reading) return status;
    j_decompress_ptr codec = &reading->codec;
    catch_errors(&reading->manager, message);
    codec->err = &reading->manager.errors;
    if (setjmp(reading->manager.way_out)) {
        status = codec_damaged;
        goto end;
    }
    jpeg_create_decompress(codec);
    jpeg_mem_src(codec, data, (unsigned long)size);
    jpeg_save_markers(codec, JPEG_COM, 0xFFFF);
    jpeg_read_header(codec, TRUE);
    status = join_comments(codec, keyword, most, text, message);

end:
    jpeg_destroy_decompress(codec);
    free(reading);
    if (status != codec_ok) {
        free(text->data);
        *text = (codec_bytes){0};
    }
    return status;
}
