#pragma once
// The threads that everything is computed with: oneDNN, our own kernels, and what is done to pictures around them.

/// How many are used; every core that the process may run on, at first.
int parallel_threads(void);

/// Uses `threads` threads from now on, at least 1. Primitives that oneDNN compiled earlier keep their number of parts.
void parallel_use_threads(int threads);

/// How often oneDNN has computed on them; never, where a linker left it to libgomp's own.
unsigned long parallel_teams(void);
