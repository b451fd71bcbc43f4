#pragma once
#include "codec_bridge.h"

/// What each format's reader begins with.
struct codec_reader {
    codec_status (*read_row)(codec_reader *reader, void *samples);
    void (*close)(codec_reader *reader);
    char message[codec_message_size];
};

/// Writes a message that fits.
void codec_say(char message[codec_message_size], const char *format, ...) __attribute__((format(printf, 2, 3)));

/// Whether a picture is within the limits.
bool codec_is_within(codec_limits limits, uint64_t width, uint64_t height);

/// Appends to a growing file, or writes over what is there; false when memory is short.
bool codec_put(codec_bytes *file, size_t place, const void *bytes, size_t count);

/// Room for a new file of about so many bytes, which the system has not to give before they are written. A file that outgrows its room is
/// copied, and held twice meanwhile.
void codec_reserve(codec_bytes *file, size_t capacity);

/// The same for pixels that no coder makes smaller, and what stands beside them.
void codec_reserve_pixels(codec_bytes *file, int width, int height, int channels, int bits);

/// A copy for the caller to free; the size is 0 when memory is short.
codec_bytes codec_copied(const void *bytes, size_t count);

/// Divides the colours of a row by its opacity, the last of `channels` samples of each pixel.
void codec_divide_by_opacity(uint16_t *samples, size_t pixels, int channels, unsigned opaque);
void codec_divide_floats_by_opacity(float *samples, size_t pixels, int channels);

/// What a picture's row is, of `count` samples of `bits` (10, 12 …), out of 65535.
void codec_widen(uint16_t *samples, size_t count, int bits);
