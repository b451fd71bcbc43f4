#define _GNU_SOURCE
#include "include/parallel.h"

#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "include/threads.h"

// libgomp's stable interface, which compilers call for `#pragma omp parallel`. We call it ourselves, because -fopenmp
// is a flag that SwiftPM calls unsafe.
void GOMP_parallel(void (*body)(void *), void *data, unsigned threads, unsigned flags);
int omp_get_max_threads(void);
int omp_get_thread_num(void);
void omp_set_num_threads(int);

// CPUs beyond these are left to the system.
enum { most_cpus = 256, word = 64 };

// Indices that belong to one thread, as long as others have not run out of theirs; in a cache line of its own.
typedef struct {
    _Alignas(64) atomic_int next;
    int end;
} share;

typedef struct {
    int threads;
    share *shares;
    void (*body)(int, void *);
    void *context;
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

// Each thread goes through its share, and then through what is left of the others': uneven indices balance themselves, and
// neighbouring ones meet the same caches, in this layer and in the next.
static void take_work(void *data) {
    shared_work *work = data;
    find_own_cpu(work);
    int own = omp_get_thread_num();
    for (int other = 0; other < work->threads; other++) {
        share *s = &work->shares[(own + other) % work->threads];
        for (;;) {
            int index = atomic_fetch_add_explicit(&s->next, 1, memory_order_relaxed);
            if (index >= s->end) break;
            work->body(index, work->context);
        }
    }
}

void parallel_for(int count, void (*body)(int, void *), void *context) {
    int threads = parallel_threads();
    if (threads > count) threads = count;
    if (threads <= 1) {
        for (int index = 0; index < count; index++) body(index, context);
        return;
    }
    share shares[threads];
    for (int t = 0; t < threads; t++) {
        atomic_init(&shares[t].next, (int)((long long)count * t / threads));
        shares[t].end = (int)((long long)count * (t + 1) / threads);
    }
    shared_work work = {.threads = threads, .shares = shares, .body = body, .context = context};
    GOMP_parallel(take_work, &work, (unsigned)threads, 0);
}

int parallel_threads(void) { return omp_get_max_threads(); }

void parallel_use_threads(int threads) { omp_set_num_threads(threads); }
