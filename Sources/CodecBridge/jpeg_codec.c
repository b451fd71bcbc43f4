#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#include "codec_bridge.h"
#include "exif.h"

// libjpeg's error manager with a way out; `errors` comes first, so that a pointer to it is a pointer to this.
typedef struct {
    struct jpeg_error_mgr errors;
    jmp_buf way_out;
    char *message;
} jpeg_manager;

static void on_error(j_common_ptr codec) {
    jpeg_manager *manager = (jpeg_manager *)codec->err;
    char text[JMSG_LENGTH_MAX];
    codec->err->format_message(codec, text);
    snprintf(manager->message, codec_message_size, "%s", text);
    longjmp(manager->way_out, 1);
}

// libjpeg fills what is missing with grey and only warns. A warning about the data (level -1) is an error here: half
// a picture is no picture.
static void on_message(j_common_ptr codec, int level) {
    if (level < 0) on_error(codec);
}

static void catch_errors(jpeg_manager *manager, char *message) {
    jpeg_std_error(&manager->errors);
    manager->errors.error_exit = on_error;
    manager->errors.emit_message = on_message;
    manager->message = message;
}

// One pixel of a decoded row as grey or RGB. Adobe stores CMYK inverted: 255 is no ink.
static void convert_pixel(const uint8_t *pixel, int components, bool inverted, uint16_t *sample) {
    if (components < 4) {
        for (int c = 0; c < components; c++) sample[c] = pixel[c];
        return;
    }
    int key = inverted ? pixel[3] : 255 - pixel[3];
    for (int c = 0; c < 3; c++) sample[c] = (uint16_t)(((inverted ? pixel[c] : 255 - pixel[c]) * key + 127) / 255);
}

// Where pixel (x, y) of the stored picture goes in the upright one (EXIF 2.3, tag 0x0112).
static size_t upright_place(int orientation, int width, int height, int x, int y) {
    int row = y, column = x;
    bool turned = orientation >= 5;
    switch (orientation) {
    case 2: column = width - 1 - x; break;
    case 3: column = width - 1 - x, row = height - 1 - y; break;
    case 4: row = height - 1 - y; break;
    case 5: row = x, column = y; break;
    case 6: row = x, column = height - 1 - y; break;
    case 7: row = width - 1 - x, column = height - 1 - y; break;
    case 8: row = width - 1 - x, column = y; break;
    default: break;
    }
    return (size_t)row * (size_t)(turned ? height : width) + (size_t)column;
}

static int orientation_of(j_decompress_ptr codec) {
    for (jpeg_saved_marker_ptr marker = codec->marker_list; marker; marker = marker->next)
        if (marker->marker == JPEG_APP0 + 1) {
            int orientation = exif_orientation(marker->data, marker->data_length);
            if (orientation != 1) return orientation;
        }
    return 1;
}

// Everything that decoding allocates beside libjpeg's own.
typedef struct {
    struct jpeg_decompress_struct codec;
    jpeg_manager manager;
    uint8_t *row;
    JOCTET *profile;
} jpeg_reading;

static void start(j_decompress_ptr codec) {
    if (codec->jpeg_color_space == JCS_YCCK || codec->jpeg_color_space == JCS_CMYK) codec->out_color_space = JCS_CMYK;
    else if (codec->num_components == 1) codec->out_color_space = JCS_GRAYSCALE;
    else codec->out_color_space = JCS_RGB;
    jpeg_start_decompress(codec);
}

static void read_rows(jpeg_reading *reading, int orientation, codec_picture *picture) {
    j_decompress_ptr codec = &reading->codec;
    int width = (int)codec->output_width, height = (int)codec->output_height;
    for (int y = 0; y < height; y++) {
        JSAMPROW rows[] = {reading->row};
        jpeg_read_scanlines(codec, rows, 1);
        for (int x = 0; x < width; x++) {
            size_t place = upright_place(orientation, width, height, x, y) * (size_t)picture->channels;
            convert_pixel(
                reading->row + (size_t)x * (size_t)codec->output_components, codec->output_components,
                codec->saw_Adobe_marker, picture->samples + place);
        }
    }
    jpeg_finish_decompress(codec);
}

