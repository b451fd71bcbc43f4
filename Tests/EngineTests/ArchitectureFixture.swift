import Foundation
import Networks
import SwiftProtobuf
import Tensors
import TestSupport

/// One folder of Tests/Fixtures/Architectures: a model without weights, and what PyTorch computes with those that
/// `SeededNumbers` gives it.
struct ArchitectureFixture {
    /// What facts.json says.
    struct Facts: Decodable {
        struct Layer: Decodable {
            /// The name in torchvision.
            var layer: String
            var activation: Numbers
            var gradient: Numbers
        }

        struct Numbers: Decodable {
            /// How many there are.
            var count: Int
            /// Every how many-th is kept.
            var step: Int
            /// The relative distance of PyTorch's own float32.
            var float32: Double
        }

        /// What the picture's numbers are called.
        var picture: String
        var height: Int
        var width: Int
        var exporter: String
        var opset: Int
        var middle: Layer
        var late: Layer
    }

    let name: String
    let facts: Facts
    let graph: Graph

    /// Reads the facts, and the model with its weights filled in.
    init(_ name: String) throws {
        self.name = name
        facts = try JSONDecoder().decode(Facts.self, from: Fixtures.data("Architectures/\(name)/facts.json"))
        var model = try ONNX_Model(serializedBytes: Fixtures.data("Architectures/\(name)/model.onnx"))
        for index in model.graph.initializer.indices { model.graph.initializer[index].fillIfEmpty() }
        graph = try ONNXReader.graph(from: model.serializedData(), file: name).complete()
    }

    /// The picture that goes in.
    var picture: Tensor {
        let shape = Shape(channels: 3, height: facts.height, width: facts.width)
        return Tensor(shape: shape, values: SeededNumbers.of(facts.picture, count: shape.count).map { $0 * 2 })
    }

    /// The relative distance between those of `tensor`'s numbers that were kept and PyTorch's.
    func distance(of tensor: Tensor, _ numbers: Facts.Numbers, _ file: String) throws -> Double {
        guard tensor.values.count == numbers.count else { return .infinity }
        let kept = stride(from: 0, to: numbers.count, by: numbers.step).map { tensor.values[$0] }
        let expected = try Tensor(npy: Fixtures.data("Architectures/\(name)/\(file).npy"))
        return Tensor(shape: Shape([kept.count]), values: kept).relativeDistance(to: expected)
    }
}

/// The counter-based generator of make-fixtures.py: number n of a name is SplitMix64's n-th, from FNV-1a of the name.
enum SeededNumbers {
    /// `count` numbers in −1..<1.
    static func of(_ name: String, count: Int) -> [Float] {
        let key = name.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return (1...max(1, count)).prefix(count).map { n in
            var z = key &+ UInt64(n) &* 0x9E37_79B9_7F4A_7C15
            z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
            z ^= z >> 31
            return Float(z >> 40) * 0x1p-23 - 1
        }
    }

    /// The weights of this name and shape, scaled as make-fixtures.py scales them; a name that ends in `.T` is that of a
    /// matrix turned.
    static func weights(_ name: String, _ dimensions: [Int]) -> [Float] {
        if name.hasSuffix(".T"), dimensions.count == 2 {
            let (rows, columns) = (dimensions[0], dimensions[1])
            let straight = weights(String(name.dropLast(2)), [columns, rows])
            return (0..<rows).flatMap { row in (0..<columns).map { straight[$0 * rows + row] } }
        }
        let numbers = of(name, count: dimensions.reduce(1, *))
        if dimensions.count > 1 {
            let gain = Float((6 / Double(dimensions.dropFirst().reduce(1, *))).squareRoot())
            return numbers.map { $0 * gain }
        }
        let isScale = name.hasSuffix("running_var") || name.hasSuffix("weight")
        return isScale ? numbers.map { 1 + $0 * 0.5 } : numbers.map { $0 * 0.25 }
    }
}

extension ONNX_Tensor {
    /// Gives a tensor that says its shape, and holds no numbers, its weights.
    fileprivate mutating func fillIfEmpty() {
        let isEmpty = rawData.isEmpty && floatData.isEmpty && int64Data.isEmpty && int32Data.isEmpty
        guard isEmpty, dataType == 1, !dims.contains(0) else { return }
        rawData = SeededNumbers.weights(name, dims.map { Int($0) }).withUnsafeBytes { Data($0) }
    }
}

/// A line of the table of errors.
struct ArchitectureRow {
    var network: String
    var exporter: String
    var layer: String
    /// Relative L2 distances from PyTorch in float64.
    var activation: Double
    var gradient: Double
    /// Those of PyTorch in float32.
    var single: (activation: Double, gradient: Double)

    /// The table in Markdown.
    static func table(_ rows: [ArchitectureRow]) -> String {
        let head = """
            | network | exporter, opset | layer | activation | gradient | PyTorch float32: activation | gradient |
            |---|---|---|---|---|---|---|
            """
        let lines = rows.map { row in
            let errors = [row.activation, row.gradient, row.single.activation, row.single.gradient]
            return "| \(row.network) | \(row.exporter) | \(row.layer) | "
                + errors.map { String(format: "%.1e", $0) }.joined(separator: " | ") + " |"
        }
        return ([head] + lines).joined(separator: "\n")
    }

    /// Puts the table into the README beside the fixtures, in place of the one that is there.
    static func write(_ table: String) throws {
        let path = Fixtures.path("Architectures/README.md")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let kept = text.split(separator: "\n", omittingEmptySubsequences: false).prefix { !$0.hasPrefix("|") }
        try (kept.joined(separator: "\n") + "\n" + table + "\n").write(toFile: path, atomically: true, encoding: .utf8)
    }
}
