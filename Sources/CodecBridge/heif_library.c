#include "heif_library.h"

#include <dlfcn.h>
#include <pthread.h>

static heif_library library;
static bool is_open;

static void open_library(void) {
    void *file = dlopen("libheif.so.1", RTLD_NOW | RTLD_LOCAL);
    if (!file) file = dlopen("libheif.dylib", RTLD_NOW | RTLD_LOCAL);
    if (!file) return;
    is_open = true;
#define HEIF_FIND(name) \
    library.name = (__typeof__(name) *)dlsym(file, #name); \
    is_open &= library.name != NULL;
    HEIF_CALLS(HEIF_FIND)
#undef HEIF_FIND
    // Finds its plugins.
    if (is_open) is_open = library.heif_init(NULL).code == heif_error_Ok;
}

const heif_library *heif_open(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, open_library);
    return is_open ? &library : NULL;
}
