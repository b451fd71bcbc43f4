import Networks
import Tensors

/// A graph lowered to steps over blocks, for one input size: what `FastExecution` runs.
///
/// A clip (ReLU, ReLU6) that is a convolution's only reader becomes part of it. Members of a concatenation are computed
/// into slices of it where their channels fill whole blocks.
struct FastPlan {
    /// An activation: the place of its block in an execution's tables. Value 0 is the network's input, planar.
    typealias ValueID = Int

    /// A layer with what it reads and writes; every value but the input is written by one step.
    struct Step {
        let layer: any FastLayer
        let inputs: [ValueID]
        let output: ValueID
        /// The range that the output is clipped to: a gradient passes where the output lies strictly inside.
        let clip: ClosedRange<Float>?
    }

    /// Where a member of a concatenation lives.
    struct Home {
        let whole: ValueID
        let firstChannel: Int
    }

    private(set) var shapes: [Shape]
    private(set) var homes: [ValueID: Home] = [:]
    private(set) var steps: [Step] = []
    /// The values that hold the nodes asked for.
    private(set) var outputs: [Graph.NodeID: ValueID] = [:]
    /// By step: the values that neither a later step nor backward reads.
    private(set) var releases: [[ValueID]] = []

    private let graph: Graph
    private let nodeShapes: [Shape]
    /// The clip that each convolution takes into itself.
    private let fusedClips: [Graph.NodeID: Graph.NodeID]
    private var values: [Graph.NodeID: ValueID] = [0: 0]
    private var blockedInput: ValueID?

    /// Lowers what `outputs` need of `graph`.
    /// - Throws: `NetworkError` when a layer has no room at this size, `EngineError` when it cannot be made ready.
    init(graph: Graph, height: Int, width: Int, outputs wanted: [Graph.NodeID]) throws {
        self.graph = graph
        nodeShapes = try graph.shapes(height: height, width: width)
        shapes = [nodeShapes[0]]
        let needed = graph.ancestors(of: wanted)
        fusedClips = FastPlan.fusedClips(in: graph, needed: needed, wanted: wanted)

        let clipsInside = Set(fusedClips.values)
        let computed = needed.filter { $0 != 0 && !clipsInside.contains($0) }
        for node in computed { reserveValue(of: node) }
        for node in computed { settleMembers(of: node) }
        for node in computed { try lower(node) }
        for node in wanted { outputs[node] = values[node] }
        releases = lastReads()
    }

    private static func fusedClips(
        in graph: Graph, needed: [Graph.NodeID], wanted: [Graph.NodeID]
    ) -> [Graph.NodeID: Graph.NodeID] {
        var readers: [Graph.NodeID: [Graph.NodeID]] = [:]
        for node in needed {
            for input in graph.nodes[node].inputs { readers[input, default: []].append(node) }
        }
        var fused: [Graph.NodeID: Graph.NodeID] = [:]
        for node in needed where !wanted.contains(node) {
            guard case .convolution = graph.nodes[node].operation, let only = readers[node], only.count == 1,
                graph.nodes[only[0]].operation.clipRange != nil
            else { continue }
            fused[node] = only[0]
        }
        return fused
    }
}

// MARK: - Values

extension FastPlan {
    private mutating func newValue(_ shape: Shape) -> ValueID {
        shapes.append(shape)
        return shapes.count - 1
    }

    /// A convolution and the clip inside it have one value between them: the clipped one.
    private mutating func reserveValue(of node: Graph.NodeID) {
        let value = newValue(nodeShapes[node])
        values[node] = value
        if let clip = fusedClips[node] { values[clip] = value }
    }

    private mutating func settleMembers(of node: Graph.NodeID) {
        guard case .concatenation = graph.nodes[node].operation, let whole = values[node] else { return }
        var first = 0
        for input in graph.nodes[node].inputs {
            let channels = nodeShapes[input].channels
            let fillsBlocks = first % Block.lanes == 0 && channels % Block.lanes == 0
            if let member = values[input], member != 0, homes[member] == nil, fillsBlocks {
                homes[member] = Home(whole: whole, firstChannel: first)
            }
            first += channels
        }
    }

    private func value(of node: Graph.NodeID) -> ValueID {
        guard let value = values[node] else { preconditionFailure("node \(node) is computed before its readers") }
        return value
    }

