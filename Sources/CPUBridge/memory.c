#define _GNU_SOURCE
#include "memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

enum { line = 64, small_page = 4 << 10, large_page = 2 << 20 };

// What stands in the line before every piece.
typedef struct {
    void *base;
    // Of a piece with pages of its own; 0 where it is the allocator's.
    size_t mapped;
} header;

static header *header_of(void *memory) { return (header *)((char *)memory - line); }

// Pages of its own go back to the system when the piece does, whatever lies beside it: pieces are a render's largest, and come in
// another size with every octave.
static void *map(size_t bytes) {
    size_t mapped = bytes + small_page + large_page;
    char *base = mmap(NULL, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (base == MAP_FAILED) return NULL;
    char *memory = (char *)(((uintptr_t)base + small_page + large_page - 1) / large_page * large_page);
#ifdef MADV_HUGEPAGE
    // A wish; where it is refused, the pages are small.
    madvise(memory, bytes, MADV_HUGEPAGE);
#endif
    *header_of(memory) = (header){.base = base, .mapped = mapped};
    return memory;
}

float *kernel_memory_allocate(ptrdiff_t floats) {
    size_t bytes = (size_t)floats * sizeof(float);
    if (bytes >= large_page) return map(bytes);
    void *base = NULL;
    if (posix_memalign(&base, line, line + bytes) != 0) return NULL;
    float *memory = (float *)((char *)base + line);
    *header_of(memory) = (header){.base = base};
    return memory;
}

void kernel_memory_free(float *memory) {
    if (!memory) return;
    header own = *header_of(memory);
    if (own.mapped) munmap(own.base, own.mapped);
    else free(own.base);
}

void kernel_memory_release(void *first, void *end) {
    uintptr_t from = ((uintptr_t)first + small_page - 1) / small_page * small_page;
    uintptr_t to = (uintptr_t)end / small_page * small_page;
    if (from < to) madvise((void *)from, to - from, MADV_DONTNEED);
}

void kernel_memory_return_freed(void) {
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, 256 << 10);
    mallopt(M_TRIM_THRESHOLD, 1 << 20);
    malloc_trim(0);
#endif
}

void kernel_memory_trim(void) {
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}

void kernel_memory_keep_freed(void) {
#ifdef __GLIBC__
    // The most that the allocator takes.
    mallopt(M_MMAP_THRESHOLD, 32 << 20);
    mallopt(M_TRIM_THRESHOLD, 512 << 20);
#endif
}
