#include "dnnl_bridge.h"
