import Files
import Foundation
import Pictures
package import Recipes
import Wording

/// What a sweep varies, and the values that it takes: `strength=0.5,1,2`, `strength=0.5..2:4`, `seed=1..6`, `network=squeezenet,vgg16`,
/// `prior="weak, soft",none`.
package struct SweepAxis: Hashable, Sendable {
    package let name: String
    /// As typed, with ranges written out.
    package private(set) var values: [String]
    private let target: Target

    private enum Target: Hashable, Sendable {
        case parameter, picture, network, seed
    }

    /// - Parameter text: `NAME=VALUES`, the values separated by commas; what stands in double quotes is one value, `""` in it a quote. A
    ///   range has both its ends and is even; without a number of values it goes in whole numbers.
    /// - Parameter preset: whose parameters may be named, beside `network` and `seed`.
    /// - Throws: `PresetError.unknownParameter` with the nearest guess, `SheetError.axis`.
    package init(_ text: String, of preset: Preset) throws {
        guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
            throw SheetError.axis(text, problem: "write it as NAME=VALUE,VALUE… or NAME=LEAST..MOST:COUNT")
        }
        name = String(text[..<equals])
        var isWhole = false
        if let parameter = preset.parameters.first(where: { [name] in $0.name == name }) {
            switch parameter.kind {
            case .picture: target = .picture
            case .integer:
                target = .parameter
                isWhole = true
            default: target = .parameter
            }
        } else if name == "network" {
            target = .network
        } else if name == "seed" {
            (target, isWhole) = (.seed, true)
        } else {
            throw PresetError.unknownParameter(
                name: name, preset: preset.title, choices: preset.parameters.map(\.name) + ["network", "seed"])
        }
        values = try SweepAxis.pieces(of: text[text.index(after: equals)...], text).flatMap { piece in
            guard !piece.value.isEmpty else { throw SheetError.axis(text, problem: "a value is missing") }
            guard !piece.isQuoted else { return [piece.value] }
            return try SweepAxis.range(Substring(piece.value), text, isWhole: isWhole) ?? [piece.value]
        }
        if target == .seed, let wrong = values.first(where: { UInt64($0) == nil }) {
            throw SheetError.axis(
                text, problem: "'\(Phrases.harmless(wrong))' is no seed, which is a whole number from 0")
        }
    }

    /// This one, and the values of another of its name, as if they were in one list.
    func and(_ other: SweepAxis) -> SweepAxis {
        var both = self
        both.values += other.values
        return both
    }

    /// What stands between commas, as in a CSV file: in double quotes a comma is one like any other character.
    private static func pieces(
        of list: Substring, _ text: String
    ) throws -> [(value: String, isQuoted: Bool)] {
        var pieces: [(value: String, isQuoted: Bool)] = []
        var rest = list
        while true {
            if rest.first == "\"" {
                var value = ""
                rest = rest.dropFirst()
                while let quote = rest.firstIndex(of: "\"") {
                    value += rest[..<quote]
                    rest = rest[quote...].dropFirst()
                    guard rest.first == "\"" else { break }
                    value += "\""
                    rest = rest.dropFirst()
                }
                guard list[..<rest.startIndex].last == "\"", rest.isEmpty || rest.first == "," else {
                    throw SheetError.axis(
                        text, problem: "a value in double quotes ends with one, and then comes a comma or nothing")
                }
                pieces.append((value, true))
            } else {
                let value = rest.prefix { $0 != "," }
                pieces.append((String(value), false))
                rest = rest[value.endIndex...]
            }
            guard rest.first == "," else { return pieces }
            rest = rest.dropFirst()
        }
    }

    /// The values of a range; nil for what is none.
    private static func range(_ piece: Substring, _ text: String, isWhole: Bool) throws -> [String]? {
        guard let dots = piece.firstRange(of: "..") else { return nil }
        let rest = piece[dots.upperBound...].split(separator: ":", omittingEmptySubsequences: false)
        guard let first = Double(piece[..<dots.lowerBound]), rest.count <= 2, let last = Double(rest[0]),
            first.isFinite, last.isFinite
        else { return nil }
        var count = rest.count == 2 ? Int(rest[1]) ?? 0 : 0
        if rest.count == 1 {
            guard first == first.rounded(), last == last.rounded() else {
                throw SheetError.axis(text, problem: "say how many values: \(piece):5")
            }
            count = Int(min(abs(last - first), 1e6)) + 1
        }
        guard (2...SweepGrid.mostCells).contains(count) else {
            throw SheetError.axis(text, problem: "a range has 2 to \(SweepGrid.mostCells) values")
        }
        return (0..<count).map { index in
            let value = first + (last - first) * Double(index) / Double(count - 1)
            return isWhole || value == value.rounded() ? String(format: "%.0f", value) : String(format: "%.4g", value)
        }
    }

    /// Sets one of the values.
    func set(_ value: String, in job: inout RenderJob) {
        switch target {
        case .parameter: job.parameters[name] = value
        case .picture: job.pictures[name] = .file(value)
        case .network: job.network = value
        case .seed: job.seed = UInt64(value)
        }
    }

    /// What sets it, and must not set it too.
    private var setting: SettingName {
        switch target {
        case .parameter: .parameter
        case .picture: .picture
        case .network, .seed: SettingName(name)
        }
    }

    /// What sets it to a value; without one, what must not set it too.
    func said(_ value: String? = nil) -> (SettingName, value: String?) {
        switch target {
        case .parameter, .picture: (setting, value.map { "\(name)=\($0)" } ?? name)
        case .network, .seed: (setting, value)
        }
    }

    /// The same in words.
    var option: String { said().value.map(setting.set) ?? "\(setting)" }

    /// Whether a job sets it already.
    func isSet(in job: RenderJob) -> Bool {
        switch target {
        case .parameter: job.parameters[name] != nil
        case .picture: job.pictures[name] != nil
        case .network: job.network != nil
        case .seed: job.seed != nil
        }
    }

    /// A value for people: of a picture the file's name.
    func label(_ value: String) -> String { "\(name)=\(shown(value))" }

    /// What a sheet carries of it: no path.
    var carried: CarriedRecipe.Axis { CarriedRecipe.Axis(name: name, values: values.map(shown)) }

    private func shown(_ value: String) -> String {
        let isPath = target == .picture || (target == .network && value.contains("/"))
        return isPath ? Paths.name(of: value) : value
    }
}

