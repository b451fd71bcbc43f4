public import Foundation
public import Tensors

/// Whole files made into damaged ones, the same for the same dice.
public enum Damage {
    /// Bytes changed, cut off, doubled, swapped with those of another file, and numbers that break arithmetic.
    public static func bytes(of seeds: [Data], _ dice: inout Philox) -> Data {
        func below(_ bound: Int) -> Int { Int(dice.next() % UInt64(max(bound, 1))) }
        var data = [UInt8](seeds[below(seeds.count)])
        for _ in 0...below(4) {
            guard !data.isEmpty else { break }
            let place = below(data.count)
            switch below(8) {
            case 0: data[place] ^= 1 << UInt8(below(8))
            case 1: if below(4) == 0 { data.removeLast(data.count - place) }
            case 2:
                let other = [UInt8](seeds[below(seeds.count)])
                let start = below(other.count)
                data.insert(contentsOf: other[start..<min(other.count, start + 60)], at: place)
            case 3: data.removeSubrange(place..<min(data.count, place + 1 + below(12)))
            case 4: data.insert(contentsOf: data[place..<min(data.count, place + 1 + below(60))], at: place)
            case 5:
                let sharp: [[UInt8]] = [
                    [255, 255, 255, 255], [127, 255, 255, 255], [128, 0, 0, 0], [0, 0], [255, 255], [0, 1],
                ]
                let bytes = sharp[below(sharp.count)]
                for (offset, byte) in bytes.enumerated() where place + offset < data.count {
                    data[place + offset] = byte
                }
            default: data[place] = UInt8(below(256))
            }
        }
        return Data(data)
    }

    /// JSON whose values are others, extreme ones, of other kinds, or gone, and whose keys are others; now and then with its bytes spoilt.
    ///
    /// - Parameter own: more values, as they stand in a text, which are extreme for this kind of file.
    public static func json(of seed: Data, own: [String] = [], _ dice: inout Philox) throws -> Data {
        var tree = try JSONSerialization.jsonObject(with: seed)
        let values = literals + own
        // A number that JSON has and no type holds cannot stand in the tree: a mark does, which is replaced in the text.
        for _ in 0...Int(dice.next() % 3) { tree = changed(tree, values.count, &dice) ?? [:] as [String: Any] }
        let written = try JSONSerialization.data(withJSONObject: tree, options: [.fragmentsAllowed, .sortedKeys])
        var text = String(decoding: written, as: UTF8.self)
        for (index, value) in values.enumerated() { text = text.replacing("\"\(mark(index))\"", with: value) }
        let data = Data(text.utf8)
        return dice.next() % 8 == 0 ? bytes(of: [data, seed], &dice) : data
    }

    private static func mark(_ index: Int) -> String { "@@\(index)@@" }

    /// A tree with one place changed; nil where the place is gone.
    private static func changed(_ tree: Any, _ literals: Int, _ dice: inout Philox) -> Any? {
        func below(_ bound: Int) -> Int { Int(dice.next() % UInt64(max(bound, 1))) }
        func other() -> Any? { below(6) == 0 ? nil : mark(below(literals)) }
        if var object = tree as? [String: Any], !object.isEmpty, below(8) > 0 {
            let key = object.keys.sorted()[below(object.count)]
            switch below(6) {
            case 0: object[mark(below(literals))] = object[key]
            case 1: object[key] = object[object.keys.sorted()[below(object.count)]]
            default: object[key] = object[key].flatMap { changed($0, literals, &dice) }
            }
            return object
        }
        if var list = tree as? [Any], !list.isEmpty, below(8) > 0 {
            let index = below(list.count)
            if below(6) == 0 {
                list += list
            } else if let changed = changed(list[index], literals, &dice) {
                list[index] = changed
            } else {
                list.remove(at: index)
            }
            return list
        }
        return other()
    }

    /// Texts of JSON, and of what is nearly JSON.
    private static let literals = [
        "null", "true", "-1", "0", "1", "2", "0.5", "-0.0", "1e308", "1e999", "-1e999", "NaN", "Infinity", "16384",
        "16385",
        "2147483648", "9223372036854775807", "9223372036854775808", "18446744073709551615", "18446744073709551616",
        "1e19",
        "[]", "{}", "[null]", "{\"a\":{}}", String(repeating: "[", count: 2000), "[[[[1]]]]", "\"\"", "\" \"", "\"1\"",
        "\"\\u0000\"", "\"\\ud800\"", "\"\\u001b[31m\\r\"", "\"../../x\"", "\"/etc/passwd\"", "\"a/b.png\"",
        "\"a.lua\"",
        "\"\u{10FEE9}\"", "\"\u{202E}gnp.x\"", "\"e\u{301}\"", "\"\u{E9}\"",
        "\"\(String(repeating: "\u{301}", count: 300))\"",
        "\"\(String(repeating: "x", count: 1500))\"", "\"\(String(repeating: "0", count: 64))\"",
        "\"\(String(repeating: "é", count: 64))\"",
    ]
}
