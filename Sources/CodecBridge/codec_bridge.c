#include "codec_bridge.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reader.h"

codec_status codec_read_row(codec_reader *reader, void *samples) { return reader->read_row(reader, samples); }

const char *codec_message(const codec_reader *reader) { return reader->message; }

void codec_close(codec_reader *reader) {
    if (reader) reader->close(reader);
}

void codec_free_header(codec_header *header) {
    free(header->profile);
    free(header->exif);
    *header = (codec_header){0};
}

void codec_say(char message[codec_message_size], const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, codec_message_size, format, arguments);
    va_end(arguments);
}

bool codec_is_within(codec_limits limits, uint64_t width, uint64_t height) {
    return width <= limits.side && height <= limits.side && width * height <= limits.pixels;
}

void codec_reserve(codec_bytes *file, size_t capacity) {
    *file = (codec_bytes){.data = malloc(capacity)};
    if (file->data) file->capacity = capacity;
}

void codec_reserve_pixels(codec_bytes *file, int width, int height, int channels, int bits) {
    size_t pixels = (size_t)width * (size_t)height * (size_t)channels * (size_t)(bits / 8);
    codec_reserve(file, pixels + pixels / 64 + (64 << 10));
}

bool codec_put(codec_bytes *file, size_t place, const void *bytes, size_t count) {
    if (place > SIZE_MAX / 4 || count > SIZE_MAX / 4) return false;
    size_t end = place + count;
    if (end > file->capacity) {
        uint8_t *grown = realloc(file->data, end * 2);
        if (!grown) return false;
        file->data = grown;
        file->capacity = end * 2;
    }
    if (place > file->size) memset(file->data + file->size, 0, place - file->size);
    if (count > 0) memcpy(file->data + place, bytes, count);
    if (end > file->size) file->size = end;
    return true;
}

codec_bytes codec_copied(const void *bytes, size_t count) {
    uint8_t *copy = count > 0 ? malloc(count) : NULL;
    if (!copy) return (codec_bytes){0};
    memcpy(copy, bytes, count);
    return (codec_bytes){copy, count, count};
}

void codec_divide_by_opacity(uint16_t *samples, size_t pixels, int channels, unsigned opaque) {
    for (size_t i = 0; i < pixels; i++, samples += channels) {
        uint32_t alpha = samples[channels - 1];
        if (alpha == 0 || alpha == opaque) continue;
        for (int c = 0; c + 1 < channels; c++) {
            uint32_t whole = ((uint32_t)samples[c] * opaque + alpha / 2) / alpha;
            samples[c] = (uint16_t)(whole < opaque ? whole : opaque);
        }
    }
}

void codec_divide_floats_by_opacity(float *samples, size_t pixels, int channels) {
    for (size_t i = 0; i < pixels; i++, samples += channels) {
        float alpha = samples[channels - 1];
        if (!(alpha > 0)) continue;
        for (int c = 0; c + 1 < channels; c++) samples[c] /= alpha;
    }
}

void codec_widen(uint16_t *samples, size_t count, int bits) {
    uint32_t most = (1u << bits) - 1;
    for (size_t i = 0; i < count; i++) {
        uint32_t sample = samples[i] < most ? samples[i] : most;
        samples[i] = (uint16_t)((sample * 65535u + most / 2) / most);
    }
}
