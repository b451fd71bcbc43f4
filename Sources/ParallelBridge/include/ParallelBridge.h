#pragma once
// One pool of threads for all that computes.
#include "parallel.h"
#include "threads.h"
