// The words that a script has, and no others: an allow-list built from nothing. What is replaced, and why, is said at
// each replacement; the attacks are named in Tests/RecipesTests/HostileScriptTests.swift.

#include <string.h>

#include "state.h"

enum {
    longest_string = 1 << 20,
    // The work of a plain search, in byte comparisons.
    longest_search = 1 << 26,
    longest_list = 100000,
    longest_sorted = 4096,
    deepest_module = 32,
};

// MARK: - Basics

// No addresses, and no metamethods of the script's.
static void push_text(lua_State *L, int index) {
    switch (lua_type(L, index)) {
    case LUA_TNUMBER:
        lua_pushvalue(L, index);
        lua_tolstring(L, -1, NULL);
        break;
    case LUA_TSTRING: lua_pushvalue(L, index); break;
    case LUA_TBOOLEAN: lua_pushstring(L, lua_toboolean(L, index) ? "true" : "false"); break;
    default: lua_pushstring(L, luaL_typename(L, index)); break;
    }
}

static int describe_object(lua_State *L) { return bridge_ask(L, lua_bridge_describe, 0); }

static int to_string(lua_State *L) {
    luaL_checkany(L, 1);
    lua_settop(L, 1);
    if (lua_type(L, 1) == LUA_TUSERDATA) return describe_object(L);
    push_text(L, 1);
    return 1;
}

// Kept in a buffer of bounded size: a script cannot flood a terminal.
static int print(lua_State *L) {
    lua_bridge *bridge = bridge_of(L);
    int count = lua_gettop(L);
    for (int i = 1; i <= count + 1; i++) {
        const char *text = "\n";
        size_t length = 1;
        if (i <= count) {
            lua_pushcfunction(L, to_string);
            lua_pushvalue(L, i);
            lua_call(L, 1, 1);
            text = lua_tolstring(L, -1, &length);
        }
        size_t room = bridge->limits.printed - bridge->printed_length;
        if (length > room) length = room;
        memcpy(bridge->printed + bridge->printed_length, text, length);
        bridge->printed_length += length;
        if (i < count && bridge->printed_length < bridge->limits.printed)
            bridge->printed[bridge->printed_length++] = '\t';
        lua_settop(L, count);
    }
    return 0;
}

// The metatable is copied, and the copy is neither seen nor changed: what is added later has no effect. Finalizers and
// closers would run where no budget reaches; weak tables would show when memory is collected; a false length deceives the
// library's functions; __tostring, __name and __metatable are not asked by this host.
static int set_metatable(lua_State *L) {
    static const char *const kept[] = {
        "__index", "__newindex", "__call", "__concat", "__eq",  "__lt",   "__le",  "__add", "__sub", "__mul",
        "__div",   "__mod",      "__pow",  "__unm",    "__idiv", "__band", "__bor", "__bxor", "__shl", "__shr",
        "__bnot",  NULL};
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_checktype(L, 2, LUA_TTABLE);
    lua_settop(L, 2);
    if (lua_getmetatable(L, 1)) return luaL_error(L, "the table has a metatable, which is protected");
    lua_newtable(L);
    for (lua_pushnil(L); lua_next(L, 2); lua_pop(L, 1)) {
        if (lua_type(L, -2) != LUA_TSTRING) continue;
        const char *key = lua_tostring(L, -2);
        if (strncmp(key, "__", 2) != 0) continue;
        const char *const *name = kept;
        while (*name && strcmp(*name, key) != 0) name++;
        if (!*name) return luaL_error(L, "a metatable must not have '%s'", key);
        lua_pushvalue(L, -1);
        lua_setfield(L, 3, *name);
    }
    lua_pushboolean(L, false);
    lua_setfield(L, 3, "__metatable");
    lua_setmetatable(L, 1);
    return 1;
}

// Numbers before strings, each in order.
static int key_is_before(lua_State *L) {
    bool a = lua_type(L, 1) == LUA_TNUMBER, b = lua_type(L, 2) == LUA_TNUMBER;
    lua_pushboolean(L, a == b ? lua_compare(L, 1, 2, LUA_OPLT) : a);
    return 1;
}

