#pragma once
// The kernels that Swift may call: oneDNN behind one door, and our own where it is slow.
#include "dnnl_bridge.h"
#include "kernels.h"
