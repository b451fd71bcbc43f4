#pragma once
// Work shared among a pool of threads, the one that oneDNN computes with too, so that the two never compete.

/// Calls body(0, context) … body(count - 1, context), each once, in any order and on any thread; returns when all are
/// done. What an index writes must not depend on another's, so that results are the same for any number of threads. Work within
/// work, and a second caller's while the threads are taken, is done by the caller alone.
void parallel_for(int count, void (*body)(int index, void *context), void *context);
