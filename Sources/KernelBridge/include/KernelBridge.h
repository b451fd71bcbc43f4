#pragma once
// The kernels that Swift may call: oneDNN behind one door, and our own where it is slow.
#include "blocks.h"
#include "dnnl_bridge.h"
#include "firstlayer.h"
#include "pool.h"
#include "threads.h"
#include "variants_switch.h"
#include "winograd.h"
