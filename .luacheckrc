-- For luacheck: the sandbox that presets and plugins run in (Lua 5.4 without io, os, debug and load).
std = {
  read_globals = {
    "require", "assert", "error", "ipairs", "next", "pairs", "pcall", "print", "select", "tonumber", "tostring", "type",
    "math", "string", "table", "utf8",
  },
}
max_line_length = 125
-- The file that editors read declares words without bodies.
exclude_files = { "Scripts/library/reverie.d.lua", ".build" }
