import Dreams
import Foundation
import Pictures
import Tensors
import Wording

/// An array of numbers in a `.npy` file beside the preset: a direction, an embedding, statistics, or a table of such rows.
struct ArrayFile: Hashable, Sendable {
    /// As the preset has it.
    let name: String
    let source: PictureSource

    /// What the names of such files end in.
    static let ending = ".npy"
    /// The largest file, and the longest row.
    static let largestFile = 64 << 20
    static let longestRow = 10_000

    static func isOne(_ name: String) -> Bool { name.lowercased().hasSuffix(ending) }

    /// Its numbers, or those of a row where it is a table.
    /// - Throws: `ScriptFailure` for what is no array of finite numbers, and where the row is not said or not there.
    func numbers(row: Int?) throws -> [Float] {
        let shown = "'\(name.prefix(60))'"
        let table: Tensor
        do {
            let data: Data =
                switch source {
                case .file(let path): try FileBytes.read(path, most: ArrayFile.largestFile)
                case .bytes(let data, _): data
                }
            table = try Tensor(npy: data)
        } catch {
            throw ScriptFailure("vector: \(shown): \(error)")
        }
        // Of [1, 384, 1, 1] the sides of 1 say nothing.
        let sides = table.shape.dimensions.filter { $0 != 1 }
        let inWords = Phrases.shape(table.shape.dimensions)
        guard sides.count <= 2 else {
            throw ScriptFailure("vector: \(shown) is \(inWords); a row of numbers, or a table, is read")
        }
        let length = sides.last ?? 1
        guard (1...ArrayFile.longestRow).contains(length) else {
            throw ScriptFailure(
                "vector: \(shown) has rows of \(length) numbers; 1 to \(ArrayFile.longestRow) are possible")
        }
        var rows = 0..<length
        if sides.count == 2 || row != nil {
            let count = sides.count == 2 ? sides[0] : 1
            guard let row else {
                throw ScriptFailure(
                    "vector: \(shown) is \(inWords); say which row: r.vector(r.file(\"\(name.prefix(60))\"), 0)")
            }
            guard row < count else {
                throw ScriptFailure("vector: \(shown) has no row \(row); it has \(count), counted from 0")
            }
            rows = row * length..<(row + 1) * length
        }
        let numbers = Array(table.values[rows])
        if let bad = numbers.firstIndex(where: { !$0.isFinite || abs($0) > 1e9 }) {
            throw ScriptFailure("vector: \(shown): number \(bad) of it is not finite, or beyond 1e9")
        }
        return numbers
    }
}

extension Phrases {
    /// `12 × 384`
    fileprivate static func shape(_ sides: [Int]) -> String {
        sides.isEmpty ? "one number" : sides.map { "\($0)" }.joined(separator: " × ")
    }
}
