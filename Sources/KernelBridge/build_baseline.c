// The kernels, built for what every CPU of the architecture has.

#include "vectors.h"

#define KERNEL(name) name##_baseline
#include "kernels/firstlayer_kernel.h"
#include "kernels/pool_kernel.h"
#include "kernels/winograd_kernel.h"
