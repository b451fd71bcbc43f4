import Networks
import SwiftProtobuf
import Tensors

/// A node test made one that a dream could meet: a model with one picture as its input, and what comes out of it.
struct LiftedTest {
    let graph: Graph
    let picture: Tensor
    let expected: Tensor
    let tolerance: Double

    /// Which of a test's inputs the picture becomes; all others become constants.
    enum Entrance: Hashable {
        /// One of them.
        case one(Int)
        /// Several, one after the other along the channels.
        case stacked([Int])
        /// One of several pictures that input 0 holds, which the operators treat each alone.
        case sample(Int)
    }

    /// Every entrance that the test's inputs allow.
    static func entrances(of test: NodeTest) -> [Entrance] {
        let floats = test.inputs.indices.filter { index in
            test.inputs[index].tolerance != nil && !test.inputs[index].dims.contains(0)
        }
        var entrances = floats.map { Entrance.one($0) }
        if floats.count > 1 { entrances.append(.stacked(floats)) }
        if let first = test.inputs.first?.sizes, floats.contains(0), first.count == 4, first[0] > 1,
            test.model.graph.node.allSatisfy({ treatsSamplesAlone.contains($0.opType) })
        {
            entrances += (0..<first[0]).map { .sample($0) }
        }
        return entrances
    }

    private static let treatsSamplesAlone: Set = [
        "AveragePool", "BatchNormalization", "Conv", "GlobalAveragePool", "GlobalMaxPool", "GroupNormalization",
        "InstanceNormalization", "LRN", "MaxPool", "Resize", "Upsample",
    ]

    /// The test through this entrance, for one of its outputs: by the first way of seeing inputs and output as pictures
    /// that the reader takes.
    /// - Throws: what the reader said to the usual way, when it takes none.
    init(_ test: NodeTest, _ entrance: Entrance, output: Int) throws {
        var first: (any Error)?
        for candidate in Candidate.all(test, entrance, output) {
            do {
                graph = try ONNXReader.graph(from: candidate.model.serializedData(), file: test.name).complete()
                picture = candidate.picture
                expected = candidate.expected
                tolerance = test.outputs[output].tolerance ?? 0
                return
            } catch {
                first = first ?? error
            }
        }
        throw first ?? NetworkError.notONNX(file: test.name, reason: "its tensors are no picture")
    }
}

/// A test seen in one way, before the reader has looked at it.
private struct Candidate {
    var model: ONNX_Model
    let picture: Tensor
    let expected: Tensor

    static func all(_ test: NodeTest, _ entrance: LiftedTest.Entrance, _ output: Int) -> [Candidate] {
        var right = test.outputs[output]
        guard var expected = right.numbers, !expected.isEmpty else { return [] }
        if case .sample(let sample) = entrance {
            guard right.dims.count == 4, right.dims[0] == test.inputs[0].dims[0] else { return [] }
            let count = expected.count / Int(right.dims[0])
            expected = Array(expected[sample * count..<(sample + 1) * count])
            right.dims[0] = 1
        }
        let ends = Lifting.all(of: right.sizes)
        return beginnings(test, entrance).flatMap { beginning in
            ends.map { beginning.ending(at: test.model.graph.output[output].name, $0, expected) }
        }
    }

    /// The model behind an input of its own, without an end.
    private static func beginnings(_ test: NodeTest, _ entrance: LiftedTest.Entrance) -> [Candidate] {
        switch entrance {
        case .one(let index):
            return Lifting.all(of: test.inputs[index].sizes).map { Candidate(test, [index], [$0]) }
        case .stacked(let indices):
            let ways = indices.map { Lifting.all(of: test.inputs[$0].sizes) }
            return ways[0].indices.compactMap { way in
                let liftings = ways.compactMap { way < $0.count ? $0[way] : nil }
                let sides = Set(liftings.map { [$0.shape.height, $0.shape.width] })
                return liftings.count == indices.count && sides.count == 1
                    ? Candidate(test, indices, liftings) : nil
            }
        case .sample(let sample):
            var sizes = test.inputs[0].sizes
            sizes[0] = 1
            let count = sizes.reduce(1, *)
            let part = (test.inputs[0].numbers ?? [])[sample * count..<(sample + 1) * count]
            return [Candidate(test, [0], [Lifting(sizes, height: 2, width: 3)], values: [Array(part)])]
        }
    }

    /// The inputs at `indices` are parts of the picture, each seen in its way.
    private init(_ test: NodeTest, _ indices: [Int], _ liftings: [Lifting], values: [[Float]]? = nil) {
        model = test.model
        let numbers = values ?? indices.map { test.inputs[$0].numbers ?? [] }
        let pictures = zip(liftings, numbers).map { $0.picture($1) }
        let shape = Shape(
            channels: pictures.reduce(0) { $0 + $1.shape.channels }, height: pictures[0].shape.height,
            width: pictures[0].shape.width)
        picture = Tensor(shape: shape, values: pictures.flatMap(\.values))
        expected = picture

        var inputs = model.graph.input
        for index in inputs.indices where !indices.contains(index) {
            var constant = test.inputs[index]
            constant.name = inputs[index].name
            model.graph.initializer.append(constant)
        }
        inputs = indices.map { inputs[$0] }
        if indices.count == 1, liftings[0].changesNothing {
            model.graph.input = [ONNX_ValueInfo(name: inputs[0].name, sizes: shape.dimensions)]
            return
        }
        model.graph.input = [ONNX_ValueInfo(name: "picture", sizes: shape.dimensions)]
        var nodes: [ONNX_Node] = []
        var parts = ["picture"]
        if indices.count > 1 {
            parts = indices.map { "picture:\($0)" }
            nodes = [split("picture", into: parts, pictures.map(\.shape.channels))]
        }
        for ((part, input), lifting) in zip(zip(parts, inputs), liftings) {
            let lowering = lifting.lowering(part, to: input.name)
            nodes += lowering.nodes
            model.graph.initializer += lowering.constants
        }
        model.graph.node = nodes + model.graph.node
    }

    private mutating func split(_ whole: String, into parts: [String], _ channels: [Int]) -> ONNX_Node {
        let version = model.opsetImport.first { ["", "ai.onnx"].contains($0.domain) }?.version ?? 13
        var axis = ONNX_Attribute()
        axis.name = "axis"
        axis.i = 1
        var node = ONNX_Node("Split", [whole], parts, version < 13 ? ["split": channels] : [:])
        node.attribute.append(axis)
        if version >= 13 {
            model.graph.initializer.append(ONNX_Tensor("picture:parts", channels))
            node.input.append("picture:parts")
        }
        return node
    }

    /// The model that ends with its output as a picture, which a mean pool of one tap makes sure of.
    private func ending(at name: String, _ lifting: Lifting, _ expected: [Float]) -> Candidate {
        var model = model
        var last = name
        if !lifting.changesNothing {
            let raising = lifting.raising(name, to: "raised")
            model.graph.node += raising.nodes
            model.graph.initializer += raising.constants
            last = "raised"
        }
        model.graph.node.append(ONNX_Node("AveragePool", [last], ["end"], ["kernel_shape": [1, 1]]))
        model.graph.output = [ONNX_ValueInfo(name: "end", sizes: lifting.shape.dimensions)]
        return Candidate(model: model, picture: picture, expected: lifting.picture(expected))
    }

    private init(model: ONNX_Model, picture: Tensor, expected: Tensor) {
        self.model = model
        self.picture = picture
        self.expected = expected
    }
}
