#pragma once
// Memory for kernels: aligned, and in large pages where it is large.

#include <stddef.h>

/// `floats` floats of undefined content, 64-byte aligned; NULL when memory runs out. Pages that are never touched cost
/// nothing.
///
/// A large piece begins at a large page, and asks for such pages: with small ones a kernel's many streams miss the table of
/// addresses at every step, and where they lie in the cache is left to chance.
float *kernel_memory_allocate(ptrdiff_t floats);

/// Gives it back; NULL is fine.
void kernel_memory_free(float *memory);

/// Gives the system the pages back that lie between two places of a piece: what they held is lost, and they may be written again.
void kernel_memory_release(void *first, void *end);

/// Lets the allocator of the process keep what it is given back, in pieces of up to 32 MiB, instead of returning it to the system.
void kernel_memory_keep_freed(void);

/// Lets it return pieces from 256 KiB up to the system at once, and what it has kept so far.
void kernel_memory_return_freed(void);

/// Returns what it has kept so far, and goes on as before.
void kernel_memory_trim(void);
