import LuaBridge

/// What answers a script's requests.
protocol LuaHost: AnyObject {
    /// A word was called.
    func call(word: Int, _ arguments: [LuaValue]) throws -> HostAnswer
    /// `object.key`
    func index(_ object: HostObject, _ key: LuaValue) throws -> HostAnswer
    /// `left symbol right`; a minus sign before one value comes as `n`.
    func operate(_ symbol: Character, _ left: LuaValue, _ right: LuaValue) throws -> HostAnswer
    /// A global that does not exist was read or written.
    func global(_ name: LuaValue, isWrite: Bool) throws -> HostAnswer
    /// The source of a module.
    func module(_ name: LuaValue) throws -> String
}

/// What the host gives a script.
enum HostAnswer {
    case none
    case boolean(Bool)
    case number(Double)
    case string(String)
    case object(HostObject)
    /// A word, as a function.
    case word(Int)
}

/// A message for a script's error, without its place.
struct ScriptFailure: Error {
    let message: String

    init(_ message: String) { self.message = message }
}

/// One Lua state, from its first line to its last: the only Swift code that calls the bridge.
final class LuaState {
    /// 2 seconds, 64 MiB, 16 KiB of print: what a preset may use.
    static let presetLimits = lua_bridge_limits(memory: 64 << 20, seconds: 2, printed: 16 << 10)

    private var bridge: OpaquePointer?
    private unowned let host: any LuaHost
    /// The objects that the script has been given; it knows them by their index.
    private var objects: [HostObject] = []

    /// The most objects that a script may hold, and the most entries of a table.
    private static let mostObjects = 100_000
    private static let mostEntries = 20_000
    private static let deepestTable = 12

    init(host: any LuaHost, limits: lua_bridge_limits = LuaState.presetLimits, seed: UInt64) throws {
        self.host = host
        let context = Unmanaged.passUnretained(self).toOpaque()
        bridge = lua_bridge_create(limits, seed, answerRequest, context)
        guard bridge != nil else { throw PresetError.script("not enough memory to run a preset") }
    }

    deinit { lua_bridge_destroy(bridge) }

    /// Lets `require "name"` give a host object.
    func provide(_ object: HostObject, as name: String) throws {
        guard lua_bridge_provide(bridge, name, value(of: .object(object))) else { throw failure() }
    }

    /// Runs a chunk, and gives what it returns.
    func run(_ source: String, name: String) throws -> LuaValue {
        var source = source
        let succeeded = source.withUTF8 { text in
            text.withMemoryRebound(to: CChar.self) {
                lua_bridge_run(bridge, $0.baseAddress, $0.count, "@" + name)
            }
        }
        guard succeeded else { throw failure() }
        return try takeResult()
    }

    /// Calls a function of the script.
    func call(_ function: LuaFunction, _ arguments: [HostAnswer]) throws -> LuaValue {
        let values = arguments.map { value(of: $0) }
        guard lua_bridge_call(bridge, function.reference, values, Int32(values.count)) else { throw failure() }
        return try takeResult()
    }

    /// Where in the script the host is being called from: chunk and line.
    var line: (chunk: String, line: Int) {
        var name = [CChar](repeating: 0, count: 64)
        let line = lua_bridge_line(bridge, &name, name.count)
        return (String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self), Int(line))
    }

    /// What the script printed.
    var printed: String {
        var length = 0
        guard let text = lua_bridge_printed(bridge, &length) else { return "" }
        return String(decoding: UnsafeRawBufferPointer(start: text, count: length), as: UTF8.self)
    }

    private func failure() -> PresetError {
        var length = 0
        guard let text = lua_bridge_error(bridge, &length) else { return .script("the script failed") }
        return .script(String(decoding: UnsafeRawBufferPointer(start: text, count: length), as: UTF8.self))
    }

    private func takeResult() throws -> LuaValue {
        defer { lua_bridge_pop(bridge, 1) }
        return try read(-1)
    }
}

// MARK: - Values

extension LuaState {
    /// Copies a value of the stack.
    private func read(_ index: Int32) throws -> LuaValue {
        var budget = LuaState.mostEntries
        return try read(index, depth: 0, budget: &budget)
    }

    private func read(_ index: Int32, depth: Int, budget: inout Int) throws -> LuaValue {
        switch lua_bridge_type_of(bridge, index) {
        case lua_bridge_boolean: return .boolean(lua_bridge_to_boolean(bridge, index))
        case lua_bridge_number: return .number(lua_bridge_to_number(bridge, index))
        case lua_bridge_string: return .string(string(index))
        case lua_bridge_function: return .function(LuaFunction(reference: lua_bridge_to_reference(bridge, index)))
        case lua_bridge_object:
            let number = Int(lua_bridge_to_object(bridge, index))
            return objects.indices.contains(number) ? .object(objects[number]) : .none
        case lua_bridge_table: return .table(try table(index, depth: depth, budget: &budget))
        default: return .none
        }
    }

