import LuaBridge

/// Copies values out of Lua and into it, within bounds: what a script hands over costs the host memory and time that Lua's
/// own budget does not count.
struct LuaTransfer {
    var bridge: OpaquePointer?
    /// The objects that the script has been given; it knows them by their index.
    private(set) var objects: [HostObject] = []
    /// Of all of them.
    private(set) var weight = 0
    /// Bytes of texts and entries of tables that have been copied out so far.
    private var taken = 0

    /// The most entries of one value.
    private static let mostEntries = 20_000
    private static let deepestTable = 12
    /// The most that all values together may take.
    private static let mostTaken = 32 << 20
    private static let bytesOfEntry = 32

    // MARK: - Out of Lua

    /// A value of the stack.
    mutating func incoming(_ index: Int32) throws -> LuaValue {
        var budget = LuaTransfer.mostEntries
        return try incoming(index, depth: 0, budget: &budget)
    }

    private mutating func incoming(_ index: Int32, depth: Int, budget: inout Int) throws -> LuaValue {
        switch lua_bridge_type_of(bridge, index) {
        case lua_bridge_boolean: return .boolean(lua_bridge_to_boolean(bridge, index))
        case lua_bridge_number: return .number(lua_bridge_to_number(bridge, index))
        case lua_bridge_string: return .string(try string(index))
        case lua_bridge_function:
            try take(LuaTransfer.bytesOfEntry)
            return .function(LuaFunction(reference: lua_bridge_to_reference(bridge, index)))
        case lua_bridge_object:
            let number = Int(lua_bridge_to_object(bridge, index))
            return objects.indices.contains(number) ? .object(objects[number]) : .none
        case lua_bridge_table: return .table(try table(index, depth: depth, budget: &budget))
        default: return .none
        }
    }

    private mutating func take(_ bytes: Int) throws {
        taken += bytes
        guard taken <= LuaTransfer.mostTaken else { throw ScriptFailure("the script hands over too much") }
    }

    private mutating func string(_ index: Int32) throws -> String {
        var length = 0
        guard let text = lua_bridge_to_string(bridge, index, &length) else { return "" }
        try take(length)
        return String(decoding: UnsafeRawBufferPointer(start: text, count: length), as: UTF8.self)
    }

    private mutating func table(_ index: Int32, depth: Int, budget: inout Int) throws -> LuaTable {
        guard depth < LuaTransfer.deepestTable else { throw ScriptFailure("a table is nested too deeply") }
        let place = index < 0 ? lua_bridge_count(bridge) + 1 + index : index
        var table = LuaTable()
        var numbered: [(key: Double, value: LuaValue)] = []
        guard lua_bridge_begin(bridge) else { throw ScriptFailure("a table is nested too deeply") }
        let bottom = lua_bridge_count(bridge) - 1
        do {
            while lua_bridge_next(bridge, place) {
                budget -= 1
                guard budget >= 0 else {
                    throw ScriptFailure("a table has more than \(LuaTransfer.mostEntries) entries")
                }
                try take(LuaTransfer.bytesOfEntry)
                let top = lua_bridge_count(bridge)
                let value = try incoming(top, depth: depth + 1, budget: &budget)
                switch lua_bridge_type_of(bridge, top - 1) {
                case lua_bridge_number: numbered.append((lua_bridge_to_number(bridge, top - 1), value))
                case lua_bridge_string: table.fields[try string(top - 1)] = value
                default: table.strangers += 1
                }
                lua_bridge_pop(bridge, 1)
            }
        } catch {
            lua_bridge_pop(bridge, lua_bridge_count(bridge) - bottom)
            throw error
        }
        table.list = numbered.sorted { $0.key < $1.key }.map(\.value)
        return table
    }

    // MARK: - Into Lua

    /// A value for the bridge; the texts and tables of it lie in blocks that the caller frees once Lua has taken them.
    mutating func outgoing(_ answer: HostAnswer, _ blocks: inout [UnsafeMutableRawPointer]) -> lua_bridge_value {
        switch answer {
        case .value(let value): return outgoing(value, &blocks)
        case .word(let word):
            var value = lua_bridge_value()
            value.type = lua_bridge_word
            value.index = Int64(word)
            return value
        }
    }

    mutating func outgoing(_ value: LuaValue, _ blocks: inout [UnsafeMutableRawPointer]) -> lua_bridge_value {
        var result = lua_bridge_value()
        switch value {
        case .none: result.type = lua_bridge_nil
        case .boolean(let boolean):
            result.type = lua_bridge_boolean
            result.boolean = boolean
        case .number(let number):
            result.type = lua_bridge_number
            result.number = number
        case .string(let text):
            result.type = lua_bridge_string
            (result.string, result.length) = LuaTransfer.copy(text, &blocks)
        case .table(let table):
            result.type = lua_bridge_table
            (result.entries, result.count) = entries(of: table, &blocks)
        case .function(let function):
            result.type = lua_bridge_function
            result.index = Int64(function.reference)
        case .object(let object):
            objects.append(object)
            weight += object.weight
            result.type = lua_bridge_object
            result.index = Int64(objects.count - 1)
        }
        return result
    }

    private mutating func entries(
        of table: LuaTable, _ blocks: inout [UnsafeMutableRawPointer]
    ) -> (UnsafePointer<lua_bridge_entry>, Int) {
        var entries: [lua_bridge_entry] = []
        for value in table.list {
            entries.append(lua_bridge_entry(key: nil, length: 0, value: outgoing(value, &blocks)))
        }
        for (name, value) in table.fields.sorted(by: { $0.key < $1.key }) {
            let (key, length) = LuaTransfer.copy(name, &blocks)
            entries.append(lua_bridge_entry(key: key, length: length, value: outgoing(value, &blocks)))
        }
        let block = UnsafeMutablePointer<lua_bridge_entry>.allocate(capacity: max(entries.count, 1))
        block.initialize(from: entries, count: entries.count)
        blocks.append(UnsafeMutableRawPointer(block))
        return (UnsafePointer(block), entries.count)
    }

    private static func copy(
        _ text: String, _ blocks: inout [UnsafeMutableRawPointer]
    ) -> (UnsafePointer<CChar>, Int) {
        var text = text
        return text.withUTF8 { bytes in
            let block = UnsafeMutablePointer<CChar>.allocate(capacity: max(bytes.count, 1))
            bytes.withMemoryRebound(to: CChar.self) {
                if let start = $0.baseAddress { block.initialize(from: start, count: $0.count) }
            }
            blocks.append(UnsafeMutableRawPointer(block))
            return (UnsafePointer(block), bytes.count)
        }
    }
}
