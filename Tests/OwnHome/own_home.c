#include "own_home.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char configuration[4096];

const char *own_home_configuration(void) { return configuration; }

// Before main: nothing has asked for the environment yet, and there is one thread.
__attribute__((constructor)) static void own_home_settle(void) {
    const char *place = getenv("TMPDIR");
    int length = snprintf(configuration, sizeof configuration, "%s/reverie-tests-%ld/config",
                          place && *place ? place : "/tmp", (long)getpid());
    if (length < 0 || (size_t)length >= sizeof configuration || setenv("XDG_CONFIG_HOME", configuration, 1) != 0) {
        fputs("the tests have no place for settings of their own\n", stderr);
        abort();
    }
}
