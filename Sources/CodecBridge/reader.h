#pragma once
#include "codec_bridge.h"

/// What each format's reader begins with.
struct codec_reader {
    codec_status (*read_row)(codec_reader *reader, uint16_t *samples);
    void (*close)(codec_reader *reader);
    char message[codec_message_size];
};