static int next_sorted(lua_State *L) {
    lua_Integer place = lua_tointeger(L, lua_upvalueindex(3));
    lua_rawgeti(L, lua_upvalueindex(2), place + 1);
    lua_pushinteger(L, place + 1);
    lua_replace(L, lua_upvalueindex(3));
    if (lua_isnil(L, -1)) return 1;
    lua_pushvalue(L, -1);
    lua_rawget(L, lua_upvalueindex(1));
    return 2;
}

// In the same order in every process: Lua's own order follows the addresses and a random seed.
static int sorted_pairs(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    bridge_check_time(L);
    lua_settop(L, 1);
    lua_newtable(L);
    lua_Integer count = 0;
    for (lua_pushnil(L); lua_next(L, 1); lua_pop(L, 1)) {
        int type = lua_type(L, -2);
        if (type != LUA_TNUMBER && type != LUA_TSTRING)
            return luaL_error(L, "pairs: a key is a %s; numbers and strings are walked", luaL_typename(L, -2));
        if (++count > longest_list) return luaL_error(L, "pairs: more than %d entries", longest_list);
        lua_pushvalue(L, -2);
        lua_rawseti(L, 2, count);
    }
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_pushvalue(L, 2);
    lua_pushcfunction(L, key_is_before);
    lua_call(L, 2, 0);
    lua_settop(L, 2);
    lua_pushinteger(L, 0);
    lua_pushcclosure(L, next_sorted, 3);
    return 1;
}

// MARK: - Strings

static int repeat(lua_State *L) {
    size_t length, separator;
    luaL_checklstring(L, 1, &length);
    lua_Integer count = luaL_checkinteger(L, 2);
    luaL_optlstring(L, 3, "", &separator);
    if (length + separator == 0 || count <= 0) {
        lua_pushliteral(L, "");
        return 1;
    }
    if ((lua_Integer)(longest_string / (length + separator)) < count)
        return luaL_error(L, "string.rep: the result would have more than %d bytes", longest_string);
    bridge_check_time(L);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, 1);
    return 1;
}

// Numbers and texts only: %s of a table would run its __tostring or show an address, and so does %p.
static int format(lua_State *L) {
    size_t total;
    const char *pattern = luaL_checklstring(L, 1, &total);
    for (const char *c = pattern; (c = strchr(c, '%')); c++) {
        if (*++c == '%') continue;
        size_t skipped = strspn(c, "-+ #0123456789.");
        if (!strchr("diuoxXcseEfgGq", c[skipped]) || !c[skipped])
            return luaL_error(L, "string.format: '%%%c' is not one of the formats", c[skipped]);
        c += skipped;
    }
    for (int i = 2; i <= lua_gettop(L); i++) {
        size_t length = 0;
        int type = lua_type(L, i);
        if (type != LUA_TNUMBER && type != LUA_TSTRING && type != LUA_TBOOLEAN && type != LUA_TNIL)
            return luaL_error(L, "string.format: argument %d is a %s", i, luaL_typename(L, i));
        if (type == LUA_TSTRING) lua_tolstring(L, i, &length);
        total += length;
    }
    if (total > longest_string) return luaL_error(L, "string.format: more than %d bytes", longest_string);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, 1);
    return 1;
}

// A long text costs as much as a loop, between two looks at the clock.
static int with_short_text(lua_State *L) {
    size_t length;
    luaL_checklstring(L, 1, &length);
    if (length > longest_string) return luaL_error(L, "the text has more than %d bytes", longest_string);
    bridge_check_time(L);
    lua_settop(L, 1);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, 1, 1);
    return 1;
}

// Plain text, no patterns: matching one can take longer than the universe.
static int find(lua_State *L) {
    size_t length, wanted;
    luaL_checklstring(L, 1, &length);
    luaL_checklstring(L, 2, &wanted);
    if (wanted > 0 && length > longest_search / wanted)
        return luaL_error(L, "string.find: the texts are too long");
    bridge_check_time(L);
    lua_settop(L, 3);
    lua_pushboolean(L, true);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, 4, 2);
    return 2;
}

// MARK: - Tables

static void check_plain_table(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    if (lua_getmetatable(L, 1)) luaL_error(L, "the table functions take tables without a metatable");
    if (lua_rawlen(L, 1) > longest_list) luaL_error(L, "the list has more than %d entries", longest_list);
    bridge_check_time(L);
}

// For functions that trust a length: plain tables of bounded length only.
static int with_plain_table(lua_State *L) {
    check_plain_table(L);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, LUA_MULTRET);
    return lua_gettop(L);
}

