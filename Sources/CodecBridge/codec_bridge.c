#include "codec_bridge.h"
