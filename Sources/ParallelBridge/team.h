#pragma once
// The part of libgomp's interface that oneDNN is built on, as our pool has it.

/// Runs body(data) once for each member of a team, of as many as the pool has threads when `members` is 0. Within it a member
/// knows its number.
void GOMP_parallel(void (*body)(void *), void *data, unsigned members, unsigned flags);

int omp_get_max_threads(void);
int omp_get_num_threads(void);
int omp_get_thread_num(void);
int omp_in_parallel(void);

/// Ends the program where a member would have to wait for another.
void GOMP_barrier(void);