// What sort compares by when the script names nothing else: a sort without a function of the script's passes no hook, and a
// hundred thousand long texts that differ at their ends would take minutes.
static int is_before(lua_State *L) {
    lua_bridge *bridge = bridge_of(L);
    if (++bridge->comparisons % 1024 == 0) bridge_check_time(L);
    for (int i = 1; i <= 2; i++) {
        size_t length = 0;
        if (lua_type(L, i) == LUA_TSTRING) lua_tolstring(L, i, &length);
        if (length > longest_sorted) return luaL_error(L, "table.sort: a text has more than %d bytes", longest_sorted);
    }
    lua_pushboolean(L, lua_compare(L, 1, 2, LUA_OPLT));
    return 1;
}

static int sort(lua_State *L) {
    check_plain_table(L);
    lua_settop(L, 2);
    if (lua_isnil(L, 2)) {
        lua_pushcfunction(L, is_before);
        lua_replace(L, 2);
    }
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, 2, 0);
    return 0;
}

// MARK: - Modules

static int module_source(lua_State *L) { return bridge_ask(L, lua_bridge_module, 0); }

// The host finds the source of the module named at 1; the chunk runs here, after the host has returned.
static int load_module(lua_State *L) {
    const char *name = lua_tostring(L, 1);
    lua_pushcfunction(L, module_source);
    lua_pushvalue(L, 1);
    lua_call(L, 1, 1);
    size_t length;
    const char *text = luaL_checklstring(L, 2, &length);
    lua_pushfstring(L, "@%s.lua", name);
    bridge_load(L, text, length, lua_tostring(L, -1));
    lua_call(L, 0, 1);
    if (lua_isnil(L, -1)) lua_pushboolean(L, true);
    return 1;
}

// The names in the list at `index` from the first that equals `name`: a -> b -> a.
static int fail_with_circle(lua_State *L, int index, const char *name) {
    luaL_Buffer chain;
    luaL_buffinit(L, &chain);
    bool has_begun = false;
    for (lua_Integer i = 1; lua_rawgeti(L, index, i) != LUA_TNIL; i++) {
        has_begun = has_begun || strcmp(lua_tostring(L, -1), name) == 0;
        if (!has_begun) {
            lua_pop(L, 1);
            continue;
        }
        luaL_addvalue(&chain);
        luaL_addstring(&chain, " -> ");
    }
    lua_pop(L, 1);
    luaL_addstring(&chain, name);
    luaL_pushresult(&chain);
    return luaL_error(L, "modules require each other in a circle: %s", lua_tostring(L, -1));
}

// Each module runs once. One that fails is forgotten, so that a second attempt says the same again.
static int require(lua_State *L) {
    const char *name = luaL_checkstring(L, 1);
    lua_settop(L, 1);
    luaL_getsubtable(L, LUA_REGISTRYINDEX, "reverie.modules");
    luaL_getsubtable(L, LUA_REGISTRYINDEX, "reverie.loading");
    if (lua_getfield(L, 2, name) != LUA_TNIL) return 1;
    lua_Integer depth = (lua_Integer)lua_rawlen(L, 3);
    for (lua_Integer i = 1; i <= depth; i++) {
        lua_rawgeti(L, 3, i);
        if (strcmp(lua_tostring(L, -1), name) == 0) return fail_with_circle(L, 3, name);
        lua_settop(L, 3);
    }
    if (depth >= deepest_module) return luaL_error(L, "modules require each other more than %d deep", deepest_module);
    lua_pushvalue(L, 1);
    lua_rawseti(L, 3, depth + 1);
    lua_pushcfunction(L, load_module);
    lua_pushvalue(L, 1);
    bool succeeded = lua_pcall(L, 1, 1, 0) == LUA_OK;
    lua_pushnil(L);
    lua_rawseti(L, 3, depth + 1);
    if (!succeeded) return lua_error(L);
    lua_pushvalue(L, -1);
    lua_setfield(L, 2, name);
    return 1;
}

// MARK: - Objects and globals

