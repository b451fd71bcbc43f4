#include "team.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "include/parallel.h"
#include "include/threads.h"

// oneDNN computes with OpenMP's threads, as libgomp has them: they wait for each other at every layer, and spin while they do, so that
// two busy processes slow each other by a factor of ten and more. What it calls of libgomp stands here too, and runs on the pool: a
// program's own symbols come before a library's. Those are of the versions that oneDNN asks for, or else gold would keep them to
// itself; where a linker does, oneDNN has libgomp's threads as before.

#if defined(__linux__)
__asm__(".symver GOMP_parallel, GOMP_parallel@@GOMP_4.0");
__asm__(".symver GOMP_barrier, GOMP_barrier@@GOMP_1.0");
__asm__(".symver omp_get_max_threads, omp_get_max_threads@@OMP_1.0");
__asm__(".symver omp_get_num_threads, omp_get_num_threads@@OMP_1.0");
__asm__(".symver omp_get_thread_num, omp_get_thread_num@@OMP_1.0");
__asm__(".symver omp_in_parallel, omp_in_parallel@@OMP_1.0");
#endif

typedef struct {
    void (*body)(void *);
    void *data;
    int members;
} team;

static atomic_ulong teams;

static _Thread_local int team_members = 1, team_member = 0;

static void run_member(int member, void *context) {
    const team *t = context;
    int members_before = team_members, member_before = team_member;
    team_members = t->members, team_member = member;
    t->body(t->data);
    team_members = members_before, team_member = member_before;
}

void GOMP_parallel(void (*body)(void *), void *data, unsigned members, unsigned flags) {
    (void)flags;
    atomic_fetch_add_explicit(&teams, 1, memory_order_relaxed);
    team t = {body, data, members > 0 ? (int)members : parallel_threads()};
    if (team_members > 1) t.members = 1;
    parallel_for(t.members, run_member, &t);
}

int omp_get_max_threads(void) { return parallel_threads(); }
int omp_get_num_threads(void) { return team_members; }
int omp_get_thread_num(void) { return team_member; }
int omp_in_parallel(void) { return team_members > 1; }

// Members may run one after the other, so none may wait for another within its work; no convolution's forward pass or gradient
// of its input does.
void GOMP_barrier(void) {
    if (team_members > 1) abort();
}

unsigned long parallel_teams(void) { return atomic_load_explicit(&teams, memory_order_relaxed); }
