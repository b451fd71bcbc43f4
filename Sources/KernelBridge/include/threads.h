#pragma once
// The threads that oneDNN and our own kernels compute with.

/// How many are used; every core that the process may run on, at first.
int kernels_thread_count(void);

/// Uses `threads` threads from now on, at least 1. Primitives that oneDNN compiled earlier keep their number.
void kernels_set_thread_count(int threads);