codec_status codec_decode_jpeg(
    const uint8_t *data, size_t size, codec_limits limits, codec_picture *picture, char message[codec_message_size]) {
    *picture = (codec_picture){0};
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
    jpeg_save_markers(codec, JPEG_APP0 + 1, 0xFFFF);
    jpeg_save_markers(codec, JPEG_APP0 + 2, 0xFFFF);
    jpeg_read_header(codec, TRUE);
    uint64_t pixels = (uint64_t)codec->image_width * codec->image_height;
    if (pixels > limits.pixels || codec->image_width > limits.side || codec->image_height > limits.side) {
        status = codec_too_large;
        goto end;
    }
    unsigned profile_size = 0;
    jpeg_read_icc_profile(codec, &reading->profile, &profile_size);
    start(codec);
    int orientation = orientation_of(codec);
    picture->width = (int)(orientation >= 5 ? codec->output_height : codec->output_width);
    picture->height = (int)(orientation >= 5 ? codec->output_width : codec->output_height);
    picture->channels = codec->output_components == 1 ? 1 : 3;
    picture->bits = 8;
    reading->row = malloc((size_t)codec->output_width * (size_t)codec->output_components);
    picture->samples = malloc((size_t)pixels * (size_t)picture->channels * sizeof(uint16_t));
    if (!reading->row || !picture->samples) goto end;
    read_rows(reading, orientation, picture);
    picture->profile = reading->profile;
    picture->profile_size = reading->profile ? profile_size : 0;
    reading->profile = NULL;
    status = codec_ok;

end:
    jpeg_destroy_decompress(codec);
    free(reading->row);
    free(reading->profile);
    free(reading);
    if (status != codec_ok) codec_free_picture(picture);
    return status;
}

// MARK: - Writing

typedef struct {
    struct jpeg_compress_struct codec;
    jpeg_manager manager;
    uint8_t *row;
    unsigned char *data;
    unsigned long size;
} jpeg_writing;

static void write_comments(j_compress_ptr codec, codec_options options) {
    for (int i = 0; i < options.text_count; i++) {
        char comment[65000];
        int length = snprintf(comment, sizeof comment, "%s: %s", options.texts[i].keyword, options.texts[i].text);
        if (length > 0 && (size_t)length < sizeof comment)
            jpeg_write_marker(codec, JPEG_COM, (const JOCTET *)comment, (unsigned)length);
    }
}

codec_status codec_encode_jpeg(
    const uint16_t *samples, int width, int height, codec_options options, codec_bytes *file,
    char message[codec_message_size]) {
    *file = (codec_bytes){0};
    message[0] = 0;
    jpeg_writing *volatile writing = calloc(1, sizeof(jpeg_writing));
    volatile codec_status status = codec_out_of_memory;
    if (!writing) return status;
    writing->row = malloc((size_t)width * 3);
    j_compress_ptr codec = &writing->codec;
    catch_errors(&writing->manager, message);
    codec->err = &writing->manager.errors;
    if (!writing->row) goto end;
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
    if (options.profile_size > 0) jpeg_write_icc_profile(codec, options.profile, (unsigned)options.profile_size);
    write_comments(codec, options);
    for (int y = 0; y < height; y++) {
        const uint16_t *line = samples + (size_t)y * (size_t)width * 3;
        for (int i = 0; i < width * 3; i++) writing->row[i] = (uint8_t)line[i];
        JSAMPROW rows[] = {writing->row};
        jpeg_write_scanlines(codec, rows, 1);
    }
    jpeg_finish_compress(codec);
    *file = (codec_bytes){writing->data, writing->size, writing->size};
    writing->data = NULL;
    status = codec_ok;

end:
    jpeg_destroy_compress(codec);
    free(writing->row);
    free(writing->data);
    free(writing);
    return status;
}