static int index_object(lua_State *L) { return bridge_ask(L, lua_bridge_index_object, 0); }
static int add(lua_State *L) { return bridge_ask(L, lua_bridge_operate, '+'); }
static int subtract(lua_State *L) { return bridge_ask(L, lua_bridge_operate, '-'); }
static int multiply(lua_State *L) { return bridge_ask(L, lua_bridge_operate, '*'); }
static int divide(lua_State *L) { return bridge_ask(L, lua_bridge_operate, '/'); }
static int power(lua_State *L) { return bridge_ask(L, lua_bridge_operate, '^'); }
static int negate(lua_State *L) { return bridge_ask(L, lua_bridge_operate, 'n'); }

// What cannot be done with an object of the host; the host says why.
static int divide_whole(lua_State *L) { return bridge_ask(L, lua_bridge_operate, '\\'); }
static int remainder_of(lua_State *L) { return bridge_ask(L, lua_bridge_operate, '%'); }
static int compare(lua_State *L) { return bridge_ask(L, lua_bridge_operate, '<'); }
static int join(lua_State *L) { return bridge_ask(L, lua_bridge_operate, '.'); }
static int call_object(lua_State *L) { return bridge_ask(L, lua_bridge_operate, '('); }
static int count(lua_State *L) { return bridge_ask(L, lua_bridge_operate, '#'); }

static int keep_object(lua_State *L) { return luaL_error(L, "nothing of the host can be assigned to"); }

static int read_global(lua_State *L) {
    lua_remove(L, 1);
    return bridge_ask(L, lua_bridge_global, 0);
}

static int write_global(lua_State *L) {
    lua_remove(L, 1);
    return bridge_ask(L, lua_bridge_global, 1);
}

static int keep_library(lua_State *L) {
    push_text(L, 2);
    return luaL_error(L, "'%s' cannot be set: the libraries are the same for everyone", lua_tostring(L, -1));
}

static void lock(lua_State *L) {
    lua_pushboolean(L, false);
    lua_setfield(L, -2, "__metatable");
}

// Replaces the table at the top by an empty one that reads from it and whose writes are `refuse`'s: a module or a plugin
// must not change what the others call.
static void make_read_only(lua_State *L, lua_CFunction refuse) {
    lua_newtable(L);
    lua_newtable(L);
    lua_pushvalue(L, -3);
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, refuse);
    lua_setfield(L, -2, "__newindex");
    lock(L);
    lua_setmetatable(L, -2);
    lua_remove(L, -2);
}

static void build_object_metatable(lua_State *L) {
    static const luaL_Reg methods[] = {
        {"__index", index_object}, {"__newindex", keep_object}, {"__add", add},       {"__sub", subtract},
        {"__mul", multiply},       {"__div", divide},           {"__pow", power},     {"__unm", negate},
        {"__idiv", divide_whole},  {"__mod", remainder_of},     {"__lt", compare},    {"__le", compare},
        {"__eq", compare},         {"__concat", join},          {"__len", count},     {"__call", call_object},
        {NULL, NULL},
    };
    luaL_newmetatable(L, bridge_object_name);
    luaL_setfuncs(L, methods, 0);
    lock(L);
    lua_pop(L, 1);
}

// MARK: - The environment

// Copies functions of the library at the top into the table below it.
static void keep(lua_State *L, const char *const *names) {
    for (; *names; names++) {
        lua_getfield(L, -1, *names);
        lua_setfield(L, -3, *names);
    }
}

// Sets `name` in the table below the library to `wrapper` around the library's own function.
static void wrap(lua_State *L, const char *name, lua_CFunction wrapper) {
    lua_getfield(L, -1, name);
    lua_pushcclosure(L, wrapper, 1);
    lua_setfield(L, -3, name);
}

// `error`: as Lua's own, but an error always has a text and a place. Level 0 leaves the place to the host, which adds the line where
// a word is called; a level that is no line of the script is the nearest one that is.
static int raise_error(lua_State *L) {
    lua_Integer level = luaL_optinteger(L, 2, 1);
    lua_settop(L, 1);
    size_t length = 1;
    int type = lua_type(L, 1);
    if (type == LUA_TSTRING) lua_tolstring(L, 1, &length);
    if (type == LUA_TNIL || length == 0) {
        lua_pushliteral(L, "error was called without a text that says what is wrong");
        lua_replace(L, 1);
    } else if (type != LUA_TSTRING && type != LUA_TNUMBER) {
        return lua_error(L);
    }
    if (level > 0 || length == 0) {
        bridge_push_place(L, level < 1 ? 1 : level > 1000 ? 1000 : (int)level);
        lua_insert(L, 1);
        lua_concat(L, 2);
    }
    return lua_error(L);
}