/// All combinations of some axes: the first across, the second down, each combination of the others a block of its own.
package struct SweepGrid: Sendable {
    package let axes: [SweepAxis]

    /// The most cells of a sheet.
    static let mostCells = 4096
    /// Cells in a row, where there is but one axis.
    private static let longestRow = 10

    /// - Parameter given: those of one name are one.
    /// - Throws: `SheetError.axis` for more cells than a sheet has.
    package init(_ given: [SweepAxis]) throws {
        axes = given.reduce(into: []) { axes, axis in
            if let index = axes.firstIndex(where: { $0.name == axis.name }) {
                axes[index] = axes[index].and(axis)
            } else {
                axes.append(axis)
            }
        }
        var count = 1
        for axis in axes {
            count *= axis.values.count
            guard count <= SweepGrid.mostCells else {
                throw SheetError.axis(axis.name, problem: "more than \(SweepGrid.mostCells) cells")
            }
        }
    }

    /// The values of the axes for each cell, in the order of the cells.
    package var cells: [[String]] {
        axes.reversed().reduce([[]]) { rest, axis in
            // The axis that is put in front last, the first, changes fastest.
            rest.flatMap { tail in axis.values.map { [$0] + tail } }
        }
    }

    /// The blocks of a sheet.
    var blocks: [ContactSheet.Block] {
        let perBlock = axes.prefix(2).reduce(1) { $0 * $1.values.count }
        let columns = axes.count == 1 ? min(axes[0].values.count, SweepGrid.longestRow) : axes[0].values.count
        let cells = cells
        return stride(from: 0, to: cells.count, by: perBlock).map { first in
            let captions = cells[first..<first + perBlock].map { values in
                zip(axes, values).prefix(2).map { $0.label($1) }
            }
            return ContactSheet.Block(
                title: label(cells[first], from: 2), captions: captions, columns: columns)
        }
    }

    /// What tells a cell from the others.
    func label(_ values: [String], from first: Int = 0) -> String {
        zip(axes, values).dropFirst(first).map { $0.label($1) }.joined(separator: " ")
    }
}
