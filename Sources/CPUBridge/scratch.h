#pragma once
// Memory that a kernel needs while it runs.

#include <stddef.h>

/// What a piece of scratch is for; a thread has one of each.
typedef enum { scratch_chunk, scratch_kernels, scratch_shared, scratch_count } scratch_use;

/// At least `floats` floats of undefined content, 64-byte aligned, that belong to the calling thread until its next
/// request for the same use. NULL when memory runs out.
float *kernel_scratch(scratch_use use, ptrdiff_t floats);
