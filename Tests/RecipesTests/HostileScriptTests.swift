import Foundation
import Recipes
import Testing

/// Scripts that mean harm: each must end, in little time, in an error or harmlessly.
@Suite(.serialized) struct HostileScriptTests {
    static let scripts: [(name: String, lua: String)] = [
        ("a loop", "while true do end"),
        ("a loop that catches", "while true do pcall(function() while true do end end) end"),
        ("nested catching", "local function f() pcall(f) while true do end end f()"),
        ("goto", "::a:: goto a"),
        ("recursion", "local function f() return 1 + f() end f()"),
        ("tail calls", "local function f() return f() end f()"),
        ("deep nesting", "return " + String(repeating: "(", count: 100_000)),
        ("deep tables", "return " + String(repeating: "{", count: 150) + String(repeating: "}", count: 150)),
        ("self-containing table", "local t = {} t.t = t return t"),
        ("a table that contains itself as a key", "local t = {} t[t] = t return t"),
        ("doubling a string", "local s = 'x' while true do s = s .. s end"),
        ("growing a table", "local t = {} for i = 1, 1e9 do t[i] = i end"),
        (
            "growing and catching",
            "local t = {} while true do pcall(function() for i = 1, 1e9 do t[#t + 1] = {} end end) end"
        ),
        ("closures", "local t = {} for i = 1, 1e9 do t[i] = function() return i end end"),
        ("rep of nothing", "string.rep('', 1e18)"),
        ("rep of something", "string.rep('x', 1e18)"),
        ("rep with a separator", "string.rep('', 1e9, 'abc')"),
        ("rep by method", "('x'):rep(1e12)"),
        ("rep of rep", "local s = ('x'):rep(1000000) for i = 1, 1e9 do s:rep(1) end"),
        ("find with patterns", "local s = ('a'):rep(100000) s:find('.-.-.-.-b')"),
        ("find in a long text", "local s = ('a'):rep(1000000) for i = 1, 1e6 do s:find(('a'):rep(500000) .. 'b') end"),
        ("match", "('x'):match('x')"), ("gsub", "('x'):gsub('x', 'y')"), ("gmatch", "('x'):gmatch('x')"),
        ("format with a long width", "string.format('%99999d', 1)"), ("format of addresses", "string.format('%p', {})"),
        (
            "format of a table",
            "string.format('%s', setmetatable({}, { __tostring = function() while true do end end }))"
        ),
        ("format, endless percents", "string.format(('%s'):rep(100000))"),
        ("tostring that loops", "tostring(setmetatable({}, { __tostring = function() while true do end end }))"),
        ("an error that loops", "error(setmetatable({}, { __tostring = function() while true do end end }))"),
        ("an error with a name", "error(setmetatable({}, { __name = 'x' }))"),
        ("a finalizer", "setmetatable({}, { __gc = function() while true do end end })"),
        ("a closer", "local x <close> = setmetatable({}, { __close = function() while true do end end })"),
        (
            "a closer added later",
            "local m = {} local t = setmetatable({}, m) m.__close = function() while true do end end local x <close> = t error('x')"
        ),
        ("weak tables", "setmetatable({}, { __mode = 'k' })"),
        ("a false length", "setmetatable({}, { __len = function() return 1e18 end })"),
        (
            "insert with a false length",
            "local m = {} local t = setmetatable({}, m) m.__len = function() return 1e18 end table.insert(t, 1, 1)"
        ),
        ("move", "table.move({}, 1, math.maxinteger - 1, 2)"), ("unpack", "table.unpack({}, 1, 1e8)"),
        ("unpack all", "table.unpack({}, math.mininteger, math.maxinteger)"),
        ("concat", "table.concat({}, 'x', 1, 1e18)"),
        (
            "sort with a wrong order",
            "local t = {} for i = 1, 90000 do t[i] = i % 7 end table.sort(t, function() return true end)"
        ),
        ("sort that loops", "table.sort({ 3, 2, 1 }, function() while true do end end)"),
        ("insert in front", "local t = {} for i = 1, 1e9 do table.insert(t, 1, i) end"),
        (
            "byte of everything",
            "local s = ('x'):rep(1000000) while true do pcall(function() return s:byte(1, -1) end) end"
        ),
        ("char", "string.char(table.unpack({}, 1, 1e6))"),
        ("select", "select(1e18, 1)"),
        ("ipairs without end", "for i in ipairs(setmetatable({}, { __index = function() return 1 end })) do end"),
        (
            "index that recurses",
            "local t = {} setmetatable(t, { __index = function(s, k) return s[k] end }) return t.x"
        ),
        ("a chain of indexes", "local t = {} for i = 1, 1e5 do t = setmetatable({}, { __index = t }) end return t.x"),
        (
            "comparison that loops",
            "local m = { __lt = function() while true do end end } return setmetatable({}, m) < setmetatable({}, m)"
        ),
        ("load", "load('return 1')()"), ("loadstring", "loadstring('x')"), ("dofile", "dofile('/etc/passwd')"),
        ("bytecode", "load('\\27Lua')"), ("io", "io.open('/etc/passwd')"), ("os", "os.execute('true')"),
        ("os.exit", "os.exit()"),
        ("package", "package.loadlib('x', 'y')"), ("debug", "debug.getregistry()"),
        ("coroutine", "coroutine.wrap(function() end)"),
        ("collectgarbage", "collectgarbage('stop')"), ("rawset", "rawset(string, 'x', 1)"), ("next", "next({})"),
        ("_G", "_G.x = 1"), ("_ENV", "_ENV.print = nil _ENV.foo = 1"),
        ("xpcall", "xpcall(function() end, function() end)"),
        ("string's metatable", "getmetatable('').__index.upper = nil"),
        ("an object's metatable", "getmetatable(require 'reverie').__index = nil"),
        ("a metatable for the library", "setmetatable(require 'reverie', {})"),
        ("endless print", "while true do print(('x'):rep(1000)) end"), ("escape codes", "error('\\27[2J')"),
        ("random without end", "math.random(0) math.random(1, 0)"), ("seeding by the clock", "math.randomseed()"),
        ("endless objects", "local r = require 'reverie' local t = {} for i = 1, 1e9 do t[i] = r.canvas() end"),
        ("an endless expression", "local r = require 'reverie' local e = r.canvas() while true do e = e + e end"),
        ("a deep expression", "local r = require 'reverie' local e = r.canvas() while true do e = e:abs() end"),
        (
            "a huge table for a word",
            "local r = require 'reverie' local t = {} for i = 1, 30000 do t['k' .. i] = i end r.stage(t)"
        ),
        (
            "a deep table for a word",
            "local r = require 'reverie' local t = {} for i = 1, 1000 do t = { t = t } end r.stage(t)"
        ),
        ("a cyclic table for a word", "local r = require 'reverie' local t = {} t.t = t r.stage(t)"),
        (
            "a schedule that loops",
            "local r = require 'reverie' r.stage { maximize = r.canvas():mean(), step_size = function() while true do end end }"
        ),
        (
            "a schedule that calls words",
            "local r = require 'reverie' r.stage { maximize = r.canvas():mean(), step_size = function() r.stage { nonsense = 1 } return 1 end }"
        ),
        ("words that fail for ever", "local r = require 'reverie' while true do pcall(r.stage, 1) end"),
        ("require that climbs", "require '../../etc/passwd'"), ("require of a path", "require '/etc/passwd'"),
        ("require of nothing", "require ''"),
        ("require of bytes", "require 'a\\0b'"), ("require of a table", "require {}"),
        ("require of dots", "require '....'"),
        ("numbers that are none", "local x = 0/0 local t = {} t[x] = 1"),
        ("integer overflow", "return math.maxinteger * 2 // -1"),
        ("division of the smallest", "return math.mininteger // -1"), ("modulo zero", "return 1 % 0"),
        ("a long literal", "return '" + String(repeating: "x", count: 200_000) + "'"),
        ("many locals", (0..<300).map { "local a\($0) = 1" }.joined(separator: "\n")),
        ("many constants", "return {" + (0..<20_000).map { "\($0).5" }.joined(separator: ",") + "}"),
    ]

