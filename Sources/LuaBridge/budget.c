#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "state.h"

// MARK: - Memory

void *bridge_allocate(void *context, void *block, size_t old_size, size_t new_size) {
    lua_bridge *bridge = context;
    // For a new block Lua passes its kind as the old size.
    size_t held = block ? old_size : 0;
    if (new_size == 0) {
        free(block);
        bridge->used -= held;
        return NULL;
    }
    if (new_size > held) {
        bool refused = bridge->used - held + new_size > bridge->limits.memory;
        if (bridge->allocations_left >= 0) {
            if (bridge->allocations_left == 0) refused = true;
            else bridge->allocations_left--;
        }
        if (refused && bridge->grace == 0) return NULL;
        if (refused) bridge->is_over_limit = true;
    }
    void *moved = realloc(block, new_size);
    if (!moved) return NULL;
    bridge->used = bridge->used - held + new_size;
    if (bridge->used > bridge->peak) bridge->peak = bridge->used;
    return moved;
}

// MARK: - Time

static double seconds_of(clockid_t clock) {
    struct timespec now;
    if (clock_gettime(clock, &now) != 0) return 0;
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

// Once expired it stays so: armed for every instruction, no pcall of the script outlives it.
static void on_count(lua_State *L, lua_Debug *record) {
    (void)record;
    bridge_check_time(L);
}

void bridge_check_time(lua_State *L) {
    lua_bridge *bridge = bridge_of(L);
    if (!bridge->is_expired && seconds_of(bridge->clock) < bridge->deadline) return;
    bridge->is_expired = true;
    lua_sethook(L, on_count, LUA_MASKCOUNT, 1);
    bridge_check_budget(L);
}

void bridge_check_budget(lua_State *L) {
    lua_bridge *bridge = bridge_of(L);
    if (bridge->is_over_limit) {
        bridge->is_over_limit = false;
        lua_pushliteral(L, "not enough memory");
        lua_error(L);
    }
    if (!bridge->is_expired) return;
    bridge_push_place(L, 0);
    lua_pushfstring(L, "%sthe script took longer than %f s", lua_tostring(L, -1), bridge->limits.seconds);
    lua_error(L);
}

// The last resort, for a loop inside a C function that the hook cannot enter.
static void *watch(void *context) {
    lua_bridge *bridge = context;
    pthread_mutex_lock(&bridge->watch_lock);
    while (atomic_load(&bridge->watching)) {
        struct timespec wake;
        clock_gettime(CLOCK_REALTIME, &wake);
        wake.tv_nsec += 200000000;
        if (wake.tv_nsec >= 1000000000) wake.tv_sec++, wake.tv_nsec -= 1000000000;
        pthread_cond_timedwait(&bridge->watch_end, &bridge->watch_lock, &wake);
        if (!atomic_load(&bridge->watching) || seconds_of(bridge->clock) < bridge->deadline + 2) continue;
        static const char text[] = "reverie: the preset's script does not stop; ended\n";
        if (write(STDERR_FILENO, text, sizeof text - 1) < 0) errno = 0;
        _exit(1);
    }
    pthread_mutex_unlock(&bridge->watch_lock);
    return NULL;
}

void bridge_enter(lua_bridge *bridge) {
    if (bridge->running++ > 0) return;
    pthread_getcpuclockid(pthread_self(), &bridge->clock);
    if (bridge->deadline == 0) bridge->deadline = seconds_of(bridge->clock) + bridge->limits.seconds;
    lua_sethook(bridge->L, on_count, LUA_MASKCOUNT, bridge->is_expired ? 1 : 100);
    atomic_store(&bridge->watching, true);
    if (pthread_create(&bridge->watchdog, NULL, watch, bridge) != 0) atomic_store(&bridge->watching, false);
}

void bridge_leave(lua_bridge *bridge) {
    if (--bridge->running > 0 || !atomic_load(&bridge->watching)) return;
    pthread_mutex_lock(&bridge->watch_lock);
    atomic_store(&bridge->watching, false);
    pthread_cond_signal(&bridge->watch_end);
    pthread_mutex_unlock(&bridge->watch_lock);
    pthread_join(bridge->watchdog, NULL);
}