static void build_basics(lua_State *L) {
    // Not kept: load and its like (bytecode, chunks under another name), xpcall (its handler runs where the hook does not),
    // collectgarbage (memory is the host's to manage, and its count differs from run to run), next (its order does),
    // rawset (would pass read-only tables by), dofile, loadfile, warn (the disk and the terminal). coroutine, debug, io, os,
    // package and utf8 are not opened: a coroutine has a hook of its own, the others reach the machine, and utf8's
    // patterns and loops over text serve no preset.
    static const char *const kept[] = {
        "assert", "ipairs", "pcall",    "rawequal", "rawget",
        "rawlen", "select", "tonumber", "type", "getmetatable", NULL};
    lua_pushcfunction(L, luaopen_base);
    lua_call(L, 0, 1);
    keep(L, kept);
    lua_pop(L, 1);
    static const luaL_Reg own[] = {{"error", raise_error},
                                   {"tostring", to_string},
                                   {"print", print},
                                   {"setmetatable", set_metatable},
                                   {"require", require},
                                   {NULL, NULL}};
    luaL_setfuncs(L, own, 0);
}

static void build_strings(lua_State *L) {
    // Not kept: match, gmatch, gsub (patterns), dump (bytecode), pack and unpack (binary formats, and sizes that lie).
    static const char *const kept[] = {"byte", "char", "len", "sub", NULL};
    static const char *const bounded[] = {"lower", "upper", "reverse", NULL};
    lua_newtable(L);
    lua_pushcfunction(L, luaopen_string);
    lua_call(L, 0, 1);
    keep(L, kept);
    for (const char *const *name = bounded; *name; name++) wrap(L, *name, with_short_text);
    wrap(L, "rep", repeat);
    wrap(L, "format", format);
    wrap(L, "find", find);
    lua_pop(L, 1);

    // The metatable of all strings: ours, and locked.
    lua_pushliteral(L, "");
    lua_newtable(L);
    lua_pushvalue(L, -3);
    lua_setfield(L, -2, "__index");
    lock(L);
    lua_setmetatable(L, -2);
    lua_pop(L, 1);
    make_read_only(L, keep_library);
    lua_setfield(L, -2, "string");
}

static void build_tables(lua_State *L) {
    // Not kept: move, which copies for as long as its numbers say.
    static const char *const kept[] = {"pack", NULL};
    static const char *const guarded[] = {"concat", "unpack", "insert", "remove", NULL};
    lua_newtable(L);
    lua_pushcfunction(L, luaopen_table);
    lua_call(L, 0, 1);
    keep(L, kept);
    for (const char *const *name = guarded; *name; name++) wrap(L, *name, with_plain_table);
    wrap(L, "sort", sort);
    lua_getfield(L, -1, "sort");
    lua_pushcclosure(L, sorted_pairs, 1);
    lua_setfield(L, -4, "pairs");
    lua_pop(L, 1);
    make_read_only(L, keep_library);
    lua_setfield(L, -2, "table");
}

static void build_mathematics(lua_State *L, lua_Integer seed) {
    lua_pushcfunction(L, luaopen_math);
    lua_call(L, 0, 1);
    lua_getfield(L, -1, "randomseed");
    lua_pushinteger(L, seed);
    lua_call(L, 1, 0);
    // Seeding again, by the clock, would make every run another.
    lua_pushnil(L);
    lua_setfield(L, -2, "randomseed");
    make_read_only(L, keep_library);
    lua_setfield(L, -2, "math");
}

int bridge_build_sandbox(lua_State *L) {
    lua_Integer seed = lua_tointeger(L, 1);
    build_object_metatable(L);
    lua_newtable(L);
    build_basics(L);
    build_strings(L);
    build_tables(L);
    build_mathematics(L, seed);

    // Undeclared globals are the host's to refuse, with its guess at what was meant; declared ones cannot be replaced.
    lua_newtable(L);
    lua_pushcfunction(L, read_global);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2);
    make_read_only(L, write_global);
    // Chunks take their environment from here; what luaopen_base wrote to the old one is out of reach.
    lua_rawseti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
    return 0;
}
