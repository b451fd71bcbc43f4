#define _GNU_SOURCE
#include "include/parallel.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "include/threads.h"
#include "team.h"

// A pool that waits for nobody who has not come: the caller works too, threads that are there in time take what is left, and one
// that the system has no CPU for costs nothing. Only who has begun an index is waited for.

enum {
    most_threads = 1024,
    // CPUs beyond these are left to the system.
    most_cpus = 256,
    word = 64,
    // How often a thread looks for work, or for the end of it, before it sleeps: some ten microseconds, which is longer than the
    // way from one layer to the next, and too short to take a CPU away from anybody.
    spins = 1500,
};

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
    // Threads that came, the caller first.
    atomic_int joined;
    // One bit a CPU that a thread computes on.
    atomic_ullong taken[most_cpus / word];
} shared_work;

// The gate to the work: how many are inside, whether more may enter, and the number of the work.
typedef unsigned long long gate;
enum { one_inside = 1, inside_mask = 0xFFFF, gate_open = 1 << 16, next_work = 1 << 17 };

static struct {
    _Alignas(64) atomic_ullong gate;
    // Written while the gate is shut and nobody inside.
    shared_work *work;
    _Alignas(64) atomic_int sleepers;
    atomic_bool caller_sleeps;
    pthread_mutex_t sleep;
    pthread_cond_t work_came, all_left;
    // Held by who shares work.
    pthread_mutex_t use;
    int workers;
} pool = {
    .sleep = PTHREAD_MUTEX_INITIALIZER,
    .work_came = PTHREAD_COND_INITIALIZER,
    .all_left = PTHREAD_COND_INITIALIZER,
    .use = PTHREAD_MUTEX_INITIALIZER,
};

// 0 until somebody asks or says.
static atomic_int wanted_threads;

static void pause_briefly(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

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
static void take_work(shared_work *work, int own) {
    find_own_cpu(work);
    for (int other = 0; other < work->threads; other++) {
        share *s = &work->shares[(own + other) % work->threads];
        for (;;) {
            int index = atomic_fetch_add_explicit(&s->next, 1, memory_order_relaxed);
            if (index >= s->end) break;
            work->body(index, work->context);
        }
    }
}

// Whether there is work that a thread has not been at; `last` is the gate that it went through, with nobody inside.
static bool is_new(gate seen, gate last) { return (seen & gate_open) && (seen & ~(gate)inside_mask) != last; }

static gate await_work(gate last) {
    for (int i = 0; i < spins; i++) {
        gate seen = atomic_load_explicit(&pool.gate, memory_order_relaxed);
        if (is_new(seen, last)) return seen;
        pause_briefly();
    }
    pthread_mutex_lock(&pool.sleep);
    // Who opens the gate looks for sleepers after that, and a sleeper at the gate after it said that it sleeps: one sees the other.
    atomic_fetch_add(&pool.sleepers, 1);
    gate seen;
    while (!is_new(seen = atomic_load(&pool.gate), last)) pthread_cond_wait(&pool.work_came, &pool.sleep);
    atomic_fetch_sub(&pool.sleepers, 1);
    pthread_mutex_unlock(&pool.sleep);
    return seen;
}

static void leave(void) {
    gate before = atomic_fetch_sub(&pool.gate, one_inside);
    if ((before & gate_open) || (before & inside_mask) != one_inside || !atomic_load(&pool.caller_sleeps)) return;
    pthread_mutex_lock(&pool.sleep);
    pthread_cond_signal(&pool.all_left);
    pthread_mutex_unlock(&pool.sleep);
}

static void *work_for_ever(void *unused) {
    (void)unused;
    gate last = 0;
    for (;;) {
        gate seen = await_work(last);
        last = seen & ~(gate)inside_mask;
        // The gate may be shut, or have become that of other work, before this thread is through.
        while ((seen & ~(gate)inside_mask) == last) {
            if (!atomic_compare_exchange_weak(&pool.gate, &seen, seen + one_inside)) continue;
            int own = atomic_fetch_add_explicit(&pool.work->joined, 1, memory_order_relaxed);
            if (own < pool.work->threads) take_work(pool.work, own);
            leave();
            break;
        }
    }
    return NULL;
}

// Signals are for the program's own threads.
static void start_workers(int count) {
    if (pool.workers >= count) return;
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    for (pthread_t thread; pool.workers < count; pool.workers++) {
        if (pthread_create(&thread, NULL, work_for_ever, NULL) != 0) break;
        pthread_detach(thread);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void open_gate(shared_work *work) {
    pool.work = work;
    atomic_store(&pool.gate, (atomic_load(&pool.gate) / next_work + 1) * next_work + gate_open);
    if (atomic_load(&pool.sleepers) == 0) return;
    pthread_mutex_lock(&pool.sleep);
    pthread_cond_broadcast(&pool.work_came);
    pthread_mutex_unlock(&pool.sleep);
}

static bool somebody_is_inside(void) { return (atomic_load(&pool.gate) & inside_mask) != 0; }

static void shut_gate(void) {
    atomic_fetch_and(&pool.gate, ~(gate)gate_open);
    for (int i = 0; i < spins && somebody_is_inside(); i++) pause_briefly();
    if (!somebody_is_inside()) return;
    pthread_mutex_lock(&pool.sleep);
    atomic_store(&pool.caller_sleeps, true);
    while (somebody_is_inside()) pthread_cond_wait(&pool.all_left, &pool.sleep);
    atomic_store(&pool.caller_sleeps, false);
    pthread_mutex_unlock(&pool.sleep);
}

void parallel_for(int count, void (*body)(int, void *), void *context) {
    int threads = parallel_threads();
    if (threads > count) threads = count;
    // Work within work, or beside another caller's, is done by who brings it.
    if (threads <= 1 || pthread_mutex_trylock(&pool.use) != 0) {
        for (int index = 0; index < count; index++) body(index, context);
        return;
    }
    share shares[threads];
    for (int t = 0; t < threads; t++) {
        atomic_init(&shares[t].next, (int)((long long)count * t / threads));
        shares[t].end = (int)((long long)count * (t + 1) / threads);
    }
    shared_work work = {.threads = threads, .shares = shares, .body = body, .context = context, .joined = 1};
    start_workers(threads - 1);
    open_gate(&work);
    take_work(&work, 0);
    shut_gate();
    pthread_mutex_unlock(&pool.use);
}

static int threads_at_first(void) {
    const char *said = getenv("OMP_NUM_THREADS");
    int threads = said ? atoi(said) : 0;
#if defined(__linux__)
    cpu_set_t allowed;
    if (threads < 1 && sched_getaffinity(0, sizeof allowed, &allowed) == 0) threads = CPU_COUNT(&allowed);
#endif
    if (threads < 1) threads = (int)sysconf(_SC_NPROCESSORS_ONLN);
    return threads < 1 ? 1 : threads;
}

int parallel_threads(void) {
    int threads = atomic_load_explicit(&wanted_threads, memory_order_relaxed);
    if (threads > 0) return threads;
    parallel_use_threads(threads_at_first());
    return atomic_load_explicit(&wanted_threads, memory_order_relaxed);
}

void parallel_use_threads(int threads) {
    int possible = threads < 1 ? 1 : threads > most_threads ? most_threads : threads;
    atomic_store_explicit(&wanted_threads, possible, memory_order_relaxed);
}
