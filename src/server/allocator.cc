// How memory is given out, by jemalloc: in pages of 2 MB where the system has them. A page of a
// list reads memory at a hundred places, and with small pages each of them is looked for twice: the
// page, then what is in it.
#include <jemalloc/jemalloc.h>

// What was freed goes back to the system after a second, by a thread of its own. What an index is
// made of comes by dozens of pieces at once (chunks of rows, 4,096 bytes; leaves, 5,120): one by
// one, jemalloc keeps 128 bytes beside each chunk and each four leaves.
const char* malloc_conf =
    "thp:always,background_thread:true,dirty_decay_ms:1000,muzzy_decay_ms:0,"
    "slab_sizes:4096-4096:32|5120-5120:40";
