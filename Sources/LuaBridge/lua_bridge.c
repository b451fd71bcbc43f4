#include "lua_bridge.h"

#include <stdlib.h>
#include <string.h>

#include "state.h"

const char *const bridge_object_name = "value of a recipe";

lua_bridge *bridge_of(lua_State *L) { return *(lua_bridge **)lua_getextraspace(L); }

// MARK: - Life

lua_bridge *lua_bridge_create(lua_bridge_limits limits, uint64_t seed, lua_bridge_host host, void *context) {
    lua_bridge *bridge = calloc(1, sizeof *bridge);
    if (!bridge) return NULL;
    bridge->limits = limits;
    bridge->host = host;
    bridge->context = context;
    bridge->allocations_left = -1;
    bridge->printed = malloc(limits.printed ? limits.printed : 1);
    pthread_mutex_init(&bridge->watch_lock, NULL);
    pthread_cond_init(&bridge->watch_end, NULL);
    bridge->L = lua_newstate(bridge_allocate, bridge);
    if (!bridge->L || !bridge->printed) {
        lua_bridge_destroy(bridge);
        return NULL;
    }
    *(lua_bridge **)lua_getextraspace(bridge->L) = bridge;
    lua_pushcfunction(bridge->L, bridge_build_sandbox);
    lua_pushinteger(bridge->L, (lua_Integer)seed);
    if (lua_pcall(bridge->L, 1, 0, 0) != LUA_OK) {
        lua_bridge_destroy(bridge);
        return NULL;
    }
    return bridge;
}

void lua_bridge_destroy(lua_bridge *bridge) {
    if (!bridge) return;
    if (bridge->L) lua_close(bridge->L);
    pthread_mutex_destroy(&bridge->watch_lock);
    pthread_cond_destroy(&bridge->watch_end);
    free(bridge->answer_text);
    free(bridge->message);
    free(bridge->printed);
    free(bridge);
}

// MARK: - Errors

static void keep_message(lua_bridge *bridge, const char *text, size_t length) {
    enum { longest = 8192 };
    if (length > longest) length = longest;
    char *copy = malloc(length + 1);
    if (!copy) return;
    memcpy(copy, text, length);
    copy[length] = 0;
    free(bridge->message);
    bridge->message = copy;
    bridge->message_length = length;
}

// Keeps the error value at the top as text, without running anything of the script's.
static void keep_error(lua_bridge *bridge) {
    lua_State *L = bridge->L;
    size_t length;
    bridge->grace++;
    if (lua_type(L, -1) == LUA_TSTRING || lua_type(L, -1) == LUA_TNUMBER) {
        const char *text = lua_tolstring(L, -1, &length);
        keep_message(bridge, text, length);
    } else {
        static const char text[] = "the script raised an error that is no text";
        keep_message(bridge, text, sizeof text - 1);
    }
    bridge->grace--;
    lua_pop(L, 1);
}

const char *lua_bridge_error(const lua_bridge *bridge, size_t *length) {
    *length = bridge->message ? bridge->message_length : 0;
    return bridge->message ? bridge->message : "";
}

// MARK: - Entering the script

// Pushes the place of a level if it is a line of a script.
static bool push_line(lua_State *L, int level) {
    lua_Debug at;
    if (!lua_getstack(L, level, &at)) return false;
    lua_getinfo(L, "Sl", &at);
    if (at.currentline <= 0) return false;
    lua_pushfstring(L, "%s:%d: ", at.short_src, at.currentline);
    return true;
}

void bridge_push_place(lua_State *L, int level) {
    lua_Debug at;
    for (int outer = level; lua_getstack(L, outer, &at); outer++)
        if (push_line(L, outer)) return;
    // Nothing of a script called what is there: the nearest line within.
    for (int inner = level - 1; inner > 0; inner--)
        if (push_line(L, inner)) return;
    lua_pushliteral(L, "");
}

// Where an error that nobody caught came from, when it is no text that says so. Runs nothing of the script's.
static int place_error(lua_State *L) {
    if (lua_type(L, 1) == LUA_TSTRING) return 1;
    lua_bridge *bridge = bridge_of(L);
    bridge->grace++;
    bridge_push_place(L, 1);
    lua_pushfstring(L, "error was called with a %s, and takes a text that says what is wrong", luaL_typename(L, 1));
    lua_concat(L, 2);
    bridge->grace--;
    return 1;
}

