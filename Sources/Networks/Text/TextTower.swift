import Files
import Foundation
import Wording

/// A text encoder as CLIP has it: a causal transformer that makes one vector of tokens, in the space in which a network of pictures has one.
///
///     let tower = try TextTower(contentsOf: "text.onnx")
///     let vector = try tower.embedding(of: tokens)      // 512 numbers
///
/// It is run once for a text, and not for pictures: so it is computed as its file has it, node by node over arrays of any rank, with what
/// models compute of constants ([`ONNXFolding`](../ONNX/ONNXFolding.swift)) and what `TextTowerOperators` has beside that. Products are those
/// of `Tensor`; all else is computed in double precision.
public struct TextTower: Sendable {
    private let nodes: [ONNX_Node]
    private let weights: [String: ONNX_Tensor]
    private let inputs: [String]
    private let output: String
    private let file: String
    /// How many tokens it takes: shorter texts are filled up.
    public let length: Int

    /// How many tokens it knows; nil where its file looks none up in a table.
    public let vocabulary: Int?

    /// What CLIP's takes.
    private static let usualLength = 77
    /// The most numbers between two nodes.
    private static let mostNumbers = 1 << 24

    /// Reads a model.
    /// - Throws: `NetworkError` for what is no encoder of tokens.
    public init(contentsOf path: String) throws {
        try self.init(data: try NetworkFile.map(path), file: path, folder: Paths.folder(of: path))
    }

    /// Reads a model's bytes.
    init(data: Data, file: String, folder: String? = nil) throws {
        var model = try ONNXReader.model(from: data, file: file)
        var outside = ONNXExternalData(file: file, folder: folder)
        try outside.bringWeights(into: &model.graph)
        let known = Set(model.graph.initializer.map(\.name))
        let given = model.graph.input.filter { !known.contains($0.name) }
        func refused(_ reason: String) -> NetworkError { .noTextTower(file: file, reason: reason) }
        guard let tokens = given.first, given.allSatisfy({ TextTower.isOfTokens($0) }), given.count <= 2 else {
            throw refused(
                "it reads \(Phrases.list(given.map(\.name), limit: 4)), and a text encoder reads a row of whole numbers, its tokens"
            )
        }
        inputs = given.map(\.name)
        let sides = tokens.type.tensorType.shape.dim.map { Int(clamping: $0.dimValue) }
        length = sides.last.flatMap { $0 > 0 ? $0 : nil } ?? TextTower.usualLength
        guard (1...1024).contains(length) else { throw refused("it reads \(length) tokens; 1 to 1024 are possible") }
        let names = model.graph.output.map(\.name)
        guard let last = names.first(where: { $0.contains("embed") }) ?? names.last else {
            throw refused("it gives nothing")
        }
        output = last
        nodes = model.graph.node
        let stored = Dictionary(model.graph.initializer.map { ($0.name, $0) }) { $1 }
        weights = stored
        let tables = model.graph.node.filter { $0.opType == "Gather" && $0.input.last == tokens.name }
        vocabulary = tables.first.flatMap { $0.input.first }.flatMap { stored[$0]?.dims.first }.map {
            Int(clamping: $0)
        }
        self.file = file
    }

    private static func isOfTokens(_ input: ONNX_ValueInfo) -> Bool {
        // int32 and int64.
        [6, 7].contains(input.type.tensorType.elemType) && input.type.tensorType.shape.dim.count == 2
    }

    /// The vector of a row of tokens, which is as long as `length`.
    /// - Parameter used: how many of the tokens are the text's own.
    /// - Throws: `NetworkError` naming the file and the node that cannot be computed.
    public func embedding(of tokens: [Int], used: Int) throws -> [Float] {
        try NetworkError.naming(file) { try computed(of: tokens, used: used) }
    }

    private func computed(of tokens: [Int], used: Int) throws -> [Float] {
        precondition(tokens.count == length)
        var values: [String: ONNXNumbers] = [:]
        for (index, name) in inputs.enumerated() {
            let row = index == 0 ? tokens.map { Double($0) } : tokens.indices.map { $0 < used ? 1 : 0 }
            values[name] = ONNXNumbers(sizes: [1, length], values: row, isWhole: true)
        }
        var last: [String: Int] = [:]
        for (index, node) in nodes.enumerated() { for name in node.input { last[name] = index } }
        for (index, node) in nodes.enumerated() {
            let reader = ONNXNodeReader(node: node)
            let made = try compute(reader, values)
            for (name, value) in zip(node.output, made) where !name.isEmpty { values[name] = value }
            for name in node.input where last[name] == index && name != output { values[name] = nil }
        }
        guard let made = values[output], made.values.count == made.sizes.last, made.values.count > 1 else {
            let sizes = values[output]?.sizes ?? []
            throw NetworkError.noTextTower(
                file: file,
                reason: "it gives an array of \(sizes) for one text, and a text encoder gives one row of numbers")
        }
        guard made.values.allSatisfy(\.isFinite) else {
            throw NetworkError.noTextTower(file: file, reason: "what it gives is not finite")
        }
        return made.values.map { Float($0) }
    }

    /// What a node gives.
    private func compute(_ reader: ONNXNodeReader, _ values: [String: ONNXNumbers]) throws -> [ONNXNumbers] {
        let node = reader.node
        func operand(_ index: Int) throws -> TextTowerOperators.Operand? {
            guard index < node.input.count, !node.input[index].isEmpty else { return nil }
            let name = node.input[index]
            if let value = values[name] { return .computed(value) }
            guard let weight = weights[name] else { throw reader.error("its input '\(name)' is not there") }
            return .stored(weight, reader)
        }
        let made: [ONNXNumbers]?
        if let own = TextTowerOperators.byName[node.opType] {
            made = try own(reader, try node.input.indices.map(operand))
        } else if let folding = ONNXFolding.byName[node.opType] {
            let inputs = try node.input.indices.map { index in
                // What may be left out is empty there.
                try operand(index)?.numbers() ?? ONNXNumbers(sizes: [0], values: [])
            }
            made = try folding(reader, inputs).map { [$0] }
        } else {
            throw reader.error("text encoders are computed without this operator")
        }
        guard let made else { throw reader.error("what it reads does not fit it") }
        guard made.allSatisfy({ $0.values.count <= TextTower.mostNumbers }) else {
            throw reader.error("it makes more than \(TextTower.mostNumbers) numbers")
        }
        return made
    }
}
