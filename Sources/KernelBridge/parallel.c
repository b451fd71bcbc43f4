#include "parallel.h"

#include <stdatomic.h>

#include "threads.h"

// libgomp's stable interface, which compilers call for `#pragma omp parallel`. We call it ourselves, because -fopenmp
// is a flag that SwiftPM calls unsafe.
void GOMP_parallel(void (*body)(void *), void *data, unsigned threads, unsigned flags);
int omp_get_max_threads(void);
void omp_set_num_threads(int);

typedef struct {
    int count;
    void (*body)(int, void *);
    void *context;
    atomic_int next;
} shared_work;

// Threads take indices from a counter until none is left: uneven indices balance themselves.
static void take_work(void *data) {
    shared_work *work = data;
    for (;;) {
        int index = atomic_fetch_add_explicit(&work->next, 1, memory_order_relaxed);
        if (index >= work->count) return;
        work->body(index, work->context);
    }
}

void kernels_parallel_for(int count, void (*body)(int, void *), void *context) {
    int threads = kernels_thread_count();
    if (threads > count) threads = count;
    if (threads <= 1) {
        for (int index = 0; index < count; index++) body(index, context);
        return;
    }
    shared_work work = {.count = count, .body = body, .context = context};
    atomic_init(&work.next, 0);
    GOMP_parallel(take_work, &work, (unsigned)threads, 0);
}

int kernels_thread_count(void) { return omp_get_max_threads(); }

void kernels_set_thread_count(int threads) { omp_set_num_threads(threads); }
