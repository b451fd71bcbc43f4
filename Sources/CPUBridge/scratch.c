#include "scratch.h"

#include <pthread.h>

#include "memory.h"

// In floats.
enum { large_page = (2 << 20) / 4 };

typedef struct {
    float *memory;
    ptrdiff_t floats;
} piece;

static _Thread_local piece pieces[scratch_count];
static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void free_pieces(void *all) {
    piece *p = all;
    for (int i = 0; i < scratch_count; i++) {
        kernel_memory_free(p[i].memory);
        p[i] = (piece){NULL, 0};
    }
}

static void make_key(void) { pthread_key_create(&key, free_pieces); }

float *kernel_scratch(scratch_use use, ptrdiff_t floats) {
    piece *p = &pieces[use];
    if (p->floats >= floats) return p->memory;
    pthread_once(&once, make_key);
    kernel_memory_free(p->memory);
    *p = (piece){NULL, 0};
    // Half a large page's worth is worth a whole one.
    if (floats >= large_page / 2) floats = (floats + large_page - 1) / large_page * large_page;
    float *memory = kernel_memory_allocate(floats);
    if (!memory) return NULL;
    *p = (piece){memory, floats};
    // Frees the pieces when the thread ends.
    pthread_setspecific(key, pieces);
    return memory;
}
