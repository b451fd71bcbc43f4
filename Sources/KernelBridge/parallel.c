#define _GNU_SOURCE
#include "parallel.h"

#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "threads.h"

// libgomp's stable interface, which compilers call for `#pragma omp parallel`. We call it ourselves, because -fopenmp
// is a flag that SwiftPM calls unsafe.
void GOMP_parallel(void (*body)(void *), void *data, unsigned threads, unsigned flags);
int omp_get_max_threads(void);
void omp_set_num_threads(int);

// CPUs beyond these are left to the system.
enum { most_cpus = 256, word = 64 };

typedef struct {
    int count;
    void (*body)(int, void *);
    void *context;
    atomic_int next;
    // One bit a CPU that a thread computes on.
    atomic_ullong taken[most_cpus / word];
} shared_work;

static bool take_cpu(shared_work *work, int cpu) {
    unsigned long long bit = 1ull << cpu % word;
    return !(atomic_fetch_or_explicit(&work->taken[cpu / word], bit, memory_order_relaxed) & bit);
}

// Two of our threads on one CPU would halve the speed: the second to come moves to a CPU of its own, and is free to go on
// from there. How often the system lets that happen was not established.
static void find_own_cpu(shared_work *work) {
#if defined(__linux__)
    int here = sched_getcpu();
    if (here < 0 || here >= most_cpus || take_cpu(work, here)) return;
    cpu_set_t allowed, one;
    if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return;
    for (int cpu = 0; cpu < most_cpus; cpu++) {
        if (!CPU_ISSET(cpu, &allowed) || !take_cpu(work, cpu)) continue;
        CPU_ZERO(&one);
        CPU_SET(cpu, &one);
        if (sched_setaffinity(0, sizeof one, &one) == 0) sched_setaffinity(0, sizeof allowed, &allowed);
        return;
    }
#else
    (void)work;
#endif
}

// Threads take indices from a counter until none is left: uneven indices balance themselves.
static void take_work(void *data) {
    shared_work *work = data;
    find_own_cpu(work);
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