// Runs the protected function `body` with `argument`, grace being off meanwhile; on success its result is pushed.
static bool enter(lua_bridge *bridge, lua_CFunction body, void *argument) {
    lua_State *L = bridge->L;
    int grace = bridge->grace;
    if (!lua_checkstack(L, LUA_MINSTACK)) {
        static const char text[] = "stack overflow";
        keep_message(bridge, text, sizeof text - 1);
        return false;
    }
    bridge_enter(bridge);
    bridge->grace = 0;
    lua_pushcfunction(L, place_error);
    lua_pushcfunction(L, body);
    lua_pushlightuserdata(L, argument);
    bool succeeded = lua_pcall(L, 1, 1, -3) == LUA_OK;
    if (!succeeded) keep_error(bridge);
    // The result stands above the handler, an error is gone already.
    lua_remove(L, succeeded ? -2 : -1);
    bridge->grace = grace;
    bridge_leave(bridge);
    return succeeded;
}

void bridge_load(lua_State *L, const char *text, size_t length, const char *name) {
    if (length > 0 && text[0] == LUA_SIGNATURE[0]) {
        lua_pushfstring(L, "%s: it holds compiled Lua, and presets are Lua as text", name + 1);
        lua_error(L);
    }
    if (luaL_loadbufferx(L, text, length, name, "t") != LUA_OK) lua_error(L);
}

typedef struct {
    const char *text, *name;
    size_t length;
} chunk;

static int run_chunk(lua_State *L) {
    const chunk *c = lua_touserdata(L, 1);
    bridge_load(L, c->text, c->length, c->name);
    lua_call(L, 0, 1);
    return 1;
}

bool lua_bridge_run(lua_bridge *bridge, const char *text, size_t length, const char *name) {
    chunk c = {text, name, length};
    return enter(bridge, run_chunk, &c);
}

typedef struct {
    int reference, count;
    const lua_bridge_value *arguments;
} call;

static int run_call(lua_State *L) {
    const call *c = lua_touserdata(L, 1);
    luaL_checkstack(L, c->count + 1, "too many arguments");
    lua_rawgeti(L, LUA_REGISTRYINDEX, c->reference);
    for (int i = 0; i < c->count; i++) bridge_push(L, c->arguments[i]);
    lua_call(L, c->count, 1);
    return 1;
}

bool lua_bridge_call(lua_bridge *bridge, int reference, const lua_bridge_value *arguments, int count) {
    call c = {reference, count, arguments};
    return enter(bridge, run_call, &c);
}

// MARK: - Asking the host

int bridge_ask(lua_State *L, lua_bridge_request request, int64_t word) {
    lua_bridge *bridge = bridge_of(L);
    bridge->has_failed = false;
    bridge->answer = (lua_bridge_value){.type = lua_bridge_nil};
    int top = lua_gettop(L);
    bridge->grace++;
    bridge->host(bridge->context, bridge, request, word, top);
    bridge->grace--;
    lua_settop(L, top);
    // Swift has returned: from here on an error may jump. What the host does takes the script's time.
    bridge_check_time(L);
    bridge_check_budget(L);
    if (bridge->has_failed) {
        // A script may catch this error; the next answer is a fresh one.
        bridge->has_failed = false;
        lua_pushlstring(L, bridge->message ? bridge->message : "", bridge->message ? bridge->message_length : 0);
        return lua_error(L);
    }
    bridge_push(L, bridge->answer);
    return 1;
}

void lua_bridge_answer(lua_bridge *bridge, lua_bridge_value value) {
    if (value.type == lua_bridge_string) {
        char *copy = malloc(value.length + 1);
        if (!copy) {
            static const char text[] = "not enough memory";
            lua_bridge_fail(bridge, text, sizeof text - 1);
            return;
        }
        memcpy(copy, value.string, value.length);
        copy[value.length] = 0;
        free(bridge->answer_text);
        bridge->answer_text = copy;
        value.string = copy;
    }
    bridge->answer = value;
}

void lua_bridge_fail(lua_bridge *bridge, const char *message, size_t length) {
    keep_message(bridge, message, length);
    bridge->has_failed = true;
}

static int call_word(lua_State *L) {
    return bridge_ask(L, lua_bridge_call_word, lua_tointeger(L, lua_upvalueindex(1)));
}

static void push_number(lua_State *L, double number) {
    const double exact = 9007199254740992; // 2^53
    if (number > -exact && number < exact && number == (double)(lua_Integer)number)
        lua_pushinteger(L, (lua_Integer)number);
    else
        lua_pushnumber(L, number);
}

static void push_table(lua_State *L, lua_bridge_value table) {
    luaL_checkstack(L, 4, "a table is nested too deeply");
    lua_newtable(L);
    lua_Integer last = 0;
    for (size_t i = 0; i < table.count; i++) {
        const lua_bridge_entry *entry = &table.entries[i];
        if (entry->key) lua_pushlstring(L, entry->key, entry->length);
        else lua_pushinteger(L, ++last);
        bridge_push(L, entry->value);
        lua_rawset(L, -3);
    }
}

