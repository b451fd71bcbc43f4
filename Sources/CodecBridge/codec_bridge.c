#include "codec_bridge.h"

#include <stdlib.h>

#include "reader.h"

codec_status codec_read_row(codec_reader *reader, uint16_t *samples) { return reader->read_row(reader, samples); }

const char *codec_message(const codec_reader *reader) { return reader->message; }

void codec_close(codec_reader *reader) {
    if (reader) reader->close(reader);
}

void codec_free_header(codec_header *header) {
    free(header->profile);
    free(header->exif);
    *header = (codec_header){0};
}
