// A PNG's pixels are one stream of deflate, and libpng and zlib make it on one thread. Here parts of some rows are deflated at once, each
// for itself, and ended so that the next one may follow (Adler, `pigz`): one stream again, a hundredth longer. Where the parts lie depends on
// the picture alone, so that the bytes do not depend on the number of threads.

#include "png_pixels.h"

#include <ParallelBridge.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum {
    /// Bytes of filtered pixels that a part has at least, and how many parts are on their way.
    part_bytes = 96 << 10,
    parts_at_once = 16,
    /// Dreams are noise to a compressor: more effort costs time and saves nothing.
    effort = 3,
    /// What begins and ends the stream: two bytes of a zlib header for this effort, and a checksum.
    header_bytes = 2,
    checksum_bytes = 4,
    /// What a flush takes beyond zlib's bound.
    flush_bytes = 16,
    filters = 5,
};

typedef struct {
    uint8_t *data;
    size_t size;
    size_t filtered;
    uLong checksum;
} part;

typedef struct {
    codec_rows rows;
    int width, height, channels, bits;
    int rows_of_part, first_part, parts;
    part made[parts_at_once];
    atomic_bool has_failed;
} deflation;

static size_t row_bytes_of(const deflation *all) {
    return (size_t)all->width * (size_t)all->channels * (size_t)(all->bits / 8);
}

// MARK: - Filters

// How far a byte is from the one that a filter expects (PNG specification, 9.2): left of it, above it, the mean of both, or that of them and
// their corner which is nearest to a plane through the three.

static void subtract_paeth(const uint8_t *x, const uint8_t *above, size_t count, size_t step, uint8_t *out) {
    for (size_t i = 0; i < step; i++) out[i] = (uint8_t)(x[i] - above[i]);
    for (size_t i = step; i < count; i++) {
        int a = x[i - step], b = above[i], c = above[i - step];
        int to_a = abs(b - c), to_b = abs(a - c), to_c = abs(a + b - 2 * c);
        int nearest = to_a <= to_b && to_a <= to_c ? a : to_b <= to_c ? b : c;
        out[i] = (uint8_t)(x[i] - nearest);
    }
}

static void filter(int kind, const uint8_t *x, const uint8_t *above, size_t count, size_t step, uint8_t *out) {
    switch (kind) {
        case 1:
            memcpy(out, x, step);
            for (size_t i = step; i < count; i++) out[i] = (uint8_t)(x[i] - x[i - step]);
            break;
        case 2:
            for (size_t i = 0; i < count; i++) out[i] = (uint8_t)(x[i] - above[i]);
            break;
        case 3:
            for (size_t i = 0; i < step; i++) out[i] = (uint8_t)(x[i] - above[i] / 2);
            for (size_t i = step; i < count; i++) out[i] = (uint8_t)(x[i] - (x[i - step] + above[i]) / 2);
            break;
        case 4: subtract_paeth(x, above, count, step, out); break;
        default: memcpy(out, x, count);
    }
}

/// The smaller the differences, the better they are deflated, as a rule (12.8 there).
static unsigned long size_of(const uint8_t *differences, size_t count) {
    unsigned long sum = 0;
    for (size_t i = 0; i < count; i++) sum += differences[i] < 128 ? differences[i] : 256 - differences[i];
    return sum;
}

/// Writes a row behind the number of its filter, the best of the five; `other` is room for another row.
static uint8_t *filter_row(const uint8_t *x, const uint8_t *above, size_t count, size_t step, uint8_t *out, uint8_t *other) {
    unsigned long least = 0;
    uint8_t *best = out, *tried = other;
    for (int kind = 0; kind < filters; kind++) {
        tried = kind == 0 ? out : best == out ? other : out;
        tried[0] = (uint8_t)kind;
        filter(kind, x, above, count, step, tried + 1);
        unsigned long size = size_of(tried + 1, count);
        if (kind == 0 || size < least) least = size, best = tried;
    }
    return best;
}

// MARK: - Parts

static void to_bytes(const uint16_t *samples, size_t count, int bits, uint8_t *row) {
    for (size_t i = 0; i < count; i++) {
        if (bits == 16) row[2 * i] = (uint8_t)(samples[i] >> 8), row[2 * i + 1] = (uint8_t)samples[i];
        else row[i] = (uint8_t)samples[i];
    }
}

/// Room for a part: samples of a few rows, two rows of bytes, one that is tried, and the filtered rows.
typedef struct {
    uint16_t *samples;
    uint8_t *above, *row, *tried, *filtered;
} part_room;

static void free_room(part_room room) {
    free(room.samples);
    free(room.above);
    free(room.row);
    free(room.tried);
    free(room.filtered);
}

