#pragma once
// Lua 5.4 for untrusted presets, as a host that Swift can stand on: no lua_State is seen outside, no longjmp passes
// through a Swift frame, and a script has no more time, memory or words than it is given.
//
// A bridge is used by one thread. Values lie on its stack and are named by index, from 1 at the bottom or from -1 at
// the top, as in Lua's own interface.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct lua_bridge lua_bridge;

/// What a script may use.
typedef struct {
    /// Bytes of memory.
    size_t memory;
    /// Seconds of processor time. Two seconds past them the process is ended, if even that does not stop the script.
    double seconds;
    /// Bytes that `print` keeps.
    size_t printed;
} lua_bridge_limits;

/// What the host is asked for.
typedef enum {
    /// A word, called with arguments 1...count on the stack.
    lua_bridge_call_word,
    /// object.key: the object at 1, the key at 2.
    lua_bridge_index_object,
    /// An operator between the values at 1 and 2; `word` is its character, '+', '-', '*', '/', '^', or 'n' for a minus sign.
    lua_bridge_operate,
    /// The description of the object at 1, for tostring.
    lua_bridge_describe,
    /// A global that is not declared was read (`word` is 0) or written (1); its name is at 1.
    lua_bridge_global,
    /// The source of the module whose name is at 1: answer with a string.
    lua_bridge_module,
} lua_bridge_request;

/// The kinds of value that cross the bridge.
typedef enum {
    lua_bridge_nil,
    lua_bridge_boolean,
    lua_bridge_number,
    lua_bridge_string,
    lua_bridge_table,
    lua_bridge_function,
    /// An object of the host: a number that the host gave out.
    lua_bridge_object,
    /// A word of the host, as a function.
    lua_bridge_word,
} lua_bridge_type;

typedef struct lua_bridge_entry lua_bridge_entry;

/// A value that the host hands over. Numbers without a fraction become Lua's integers.
typedef struct {
    lua_bridge_type type;
    bool boolean;
    double number;
    /// Copied by the bridge.
    const char *string;
    size_t length;
    /// The number of an object or of a word, or the reference of a function.
    int64_t index;
    /// What a table holds. The host keeps it until the script runs on.
    const lua_bridge_entry *entries;
    size_t count;
} lua_bridge_value;

/// An entry of a table: named, or the next one of its list when there is no key.
struct lua_bridge_entry {
    const char *key;
    size_t length;
    lua_bridge_value value;
};

/// Answers a request by calling lua_bridge_answer or lua_bridge_fail once on the way. It may call every function below
/// but lua_bridge_destroy; it must not unwind.
typedef void (*lua_bridge_host)(void *context, lua_bridge *bridge, lua_bridge_request request, int64_t word, int count);

/// A new state with an empty environment but for the sandbox; NULL when memory runs out. `seed` is math.random's.
lua_bridge *lua_bridge_create(lua_bridge_limits limits, uint64_t seed, lua_bridge_host host, void *context);

/// Closes the state and frees everything; NULL is fine.
void lua_bridge_destroy(lua_bridge *bridge);

/// Runs a text chunk called `name` ("@" and a file name). On success its first result is pushed. Otherwise false, and
/// lua_bridge_error says why.
bool lua_bridge_run(lua_bridge *bridge, const char *text, size_t length, const char *name);

/// Calls the function that `reference` stands for. On success its first result is pushed. Otherwise false, and
/// lua_bridge_error says why.
bool lua_bridge_call(lua_bridge *bridge, int reference, const lua_bridge_value *arguments, int count);

/// The last error's message, UTF-8 or not; valid until the next one.
const char *lua_bridge_error(const lua_bridge *bridge, size_t *length);

/// The result of the request in progress.
void lua_bridge_answer(lua_bridge *bridge, lua_bridge_value value);

/// The request in progress ends in an error with this message, which is copied.
void lua_bridge_fail(lua_bridge *bridge, const char *message, size_t length);

/// Makes `value` what `require "name"` gives.
bool lua_bridge_provide(lua_bridge *bridge, const char *name, lua_bridge_value value);

/// Reading values; none of these can raise an error.
lua_bridge_type lua_bridge_type_of(lua_bridge *bridge, int index);
bool lua_bridge_to_boolean(lua_bridge *bridge, int index);
double lua_bridge_to_number(lua_bridge *bridge, int index);
/// Valid while the value is on the stack; NULL when it is no string.
const char *lua_bridge_to_string(lua_bridge *bridge, int index, size_t *length);
int64_t lua_bridge_to_object(lua_bridge *bridge, int index);
/// A reference that keeps a function alive as long as the bridge.
int lua_bridge_to_reference(lua_bridge *bridge, int index);
/// How many values are on the stack.
int lua_bridge_count(lua_bridge *bridge);
void lua_bridge_pop(lua_bridge *bridge, int count);

/// Walks a table: push a beginning, then ask for the next entry until there is none. Each entry is pushed as a key and
/// a value; pop the value before asking again. Both answer false when the stack has no room left.
bool lua_bridge_begin(lua_bridge *bridge);
bool lua_bridge_next(lua_bridge *bridge, int table);

/// The line of the script that called the host, 0 when there is none, and its chunk's name.
int lua_bridge_line(lua_bridge *bridge, char *name, size_t size);

/// What the script printed, as its bytes came.
const char *lua_bridge_printed(const lua_bridge *bridge, size_t *length);

/// The most memory that the state has held, in bytes.
size_t lua_bridge_peak(const lua_bridge *bridge);

/// For tests: every allocation after this many fails; negative for none.
void lua_bridge_fail_allocation(lua_bridge *bridge, int64_t after);
