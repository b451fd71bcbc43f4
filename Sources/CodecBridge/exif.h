#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "codec_bridge.h"

/// Whether bytes begin as an EXIF block does: "Exif\0\0", and a TIFF header.
bool exif_is_block(const uint8_t *data, size_t size);

/// The orientation, 1 to 8, that an EXIF block gives its picture; 1 when it says none.
int exif_orientation(const uint8_t *data, size_t size);

/// Copies a block into the header, with what it says of colours; false when memory is short.
bool exif_copy(const uint8_t *data, size_t size, codec_header *header);

/// A block in the making, of few entries.
typedef struct exif_maker exif_maker;

/// The directories of a block.
typedef enum { exif_picture, exif_photograph, exif_place } exif_directory;

/// NULL when memory is short; every function below takes that.
exif_maker *exif_begin(void);
void exif_add_text(exif_maker *maker, exif_directory directory, uint16_t tag, const char *text);
void exif_add_numbers(exif_maker *maker, exif_directory directory, uint16_t tag, const double *numbers, int count);
void exif_add_byte(exif_maker *maker, exif_directory directory, uint16_t tag, uint8_t byte);

/// Ends it: the block is the header's, which has none if nothing was added. False when memory is short.
bool exif_end(exif_maker *maker, codec_header *header);

/// An entry of a block: a text, numbers or a byte.
typedef struct {
    exif_directory directory;
    uint16_t tag;
    /// NULL where it is none.
    const char *text;
    /// Of a rational number, up to three.
    double numbers[3];
    int number_count;
    uint8_t byte;
} exif_entry;

/// Tells of every entry of a block of these three kinds.
void exif_visit(const uint8_t *data, size_t size, void *context, void (*visit)(void *context, const exif_entry *entry));