void bridge_push(lua_State *L, lua_bridge_value value) {
    switch (value.type) {
    case lua_bridge_boolean: lua_pushboolean(L, value.boolean); break;
    case lua_bridge_number: push_number(L, value.number); break;
    case lua_bridge_string: lua_pushlstring(L, value.string, value.length); break;
    case lua_bridge_table: push_table(L, value); break;
    case lua_bridge_function: lua_rawgeti(L, LUA_REGISTRYINDEX, (lua_Integer)value.index); break;
    case lua_bridge_object: {
        int64_t *object = lua_newuserdatauv(L, sizeof *object, 0);
        *object = value.index;
        luaL_setmetatable(L, bridge_object_name);
        break;
    }
    case lua_bridge_word:
        lua_pushinteger(L, value.index);
        lua_pushcclosure(L, call_word, 1);
        break;
    default: lua_pushnil(L); break;
    }
}

typedef struct {
    const char *name;
    lua_bridge_value value;
} module;

static int provide(lua_State *L) {
    const module *m = lua_touserdata(L, 1);
    luaL_getsubtable(L, LUA_REGISTRYINDEX, "reverie.modules");
    bridge_push(L, m->value);
    lua_setfield(L, -2, m->name);
    lua_pushnil(L);
    return 1;
}

bool lua_bridge_provide(lua_bridge *bridge, const char *name, lua_bridge_value value) {
    module m = {name, value};
    bool succeeded = enter(bridge, provide, &m);
    if (succeeded) lua_pop(bridge->L, 1);
    return succeeded;
}

// MARK: - Reading values
//
// Each of these runs with grace, so that a string or a key that Lua makes on the way cannot raise.

lua_bridge_type lua_bridge_type_of(lua_bridge *bridge, int index) {
    switch (lua_type(bridge->L, index)) {
    case LUA_TBOOLEAN: return lua_bridge_boolean;
    case LUA_TNUMBER: return lua_bridge_number;
    case LUA_TSTRING: return lua_bridge_string;
    case LUA_TTABLE: return lua_bridge_table;
    case LUA_TFUNCTION: return lua_bridge_function;
    case LUA_TUSERDATA: return lua_bridge_object;
    default: return lua_bridge_nil;
    }
}

bool lua_bridge_to_boolean(lua_bridge *bridge, int index) { return lua_toboolean(bridge->L, index); }

double lua_bridge_to_number(lua_bridge *bridge, int index) {
    return lua_type(bridge->L, index) == LUA_TNUMBER ? lua_tonumber(bridge->L, index) : 0;
}

const char *lua_bridge_to_string(lua_bridge *bridge, int index, size_t *length) {
    *length = 0;
    // Only on strings: a number would be turned into one, in place and with an allocation.
    return lua_type(bridge->L, index) == LUA_TSTRING ? lua_tolstring(bridge->L, index, length) : NULL;
}

int64_t lua_bridge_to_object(lua_bridge *bridge, int index) {
    bridge->grace++;
    const int64_t *object = luaL_testudata(bridge->L, index, bridge_object_name);
    bridge->grace--;
    return object ? *object : -1;
}

int lua_bridge_to_reference(lua_bridge *bridge, int index) {
    bridge->grace++;
    lua_pushvalue(bridge->L, index);
    int reference = luaL_ref(bridge->L, LUA_REGISTRYINDEX);
    bridge->grace--;
    return reference;
}

int lua_bridge_count(lua_bridge *bridge) { return lua_gettop(bridge->L); }

void lua_bridge_pop(lua_bridge *bridge, int count) { lua_pop(bridge->L, count); }

bool lua_bridge_begin(lua_bridge *bridge) {
    bridge->grace++;
    bool has_room = lua_checkstack(bridge->L, 4);
    bridge->grace--;
    if (has_room) lua_pushnil(bridge->L);
    return has_room;
}

bool lua_bridge_next(lua_bridge *bridge, int table) { return lua_next(bridge->L, table) != 0; }

int lua_bridge_line(lua_bridge *bridge, char *name, size_t size) {
    lua_Debug record;
    for (int level = 0; lua_getstack(bridge->L, level, &record); level++) {
        if (!lua_getinfo(bridge->L, "Sl", &record) || record.currentline <= 0) continue;
        strncpy(name, record.short_src, size - 1);
        name[size - 1] = 0;
        return record.currentline;
    }
    name[0] = 0;
    return 0;
}

const char *lua_bridge_printed(const lua_bridge *bridge, size_t *length) {
    *length = bridge->printed_length;
    return bridge->printed;
}

size_t lua_bridge_peak(const lua_bridge *bridge) { return bridge->peak; }

void lua_bridge_fail_allocation(lua_bridge *bridge, int64_t after) { bridge->allocations_left = after; }