static bool allocate_room(const deflation *all, part_room *room) {
    size_t count = row_bytes_of(all), samples = (size_t)all->width * (size_t)all->channels;
    *room = (part_room){
        .samples = malloc(samples * codec_rows_at_once * sizeof(uint16_t)),
        .above = calloc(count, 1),
        .row = malloc(count),
        .tried = malloc(count + 1),
        .filtered = malloc((count + 1) * (size_t)all->rows_of_part),
    };
    return room->samples && room->above && room->row && room->tried && room->filtered;
}

/// Filters the rows from `first` to before `end`; gives how many bytes that makes.
static size_t filter_rows(const deflation *all, int first, int end, part_room *room) {
    size_t count = row_bytes_of(all), samples = (size_t)all->width * (size_t)all->channels;
    size_t step = (size_t)all->channels * (size_t)(all->bits / 8);
    uint8_t *out = room->filtered;
    // The row above is another part's, and is read again.
    if (first > 0) {
        all->rows.read(all->rows.context, first - 1, 1, room->samples);
        to_bytes(room->samples, samples, all->bits, room->above);
    }
    for (int y = first; y < end; y++) {
        int place = (y - first) % codec_rows_at_once, left = end - y;
        if (place == 0)
            all->rows.read(
                all->rows.context, y, left < codec_rows_at_once ? left : codec_rows_at_once, room->samples);
        to_bytes(room->samples + (size_t)place * samples, samples, all->bits, room->row);
        uint8_t *best = filter_row(room->row, room->above, count, step, out, room->tried);
        if (best != out) memcpy(out, best, count + 1);
        out += count + 1;
        uint8_t *row = room->row;
        room->row = room->above, room->above = row;
    }
    return (size_t)(out - room->filtered);
}

static bool deflate_part(const uint8_t *bytes, size_t count, bool is_first, bool is_last, part *made) {
    z_stream stream = {.next_in = (Bytef *)bytes, .avail_in = (uInt)count};
    // Without zlib's header, and with libpng's memory and strategy.
    if (deflateInit2(&stream, effort, Z_DEFLATED, -15, 8, Z_FILTERED) != Z_OK) return false;
    size_t most = deflateBound(&stream, (uLong)count) + flush_bytes;
    uint8_t *data = malloc(header_bytes + most + checksum_bytes);
    if (data) {
        if (is_first) data[0] = 0x78, data[1] = 0x5E;
        stream.next_out = data + (is_first ? header_bytes : 0);
        stream.avail_out = (uInt)most;
        int state = deflate(&stream, is_last ? Z_FINISH : Z_SYNC_FLUSH);
        bool done = stream.avail_in == 0 && state == (is_last ? Z_STREAM_END : Z_OK);
        *made = (part){data, (size_t)(stream.next_out - data), count, adler32(adler32(0, NULL, 0), bytes, (uInt)count)};
        if (!done) free(data), *made = (part){0};
    }
    deflateEnd(&stream);
    return made->data != NULL;
}

static void make_part(int number, void *context) {
    deflation *all = context;
    int first = (all->first_part + number) * all->rows_of_part, end = first + all->rows_of_part;
    bool is_last = end >= all->height;
    if (is_last) end = all->height;
    part_room room;
    bool done = allocate_room(all, &room);
    if (done) {
        size_t count = filter_rows(all, first, end, &room);
        done = deflate_part(room.filtered, count, first == 0, is_last, &all->made[number]);
    }
    free_room(room);
    if (!done) atomic_store(&all->has_failed, true);
}

bool png_deflate_pixels(
    codec_rows rows, int width, int height, int channels, int bits, png_pixels_taker take, void *context) {
    deflation all = {.rows = rows, .width = width, .height = height, .channels = channels, .bits = bits};
    size_t count = row_bytes_of(&all) + 1;
    all.rows_of_part = (int)(part_bytes / count) + 1;
    all.parts = (height + all.rows_of_part - 1) / all.rows_of_part;
    uLong checksum = adler32(0, NULL, 0);
    for (; all.first_part < all.parts && !all.has_failed; all.first_part += parts_at_once) {
        int left = all.parts - all.first_part, some = left < parts_at_once ? left : parts_at_once;
        memset(all.made, 0, sizeof all.made);
        parallel_for(some, make_part, &all);
        for (int i = 0; i < some; i++) {
            part *made = &all.made[i];
            if (made->data && !all.has_failed) {
                checksum = adler32_combine(checksum, made->checksum, (z_off_t)made->filtered);
                if (all.first_part + i == all.parts - 1)
                    for (int byte = checksum_bytes - 1; byte >= 0; byte--)
                        made->data[made->size++] = (uint8_t)(checksum >> 8 * byte);
                take(context, made->data, made->size);
            }
            free(made->data);
        }
    }
    return !all.has_failed;
}
