// The functions of one number that there are kernels for: a function is a file here, and two lines.

#ifndef ELEMENT_FUNCTIONS
#define ELEMENT_FUNCTIONS(each) \
    each(absolute) \
    each(elu) \
    each(erf) \
    each(exp) \
    each(gelu) \
    each(gelu_tanh) \
    each(hard_swish) \
    each(leaky_relu) \
    each(mish) \
    each(quick_gelu) \
    each(sigmoid) \
    each(swish) \
    each(tanh)
#endif

#ifdef ELEMENT_FUNCTION_KERNELS
#include "absolute.h"
#include "elu.h"
#include "erf.h"
#include "exp.h"
#include "gelu.h"
#include "gelu_tanh.h"
#include "hard_swish.h"
#include "leaky_relu.h"
#include "mish.h"
#include "quick_gelu.h"
#include "sigmoid.h"
#include "swish.h"
#include "tanh.h"
#endif
