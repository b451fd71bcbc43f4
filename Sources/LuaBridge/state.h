#pragma once
// What the files of the bridge share: the state, its budget, and the way to the host.

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "lua_bridge.h"

struct lua_bridge {
    lua_State *L;
    lua_bridge_limits limits;
    lua_bridge_host host;
    void *context;

    // Memory. While `grace` is above 0 Swift is on the stack, and an allocation over the limit is allowed and noted.
    size_t used, peak;
    int grace;
    bool is_over_limit;
    int64_t allocations_left;

    // Time. The deadline is in the running thread's processor time.
    double deadline;
    bool is_expired;
    clockid_t clock;
    int running;
    /// Of sorts, counted between looks at the clock.
    unsigned comparisons;
    atomic_bool watching;
    pthread_t watchdog;
    pthread_mutex_t watch_lock;
    pthread_cond_t watch_end;

    // The answer to the request in progress, and the last error.
    lua_bridge_value answer;
    char *answer_text, *message;
    size_t message_length;
    bool has_failed;

    char *printed;
    size_t printed_length;
};

/// The bridge of a state.
lua_bridge *bridge_of(lua_State *L);

/// lua_Alloc within the limit.
void *bridge_allocate(void *context, void *block, size_t old_size, size_t new_size);

/// Starts and stops the clock of one entry into the script; entries nest.
void bridge_enter(lua_bridge *bridge);
void bridge_leave(lua_bridge *bridge);

/// Looks at the clock, and raises if time has run out. For whatever works long between two instructions of a script.
void bridge_check_time(lua_State *L);

/// Raises if memory or time was found to have run out.
void bridge_check_budget(lua_State *L);

/// Pushes the function that a text is, whose name begins with '@'; raises where it is none. Byte code can crash the machine that runs it, and is refused.
void bridge_load(lua_State *L, const char *text, size_t length, const char *name);

/// Asks the host, and raises what it fails with after it has returned; otherwise the answer is pushed.
int bridge_ask(lua_State *L, lua_bridge_request request, int64_t word);

/// Pushes `file:line: ` of the nearest line of a script at a level, above it or, failing that, below; an empty text where there is none.
void bridge_push_place(lua_State *L, int level);

/// Pushes a value of the host.
void bridge_push(lua_State *L, lua_bridge_value value);

/// A lua_CFunction that builds the sandbox and leaves its environment in the registry as the globals.
int bridge_build_sandbox(lua_State *L);

/// The metatable's name of the host's objects.
extern const char *const bridge_object_name;
