import LuaBridge
import Wording

/// What answers a script's requests.
protocol LuaHost: AnyObject {
    /// A word was called.
    func call(word: Int, _ arguments: [LuaValue]) throws -> LuaValue
    /// `object.key`
    func index(_ object: HostObject, _ key: LuaValue) throws -> HostAnswer
    /// `left symbol right`; a minus sign before one value comes as `n`.
    func operate(_ symbol: Character, _ left: LuaValue, _ right: LuaValue) throws -> HostObject
    /// A global that does not exist was read or written.
    func global(_ name: LuaValue, isWrite: Bool) throws
    /// The source of a module.
    func module(_ name: LuaValue) throws -> String
}

/// What an object of the host holds under a key.
enum HostAnswer {
    case value(LuaValue)
    /// A word, as a function.
    case word(Int)
}

/// A message for a script's error, without its place.
struct ScriptFailure: Error, CustomStringConvertible {
    let message: String

    init(_ message: String) { self.message = message }

    var description: String { message }
}

/// One Lua state, from its first line to its last: with `LuaTransfer`, the only Swift code that calls the bridge.
final class LuaState {
    /// 2 seconds, 64 MiB, 16 KiB of print: what a preset may use.
    static let presetLimits = lua_bridge_limits(memory: 64 << 20, seconds: 2, printed: 16 << 10)

    /// The most that the objects may weigh that a script is given.
    private static let mostWeight = 250_000

    private var transfer: LuaTransfer
    private unowned let host: any LuaHost
    private var bridge: OpaquePointer? { transfer.bridge }
    private let limits: lua_bridge_limits
    /// The name of the file that is run.
    private var file = ""
    /// What the last answer consists of; Lua takes it once the host has returned.
    private var answered: [UnsafeMutableRawPointer] = []

    init(host: any LuaHost, limits: lua_bridge_limits = LuaState.presetLimits, seed: UInt64) throws {
        self.host = host
        self.limits = limits
        transfer = LuaTransfer()
        let context = Unmanaged.passUnretained(self).toOpaque()
        transfer.bridge = lua_bridge_create(limits, seed, answerRequest, context)
        guard bridge != nil else { throw PresetError.script("not enough memory to run a preset") }
    }

    deinit {
        lua_bridge_destroy(bridge)
        answered.forEach { $0.deallocate() }
    }

    /// Lets `require "name"` give a host object.
    func provide(_ object: HostObject, as name: String) throws {
        var blocks: [UnsafeMutableRawPointer] = []
        defer { blocks.forEach { $0.deallocate() } }
        guard lua_bridge_provide(bridge, name, transfer.outgoing(.object(object), &blocks)) else { throw failure() }
    }

    /// Runs a chunk, and gives what it returns.
    func run(_ source: String, name: String) throws -> LuaValue {
        var source = source
        file = name
        let succeeded = source.withUTF8 { text in
            text.withMemoryRebound(to: CChar.self) {
                lua_bridge_run(bridge, $0.baseAddress, $0.count, "@" + name)
            }
        }
        guard succeeded else { throw failure() }
        do {
            return try takeResult()
        } catch let failure as ScriptFailure {
            throw PresetError.script("\(name): what the file returns cannot be read: \(failure.message)")
        }
    }

    /// Calls a function of the script; a host answer in progress may do so.
    /// - Throws: `PresetError`, or `ScriptFailure` when what it returns cannot be read.
    func call(_ function: LuaFunction, _ arguments: [LuaValue]) throws -> LuaValue {
        var blocks: [UnsafeMutableRawPointer] = []
        defer { blocks.forEach { $0.deallocate() } }
        let values = arguments.map { transfer.outgoing($0, &blocks) }
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

    /// The most memory that Lua has held, in bytes.
    var peakBytes: Int { lua_bridge_peak(bridge) }

    private func failure() -> PresetError {
        var length = 0
        guard let text = lua_bridge_error(bridge, &length) else { return .script("the script failed") }
        return .script(told(String(decoding: UnsafeRawBufferPointer(start: text, count: length), as: UTF8.self)))
    }

    /// What Lua says without a place, with the file.
    private func told(_ text: String) -> String {
        if text == "not enough memory" {
            return "\(file): the script needs more than \(Phrases.bytes(limits.memory)), which is all that it may use"
        }
        return text.hasPrefix("the script took longer than") ? "\(file): \(text)" : text
    }

    private func takeResult() throws -> LuaValue {
        defer { lua_bridge_pop(bridge, 1) }
        return try transfer.incoming(-1)
    }
}

// MARK: - Requests

extension LuaState {
    /// Answers one request; an error becomes the script's, with the line that asked.
    fileprivate func answer(_ request: lua_bridge_request, word: Int64, count: Int32) {
        do {
            guard transfer.weight < LuaState.mostWeight else {
                throw ScriptFailure("the script makes too many objects")
            }
            let arguments = try (0..<count).map { try transfer.incoming($0 + 1) }
            let value = try self.answer(request, word: word, arguments: arguments)
            answered.forEach { $0.deallocate() }
            answered = []
            lua_bridge_answer(bridge, transfer.outgoing(value, &answered))
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
            return .value(try host.call(word: Int(word), arguments))
        case lua_bridge_index_object:
            guard case .object(let object) = first else { return .value(.none) }
            return try host.index(object, second)
        case lua_bridge_operate:
            let symbol = Character(Unicode.Scalar(UInt8(truncatingIfNeeded: word)))
            return .value(.object(try host.operate(symbol, first, second)))
        case lua_bridge_describe:
            guard case .object(let object) = first else { return .value(.none) }
            return .value(.string(object.text))
        case lua_bridge_global:
            try host.global(first, isWrite: word == 1)
            return .value(.none)
        default:
            return .value(.string(try host.module(first)))
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