    private func string(_ index: Int32) -> String {
        var length = 0
        guard let text = lua_bridge_to_string(bridge, index, &length) else { return "" }
        return String(decoding: UnsafeRawBufferPointer(start: text, count: length), as: UTF8.self)
    }

    private func table(_ index: Int32, depth: Int, budget: inout Int) throws -> LuaTable {
        guard depth < LuaState.deepestTable else { throw ScriptFailure("a table is nested too deeply") }
        let place = index < 0 ? lua_bridge_count(bridge) + 1 + index : index
        var table = LuaTable()
        var numbered: [(key: Double, value: LuaValue)] = []
        guard lua_bridge_begin(bridge) else { throw ScriptFailure("a table is nested too deeply") }
        while lua_bridge_next(bridge, place) {
            budget -= 1
            guard budget >= 0 else {
                lua_bridge_pop(bridge, 2)
                throw ScriptFailure("a table has more than \(LuaState.mostEntries) entries")
            }
            let top = lua_bridge_count(bridge)
            let value: LuaValue
            do {
                value = try read(top, depth: depth + 1, budget: &budget)
            } catch {
                lua_bridge_pop(bridge, 2)
                throw error
            }
            switch lua_bridge_type_of(bridge, top - 1) {
            case lua_bridge_number: numbered.append((lua_bridge_to_number(bridge, top - 1), value))
            case lua_bridge_string: table.fields[string(top - 1)] = value
            default: table.strangers += 1
            }
            lua_bridge_pop(bridge, 1)
        }
        table.list = numbered.sorted { $0.key < $1.key }.map(\.value)
        return table
    }

    private func value(of answer: HostAnswer) -> lua_bridge_value {
        var value = lua_bridge_value()
        switch answer {
        case .none, .string: value.type = lua_bridge_nil
        case .boolean(let boolean):
            value.type = lua_bridge_boolean
            value.boolean = boolean
        case .number(let number):
            value.type = lua_bridge_number
            value.number = number
        case .object(let object):
            objects.append(object)
            value.type = lua_bridge_object
            value.index = Int64(objects.count - 1)
        case .word(let word):
            value.type = lua_bridge_word
            value.index = Int64(word)
        }
        return value
    }
}

// MARK: - Requests

extension LuaState {
    /// Answers one request; an error becomes the script's, with the line that asked.
    fileprivate func answer(_ request: lua_bridge_request, word: Int64, count: Int32) {
        do {
            guard objects.count < LuaState.mostObjects else { throw ScriptFailure("the script makes too many objects") }
            let answer = try self.answer(request, word: word, arguments: (0..<count).map { try read($0 + 1) })
            if case .string(var text) = answer {
                text.withUTF8 { bytes in
                    bytes.withMemoryRebound(to: CChar.self) {
                        var value = lua_bridge_value()
                        value.type = lua_bridge_string
                        value.string = $0.baseAddress
                        value.length = $0.count
                        lua_bridge_answer(bridge, value)
                    }
                }
            } else {
                lua_bridge_answer(bridge, value(of: answer))
            }
        } catch {
            fail(with: error)
        }
    }

    private func answer(
        _ request: lua_bridge_request, word: Int64, arguments: [LuaValue]
    ) throws -> HostAnswer {
        let first = arguments.first ?? .none
        let second = arguments.count > 1 ? arguments[1] : .none
        switch request {
        case lua_bridge_call_word:
            return try host.call(word: Int(word), arguments)
        case lua_bridge_index_object:
            guard case .object(let object) = first else { return .none }
            return try host.index(object, second)
        case lua_bridge_operate:
            return try host.operate(Character(Unicode.Scalar(UInt8(truncatingIfNeeded: word))), first, second)
        case lua_bridge_describe:
            guard case .object(let object) = first else { return .none }
            return .string(object.text)
        case lua_bridge_global:
            return try host.global(first, isWrite: word == 1)
        default:
            return .string(try host.module(first))
        }
    }

    private func fail(with error: any Error) {
        var message: String
        if let failure = error as? ScriptFailure {
            let (chunk, line) = line
            message = line > 0 ? "\(chunk):\(line): \(failure.message)" : failure.message
        } else {
            message = "\(error)"
        }
        message.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { lua_bridge_fail(bridge, $0.baseAddress, $0.count) }
        }
    }
}

/// The bridge's way to Swift: finds the state, and lets no error pass.
private func answerRequest(
    _ context: UnsafeMutableRawPointer?, _ bridge: OpaquePointer?, _ request: lua_bridge_request, _ word: Int64,
    _ count: Int32
) {
    guard let context else { return }
    Unmanaged<LuaState>.fromOpaque(context).takeUnretainedValue().answer(request, word: word, count: count)
}
