#define _GNU_SOURCE
#include "memory.h"

#include <stdbool.h>
#include <stdlib.h>
#include <sys/mman.h>

enum { line = 64, large_page = 2 << 20 };

float *kernel_memory_allocate(ptrdiff_t floats) {
    size_t bytes = (size_t)floats * sizeof(float);
    bool is_large = bytes >= large_page;
    void *memory = NULL;
    if (posix_memalign(&memory, is_large ? large_page : line, bytes > 0 ? bytes : line) != 0) return NULL;
#ifdef MADV_HUGEPAGE
    // A wish; where it is refused, the pages are small.
    if (is_large) madvise(memory, bytes, MADV_HUGEPAGE);
#endif
    return memory;
}

void kernel_memory_free(float *memory) { free(memory); }
