import Foundation
import Operators
import Tensors

extension InverseFourier: ShadedOperator {
    func shaded(_ place: ShaderPlace) -> ShaderLayer? {
        let (waves, planes) = (place.operands[0], place.output)
        // A wave has a cosine and a sine.
        let lines = 2 * planes.count
        let columns = FourierLines(length: waves.height, inner: waves.width, width: planes.width)
        let rows = FourierLines(length: planes.width, inner: 1, width: planes.width)
        let norm = 1 / Float(planes.area).squareRoot()
        let count = waves.count / 2
        // Down the columns, and then along the rows, of which only what is real is wanted.
        let there =
            columns.calls(
                count: count, root: 0, from: .operand(0), to: .room, at: .room, lines,
                [.backFromFrequencies, .numbersIn, .imaginaryIn, .filterIn])
            + rows.calls(
                count: planes.count, root: 1, from: .room, to: .output, at: .room, lines,
                [.backFromFrequencies, .numbersOut], after: columns.radices.count, read: (count, waves.width, 1),
                factor: norm)
        // Along the rows, and then down the columns that a half has.
        let back =
            rows.calls(
                count: planes.count, root: 1, from: .seed, to: .scratch, at: .scratch, lines, [.numbersIn])
            + columns.calls(
                count: count, root: 0, from: .scratch, to: .target(0), at: .scratch, lines,
                [.numbersOut, .imaginaryOut, .filterOut], after: rows.radices.count,
                read: (planes.count, waves.height, planes.width), factor: norm)
        let filter = ShaderTable(words: waves.area) {
            (self.filter?.values ?? [Float](repeating: 1, count: waves.area)).map(\.bitPattern)
        }
        return ShaderLayer(
            forward: there, backward: [back], reads: [],
            tables: [columns.roots, rows.roots, filter],
            scratch: 2 * lines, room: 2 * lines)
    }
}

/// Transforms of all lines of planes, in steps of a few numbers each.
private struct FourierLines {
    /// Of a line.
    let length: Int
    /// How many lie side by side.
    let inner: Int
    /// Of the planes.
    let width: Int

    /// What `waves.comp` is to know.
    struct Flags: OptionSet {
        let rawValue: Int
        static let numbersIn = Flags(rawValue: 1)
        static let imaginaryIn = Flags(rawValue: 2)
        static let filterIn = Flags(rawValue: 4)
        static let numbersOut = Flags(rawValue: 8)
        static let imaginaryOut = Flags(rawValue: 16)
        static let filterOut = Flags(rawValue: 32)
        static let backFromFrequencies = Flags(rawValue: 64)
        static let ofTheFirst: Flags = [.numbersIn, .imaginaryIn, .filterIn]
        static let ofTheLast: Flags = [.numbersOut, .imaginaryOut, .filterOut]
    }

    /// Factors of the length, taken together up to 16: more of them are more passes over everything, larger ones more work in each.
    var radices: [Int] {
        var (rest, factor) = (length, 2)
        var radices: [Int] = []
        while rest > 1 {
            guard rest % factor == 0 else {
                factor = factor * factor > rest ? rest : factor + 1
                continue
            }
            rest /= factor
            if let last = radices.last, last * factor <= 16 {
                radices[radices.count - 1] = last * factor
            } else {
                radices.append(factor)
            }
        }
        return radices.isEmpty ? [1] : radices
    }

    /// cos and sin of 2πk/N.
    var roots: ShaderTable {
        ShaderTable(words: 2 * length) {
            (0..<length).flatMap { k in
                let angle = 2 * Double.pi * Double(k) / Double(length)
                return [Float(cos(angle)).bitPattern, Float(sin(angle)).bitPattern]
            }
        }
    }

    /// - Parameters:
    ///   - count: how many waves are written.
    ///   - root: the table of roots.
    ///   - room: where what lies between is kept: two halves of `half` words.
    ///   - before: how many steps have been gone there already.
    ///   - read: how many waves there are before the first step, how many of a line, and how many side by side; as many as are written
    ///     when absent.
    func calls(
        count: Int, root: Int, from source: ShaderCall.SourceLine, to target: ShaderCall.SourceLine,
        at room: ShaderCall.SourceLine, _ half: Int, _ flags: Flags,
        after before: Int = 0, read: (count: Int, length: Int, inner: Int)? = nil, factor: Float = 1
    ) -> [ShaderCall] {
        let radices = radices
        var done = 1
        return radices.enumerated().map { index, radix in
            defer { done *= radix }
            let (isFirst, isLast) = (index == 0, index == radices.count - 1)
            let known = flags.subtracting(isFirst ? [] : .ofTheFirst).subtracting(isLast ? [] : .ofTheLast)
            let own = (count: count, length: length, inner: inner)
            let given = isFirst ? read ?? own : own
            return ShaderCall(
                "waves", [known.rawValue],
                [
                    .init(place: isFirst ? source : .nothing),
                    .init(place: room, first: FourierLines.half(of: before + index) * half),
                    .init(place: isLast ? target : .nothing),
                    .init(place: room, first: FourierLines.half(of: before + index + 1) * half), .table(2),
                    .table(root),
                ],
                [
                    count, given.count, length, done, radix, inner, given.inner, given.length, width,
                    isLast ? factor : Float(1),
                ], groups: .elements(count))
        }
    }

    /// Between two steps waves lie in one half or in the other.
    private static func half(of step: Int) -> Int { step % 2 }
}
