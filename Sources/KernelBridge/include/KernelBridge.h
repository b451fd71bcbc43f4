#pragma once
// The kernels that Swift may call: oneDNN behind one door, and our own where it is slow.
#include "blocks.h"
#include "depthwise.h"
#include "dnnl_bridge.h"
#include "elementwise.h"
#include "finish.h"
#include "firstlayer.h"
#include "normalize.h"
#include "pointwise.h"
#include "pool.h"
#include "threads.h"
#include "variant.h"
#include "winograd.h"
