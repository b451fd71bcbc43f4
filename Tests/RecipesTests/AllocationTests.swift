import Foundation
import LuaBridge
import Testing

/// The bridge under want of memory: whichever allocation fails, the script ends in an error and the state closes.
@Suite struct AllocationTests {
    private static let script = """
        local r = require "host"
        local t = {}
        for i = 1, 50 do t[i] = { name = "entry " .. i, r.word(i), tostring(r) } end
        local ok = pcall(function() return r.word({}, "text", { 1, 2, { 3 } }) end)
        local made = r.plugin(function(self, o) return { self, #o.list, o.name .. "x", function() return o end } end)
        assert(made[2] == 3 and made[3] == "a namex")
        assert(not pcall(r.plugin, function() error("none", 0) end))
        table.sort { "c", "a", "b" }
        setmetatable({}, { __index = t })
        for key, value in pairs { a = 1, b = 2 } do t[key] = string.format("%s %d", key, value) end
        return #t
        """

    /// A host with one object, whose every key is the word 1, which fails when it is given a table, and calls a function as a
    /// word of a plugin is called: with an object and a table of options, whose result it hands on.
    private static let host: lua_bridge_host = { _, bridge, request, _, _ in
        var value = lua_bridge_value()
        switch request {
        case lua_bridge_index_object:
            value.type = lua_bridge_word
            value.index = 1
            lua_bridge_answer(bridge, value)
        case lua_bridge_call_word:
            guard lua_bridge_type_of(bridge, 1) != lua_bridge_table else {
                return "no tables".withCString { lua_bridge_fail(bridge, $0, 9) }
            }
            if lua_bridge_type_of(bridge, 1) == lua_bridge_function { return callBack(bridge) }
            value.type = lua_bridge_object
            lua_bridge_answer(bridge, value)
        default:
            "text".withCString {
                value.type = lua_bridge_string
                value.string = $0
                value.length = 4
                lua_bridge_answer(bridge, value)
            }
        }
    }

    /// Calls the function at 1 with an object and `{ name = "a name", list = { 1, 2, 3 } }`, and answers with its table, walked.
    private static func callBack(_ bridge: OpaquePointer?) {
        var object = lua_bridge_value()
        object.type = lua_bridge_object
        var number = lua_bridge_value()
        number.type = lua_bridge_number
        number.number = 1
        let items = [lua_bridge_entry](repeating: lua_bridge_entry(key: nil, length: 0, value: number), count: 3)
        let reference = lua_bridge_to_reference(bridge, 1)
        items.withUnsafeBufferPointer { items in
            "a name".withCString { text in
                var name = lua_bridge_value()
                name.type = lua_bridge_string
                (name.string, name.length) = (text, 6)
                var list = lua_bridge_value()
                list.type = lua_bridge_table
                (list.entries, list.count) = (items.baseAddress, items.count)
                "namelist".withCString { keys in
                    let fields = [
                        lua_bridge_entry(key: keys, length: 4, value: name),
                        lua_bridge_entry(key: keys + 4, length: 4, value: list),
                    ]
                    fields.withUnsafeBufferPointer { fields in
                        var options = lua_bridge_value()
                        options.type = lua_bridge_table
                        (options.entries, options.count) = (fields.baseAddress, fields.count)
                        answer(bridge, calling: reference, with: [object, options])
                    }
                }
            }
        }
    }

    private static func answer(_ bridge: OpaquePointer?, calling reference: Int32, with arguments: [lua_bridge_value]) {
        guard lua_bridge_call(bridge, reference, arguments, Int32(arguments.count)) else {
            var length = 0
            let message = lua_bridge_error(bridge, &length).map { String(cString: $0) } ?? ""
            return message.withCString { lua_bridge_fail(bridge, $0, strlen($0)) }
        }
        // The result is handed on as it is: a reference stands for any value.
        var value = lua_bridge_value()
        value.type = lua_bridge_function
        value.index = Int64(lua_bridge_to_reference(bridge, lua_bridge_count(bridge)))
        lua_bridge_pop(bridge, 1)
        lua_bridge_answer(bridge, value)
    }

    /// Runs the script with every allocation after `count` failing; nil for none. Gives whether it succeeded.
    private func run(failingAfter count: Int64?) -> (Bool, String)? {
        let limits = lua_bridge_limits(memory: 8 << 20, seconds: 2, printed: 100)
        guard let bridge = lua_bridge_create(limits, 1, Self.host, nil) else { return nil }
        defer { lua_bridge_destroy(bridge) }
        var object = lua_bridge_value()
        object.type = lua_bridge_object
        guard lua_bridge_provide(bridge, "host", object) else { return nil }
        if let count { lua_bridge_fail_allocation(bridge, count) }
        let succeeded = Self.script.withCString { lua_bridge_run(bridge, $0, strlen($0), "@script.lua") }
        var length = 0
        let text = lua_bridge_error(bridge, &length).map { String(cString: $0) } ?? ""
        return (succeeded, text)
    }

    @Test func whicheverAllocationFails() throws {
        #expect(try #require(run(failingAfter: nil)).0)
        var failures = 0
        for count in Int64(0)..<5000 {
            let (succeeded, message) = try #require(run(failingAfter: count))
            if succeeded { break }
            failures += 1
            #expect(message.contains("memory"), "after \(count): \(message)")
        }
        // The script makes hundreds of allocations, and ran with enough of them in the end.
        #expect((200..<5000).contains(failures))
    }
}
