#pragma once
// For tests: the kernels' baseline build on a CPU that has more.

#include <stdbool.h>

/// Makes every kernel run its baseline build from now on, or the best one again.
void kernels_force_baseline(bool baseline);