    /// By step, what nobody reads after it. A clipped output is the mask of its own gradient: backward lets go of it.
    private func lastReads() -> [[ValueID]] {
        var last: [ValueID: Int] = [:]
        for (index, step) in steps.enumerated() {
            for value in step.inputs + [step.output] { last[value] = index }
        }
        for step in steps where step.clip != nil { last[step.output] = nil }
        var releases = [[ValueID]](repeating: [], count: steps.count)
        for (value, index) in last { releases[index].append(value) }
        return releases
    }
}

// MARK: - Steps

extension FastPlan {
    private mutating func lower(_ node: Graph.NodeID) throws {
        let inputs = graph.nodes[node].inputs
        switch graph.nodes[node].operation {
        case .convolution(let convolution):
            try lower(convolution, at: node)
        case .relu, .clip:
            let range = graph.nodes[node].operation.clipRange ?? -.infinity ... .infinity
            append(FastClip(to: range), reading: inputs, at: node, clip: range)
        case .arithmetic(.add) where nodeShapes[inputs[0]] == nodeShapes[inputs[1]]:
            append(FastAddition(), reading: inputs, at: node)
        case .globalAveragePool:
            append(FastGlobalAverage(input: nodeShapes[inputs[0]]), reading: inputs, at: node)
        case .maxPool(let window):
            let pool = FastMaxPool(window: window, input: nodeShapes[inputs[0]], output: nodeShapes[node])
            append(pool, reading: inputs, at: node)
        case .concatenation:
            append(FastConcatenation(members: members(of: node)), reading: inputs, at: node)
        case .averagePool, .softmax, .activation, .parametricRelu, .arithmetic, .channelMean, .localResponse,
            .channelNormalization, .channelSelection, .margins, .resize:
            guard let layer = graph.nodes[node].operation.referenceLayer else { return }
            append(FastFallback(layer), reading: inputs, at: node)
        case .input:
            preconditionFailure("only node 0 is an input")
        }
    }

    private mutating func append(
        _ layer: any FastLayer, reading inputs: [Graph.NodeID], at node: Graph.NodeID,
        clip: ClosedRange<Float>? = nil
    ) {
        let blocks = inputs.map { blockedValue(of: $0) }
        steps.append(Step(layer: layer, inputs: blocks, output: value(of: node), clip: clip))
    }

    /// Only a first convolution reads the planar input; everybody else reads a blocked copy of it.
    private mutating func blockedValue(of node: Graph.NodeID) -> ValueID {
        guard node == 0 else { return value(of: node) }
        if let blockedInput { return blockedInput }
        let copy = newValue(nodeShapes[0])
        steps.append(Step(layer: FastReblocking(), inputs: [0], output: copy, clip: nil))
        blockedInput = copy
        return copy
    }

    private func members(of node: Graph.NodeID) -> [FastConcatenation.Member] {
        var first = 0
        return graph.nodes[node].inputs.map { input in
            let shape = nodeShapes[input]
            defer { first += shape.channels }
            let home = values[input].flatMap { homes[$0] }
            let isInPlace = home.map { $0.whole == value(of: node) && $0.firstChannel == first } ?? false
            return FastConcatenation.Member(first: first, shape: shape, isInPlace: isInPlace)
        }
    }

    private mutating func lower(_ convolution: Convolution, at node: Graph.NodeID) throws {
        let name = graph.nodes[node].name
        let input = graph.nodes[node].inputs[0]
        let clip = fusedClips[node].flatMap { graph.nodes[$0].operation.clipRange }
        let geometry = ConvolutionGeometry(
            convolution, input: nodeShapes[input], output: nodeShapes[node], clip: clip)
        if input == 0, FastFirstConvolution.accepts(geometry) {
            let layer = try FastFirstConvolution(convolution, geometry, name: name)
            steps.append(Step(layer: layer, inputs: [0], output: value(of: node), clip: clip))
        } else if FastWinograd.accepts(geometry) {
            append(try FastWinograd(convolution, geometry, name: name), reading: [input], at: node, clip: clip)
        } else {
            append(try FastConvolution(convolution, geometry, name: name), reading: [input], at: node, clip: clip)
        }
    }
}

extension Operation {
    /// The range that the operation clips its input to, when that is all it does.
    var clipRange: ClosedRange<Float>? {
        switch self {
        case .relu: 0 ... .infinity
        case .clip(let lower, let upper): lower...upper
        default: nil
        }
    }
}
