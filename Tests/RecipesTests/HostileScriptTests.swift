import Foundation
import Recipes
import Synchronization
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
        ("sorting long texts", "local t = {} for i = 1, 90000 do t[i] = ('x'):rep(900000) .. i % 2 end table.sort(t)"),
        (
            "sorting long texts that are there already",
            "local a, b = ('x'):rep(900000) .. 1, ('x'):rep(900000) .. 2 local t = {} for i = 1, 90000 do t[i] = i % 2 == 0 and a or b end table.sort(t)"
        ),
        ("sorting what cannot be compared", "table.sort { 1, 'x', {} }"),
        ("upper of long texts", "local s = ('x'):rep(1000000) while true do s:upper() end"),
        (
            "upper of a text that grew",
            "local s = ('x'):rep(1000000) for i = 1, 4 do s = s .. s end while true do s:upper() end"
        ),
        (
            "concatenating for ever",
            "local t = {} for i = 1, 90000 do t[i] = ('x'):rep(1000) end while true do table.concat(t) end"
        ),
        (
            "a metatable changed later",
            "local m = {} local t = setmetatable({}, m) m.__len = function() return 1e18 end m.__mode = 'k' m.__gc = print return #t"
        ),
        ("a metatable seen", "getmetatable(setmetatable({}, {})).__gc = print"),
        ("a metatable replaced", "setmetatable(setmetatable({}, {}), {})"),
        ("__tostring", "setmetatable({}, { __tostring = print })"), ("no metatable", "setmetatable({}, nil)"),
        ("a library changed", "math.sin = nil"), ("a library emptied", "for k in pairs(string) do string[k] = nil end"),
        ("a global replaced", "pcall = error"), ("a global by _ENV", "_ENV.pcall = error"),
        ("an environment of its own", "local _ENV = {} x = 1 return y.z"),
        ("a key that is a table", "math[{}] = 1"), ("a global that is a table", "_ENV[{}] = 1"),
        ("a global with a long name", "_ENV[('x'):rep(1000000)] = 1"),
        ("numbers that are texts", "local s = ('9'):rep(1000000) for i = 1, 1e9 do local x = s + 0 end"),
        ("rawequal", "rawequal(1)"), ("tonumber with a base", "tonumber(('z'):rep(1000000), 36) tonumber('x', 99)"),

        // Words.
        ("a nested declaration", library + "local d = r.number {} while true do d = r.list { of = d } end"),
        ("a nested mask", library + "local m = r.ellipse {} while true do m = m:inverse() end"),
        ("masks that double", library + "local m = r.ellipse {} while true do m = m * m end"),
        ("a nested schedule", library + "local s = r.ease(1, 2) while true do s = s + r.ease(0, 1) end"),
        ("a schedule that explodes", library + "local s = r.ease(1, 2) while true do s = s * 1e9 end"),
        ("a schedule of infinity", library + "r.camera { zoom = function() return 1 / 0 end }"),
        ("a jitter of 1e300", library + "r.stage { maximize = r.canvas():mean(), jitter = 1e300 }"),
        (
            "a jitter that explodes",
            library + "r.stage { maximize = r.canvas():mean(), jitter = r.ease(1, 2) * r.ease(1e8, 0) }"
        ),
        ("an expression of infinity", library + "return r.canvas() * 1e300 * 1e300"),
        (
            "endless vectors",
            library + "local t = {} for i = 1, 10000 do t[i] = i end for i = 1, 1e9 do r.vector(t) end"
        ),
        ("endless texts", library + "local s = ('x'):rep(1000000) for i = 1, 1e9 do pcall(r.plain, s) end"),
        ("endless guesses", library + "for i = 1, 1e9 do pcall(function() return r['w' .. i] end) end"),
        (
            "endless functions",
            library + "for i = 1, 1e9 do pcall(r.stage, { step_size = function() return 'x' end }) end"
        ),
        ("a huge canvas", library + "r.clouds { width = 16384, height = 16384 }"),
        ("a list of everything", library + "local t = {} for i = 1, 19000 do t[i] = { i } end r.keys(t)"),
        (
            "a name with escape codes",
            library + "r.stage { name = '\\27[2J', nonsense = '\\27[2J', maximize = r.canvas():mean() }"
        ),
        ("an option with escape codes", library + "r.stage { ['\\27[2J'] = 1 }"),
        ("a word with escape codes", library + "return r['\\27[2J']"),
        ("bytes that are no text", library + "r.plain('\\255\\254')"),
        ("ifs and buts", library + "r.palette { '#12345', '#gggggg', 7 }"),
        (
            "a film that takes for ever",
            library + "r.film { frames = 20000, each = function() while true do end end }"
        ),
        (
            "a film of everything",
            library
                + "local s = r.blur(0.1) local t = {} for i = 1, 60 do t[i] = s end r.film { frames = 20000, each = function() return t end }"
        ),
        (
            "a film of films",
            library + "local f = r.film { each = { r.blur(0.1) } } r.film { each = function() return f end }"
        ),
        ("a film of nothing", library + "r.film { frames = 1, each = function() return 5 end }"),
        ("a film that is its own frame", library + "local t = {} t[1] = t r.film { each = t }"),
        (
            "octaves to the sky",
            library + "r.stage { maximize = r.canvas():mean(), octaves = { above = 8, scale = 4 } }"
        ),
        ("a picture above", library + "r.file('../secret.png')"),
        ("a picture at the root", library + "r.file('/etc/x.png')"),
        ("a picture that is none", library + "r.file('preset.lua')"),
        ("a picture of bytes", library + "r.file('a\\0b.png')"),
        ("a picture without a name", library + "r.file('.png')"),
        ("pictures without end", library + "for i = 1, 1e9 do pcall(r.file, i .. '.png') end"),
        (
            "the options kept",
            library + "local kept " + word("make = function(s, o) kept = o kept.x = 1 end") + "r.again {}"
        ),

        // Words of plugins.
        (
            "a hundred thousand words",
            library
                + "local w = {} for i = 1, 1e5 do w[i] = r.define { name = 'w' .. i, gives = 'mask', about = '', example = '', make = print } end r.plugin { api = 1, name = 'x', title = '', words = w }"
        ),
        (
            "plugins without end",
            library
                + "for p = 1, 1e9 do local w = {} for i = 1, 200 do w[i] = r.define { name = 'w' .. p .. '_' .. i, gives = 'mask', about = '', example = '', make = print } end r.plugin { api = 1, name = 'x', title = '', words = w } end"
        ),
        ("a word that calls itself", library + word("make = function() return r.again() end") + "r.again()"),
        (
            "a word that calls itself twice",
            library + word("make = function() pcall(r.again) return r.again() end") + "r.again()"
        ),
        ("a word that loops", library + word("make = function() while true do end end") + "r.again()"),
        (
            "a word that loops and catches",
            library + word("make = function() while true do pcall(r.again) end end") + "r.again()"
        ),
        (
            "a word that loops while it is sampled",
            library + word("make = function() return r.ease(function() end, 1) end") + "r.again()"
        ),
        ("a word that fails with a table", library + word("make = function() error({}) end") + "r.again()"),
        ("a word that fails with nothing", library + word("make = function() error() end") + "r.again()"),
        (
            "a word that fails with escape codes",
            library + word("make = function() error('\\27[2J', 0) end") + "r.again()"
        ),
        (
            "a word that gives a table",
            library + word("make = function() local t = {} t.t = t return t end") + "r.again()"
        ),
        ("a word that gives itself", library + word("make = function(self) return self end") + "r.again()"),
        (
            "a word that makes a plugin",
            library + word("make = function() " + word("make = print") + " end") + "r.again()"
        ),
        (
            "a word that eats memory",
            library + word("make = function() local s = 'x' while true do s = s .. s end end")
                + "pcall(r.again) r.again()"
        ),
        (
            "a word with a huge table",
            library
                + word(
                    "options = { a = r.list { of = r.number {}, most = 1000 } }, make = function(_, o) return o.a[1] end"
                )
                + "local t = {} for i = 1, 30000 do t[i] = i end r.again { a = t }"
        ),
        ("a word named for the language", library + word("make = print").replacing("'again'", with: "'end'")),
        ("a word with a name of bytes", library + word("make = print").replacing("'again'", with: "'\\0\\255'")),
        ("a word that hides another", library + word("make = print").replacing("'again'", with: "'stage'")),
        ("an option with a name of bytes", library + word("options = { ['\\0'] = r.mask {} }, make = print")),
        ("a position that is none", library + word("positional = { 'x' }, make = print")),
        ("a position twice", library + word("options = { x = r.mask {} }, positional = { 'x', 'x' }, make = print")),
        ("a function that is a word", library + word("make = r.ellipse") + "r.again()"),
    ]

    private static let library = "local r = require 'reverie' "

    /// A plugin with one word, `r.again`.
    private static func word(_ rest: String) -> String {
        "r.plugin { api = 1, name = 'hostile', title = '', words = { r.define { name = 'again', gives = 'mask', about = '', example = '', \(rest) } } } "
    }

    private static let worst = Mutex((seconds: 0.0, name: ""))

    /// The budget is of processor time, and so is the bound: other tests keep the processors busy meanwhile.
    @Test(.timeLimit(.minutes(2)), arguments: 0..<scripts.count)
    func endsSoonAndHarmlessly(_ index: Int) {
        let script = Self.scripts[index]
        let start = threadSeconds()
        let complaint = PresetSource(text: script.lua, name: "hostile.lua", folder: "/nowhere").complaint()
        let seconds = threadSeconds() - start
        Self.worst.withLock { worst in
            if seconds > worst.seconds { worst = (seconds, script.name) }
            if index == Self.scripts.count - 1 {
                print("\(Self.scripts.count) hostile scripts; the longest took \(worst.seconds) s: \(worst.name)")
            }
        }
        #expect(seconds < 4, "\(script.name) took \(seconds) s")
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
        // Other tests take memory, too, at the same time; a leak would be there every time.
        var growth = Int.max
        for _ in 0..<5 where growth >= 16 << 20 {
            let before = residentBytes()
            for _ in 0..<20 { _ = try source.made() }
            growth = residentBytes() - before
        }
        #expect(growth < 16 << 20)
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
