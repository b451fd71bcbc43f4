// The kernels, built for what every CPU of the architecture has.

#define LANES 8
#define ROWS 6
#include "vectors.h"

#define KERNEL(name) name##_baseline
#include "kernels/attention_kernel.h"
#include "kernels/depthwise_kernel.h"
#include "kernels/elementwise_kernel.h"
#include "kernels/expansion_kernel.h"
#include "kernels/firstlayer_kernel.h"
#include "kernels/normalize_kernel.h"
#include "kernels/pointwise_kernel.h"
#include "kernels/pool_kernel.h"
#include "kernels/redirect_kernel.h"
#include "kernels/separable_kernel.h"
#include "kernels/taps_kernel.h"
#include "kernels/winograd_kernel.h"
