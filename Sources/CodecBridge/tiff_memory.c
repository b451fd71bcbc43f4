#include "tiff_memory.h"

#include <stdio.h>
#include <string.h>

#include "reader.h"

const uint16_t tiff_photograph_texts[8] = {0x9003, 0x9004, 0x9010, 0x9011, 0x9012, 0x9290, 0x9291, 0x9292};

static tmsize_t read_bytes(thandle_t handle, void *target, tmsize_t count) {
    tiff_memory *memory = handle;
    if (memory->file) {
        // A directory that was written is read again.
        if (memory->position > memory->file->size || count < 0) return 0;
        size_t left = memory->file->size - (size_t)memory->position, taken = (size_t)count < left ? (size_t)count : left;
        memcpy(target, memory->file->data + memory->position, taken);
        memory->position += taken;
        return (tmsize_t)taken;
    }
    if (memory->position >= memory->size || count <= 0) return 0;
    size_t left = memory->size - (size_t)memory->position, taken = (size_t)count < left ? (size_t)count : left;
    memcpy(target, memory->data + memory->position, taken);
    memory->position += taken;
    return (tmsize_t)taken;
}

static tmsize_t write_bytes(thandle_t handle, void *bytes, tmsize_t count) {
    tiff_memory *memory = handle;
    if (!memory->file || count < 0 || !codec_put(memory->file, (size_t)memory->position, bytes, (size_t)count)) return -1;
    memory->position += (uint64_t)count;
    return count;
}

static toff_t file_size(thandle_t handle) {
    tiff_memory *memory = handle;
    return memory->file ? memory->file->size : memory->size;
}

static toff_t seek(thandle_t handle, toff_t offset, int whence) {
    tiff_memory *memory = handle;
    uint64_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? memory->position : file_size(handle);
    memory->position = base + offset;
    return memory->position;
}

// What is read lies in memory already: strips are not copied before they are decoded.
static int map(thandle_t handle, void **bytes, toff_t *size) {
    tiff_memory *memory = handle;
    if (!memory->data) return 0;
    *bytes = (void *)memory->data;
    *size = memory->size;
    return 1;
}

static void unmap(thandle_t handle, void *bytes, toff_t size) {
    (void)handle;
    (void)bytes;
    (void)size;
}

static int close_nothing(thandle_t handle) {
    (void)handle;
    return 0;
}

static int on_error(TIFF *tiff, void *context, const char *module, const char *format, va_list arguments) {
    (void)tiff;
    (void)module;
    tiff_memory *memory = context;
    if (!memory->message[0]) vsnprintf(memory->message, codec_message_size, format, arguments);
    return 1;
}

// libjpeg within libtiff fills what is missing with grey, and only warns.
static int on_warning(TIFF *tiff, void *context, const char *module, const char *format, va_list arguments) {
    (void)tiff;
    (void)format;
    (void)arguments;
    tiff_memory *memory = context;
    memory->has_gaps |= module && strcmp(module, "JPEGLib") == 0;
    return 1;
}

TIFF *tiff_open(tiff_memory *memory, const char *mode) {
    TIFFOpenOptions *options = TIFFOpenOptionsAlloc();
    if (!options) return NULL;
    TIFFOpenOptionsSetErrorHandlerExtR(options, on_error, memory);
    TIFFOpenOptionsSetWarningHandlerExtR(options, on_warning, memory);
    TIFFOpenOptionsSetMaxSingleMemAlloc(options, (tmsize_t)1 << 31);
    TIFF *tiff = TIFFClientOpenExt("", mode, memory, read_bytes, write_bytes, seek, close_nothing, file_size, map, unmap, options);
    TIFFOpenOptionsFree(options);
    return tiff;
}