    /// The budget is of processor time, and so is the bound: other tests keep the processors busy meanwhile.
    @Test(.timeLimit(.minutes(2)), arguments: 0..<scripts.count)
    func endsSoonAndHarmlessly(_ index: Int) {
        let script = Self.scripts[index]
        let start = threadSeconds()
        let complaint = PresetSource(text: script.lua, name: "hostile.lua").complaint()
        let seconds = threadSeconds() - start
        #expect(seconds < 8, "\(script.name) took \(seconds) s")
        #expect(!complaint.isEmpty && !complaint.hasPrefix("no complaint"), "\(script.name): \(complaint)")
        #expect(!complaint.contains("\u{1B}"), "\(script.name) reaches the terminal")
        #expect(!complaint.contains("0x"), "\(script.name) shows an address")
    }

    @Test func aThousandFailuresLeakNothing() throws {
        let source = PresetSource.recipe(
            """
            for i = 1, 1000 do
              assert(not pcall(r.stage, { steps = i }))
              assert(not pcall(function() return net.nothing end))
            end
            return r.stage { maximize = net.fire8:energy() }
            """)
        _ = try source.made()
        let before = residentBytes()
        for _ in 0..<20 { _ = try source.made() }
        #expect(residentBytes() - before < 16 << 20)
    }

    /// Processor time of this thread.
    private func threadSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    private func residentBytes() -> Int {
        let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ") ?? []
        return fields.count > 1 ? (Int(fields[1]) ?? 0) * 4096 : 0
    }
}
