#include "codec_bridge.h"

#include <stdlib.h>

void codec_free_picture(codec_picture *picture) {
    free(picture->samples);
    free(picture->profile);
    free(picture->exif);
    *picture = (codec_picture){0};
}
