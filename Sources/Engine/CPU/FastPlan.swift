import CPUBridge
import Networks
import Tensors

/// A graph lowered to layers over blocks, for one input size: what `FastExecution` runs.
///
/// A clip (ReLU, ReLU6) that is the only reader of a layer that can clip becomes part of it. Members of a concatenation
/// are computed into slices of it where their channels fill whole blocks, and nobody reads them after it: so their gradients are summed in
/// the same order as apart.
struct FastPlan {
    /// The place of an activation in `values`. Value 0 is the network's input, planar.
    typealias ValueID = Int

    /// An activation.
    struct Value {
        let shape: Shape
        /// The concatenation that it is a slice of.
        var home: Home?
        /// What its numbers were clipped to; nil where they were not, or not all to the same range.
        var clip: ClosedRange<Float>?
    }

    /// Where a member of a concatenation lives.
    struct Home {
        let whole: ValueID
        let firstChannel: Int
    }

    /// A layer with what it reads and writes; every value but the input is written by one step.
    struct Step {
        let layer: any FastLayer
        /// How it is computed a few rows at a time.
        var rows: RowStep
        /// The nodes that it computes: one, or several that were made one layer. The picture's, where it only brings that into
        /// blocks; and a convolution's, where it picks what that reads.
        let nodes: [Graph.NodeID]
        let inputs: [ValueID]
        let output: ValueID
        /// The range that the layer clips its output to: a gradient passes where the output lies strictly inside.
        let clip: ClosedRange<Float>?
        /// What it takes forward.
        var multiplyAdds = 0
    }

    private(set) var values: [Value]
    private(set) var steps: [Step] = []
    /// The values that hold the nodes asked for.
    private(set) var outputs: [Graph.NodeID: ValueID] = [:]
    /// The build of the kernels.
    let variant: kernel_variant

    private let graph: Graph
    private let shapes: [Shape]
    /// Whether oneDNN computes every convolution, ours being left out.
    private let onlyLibrary: Bool
    /// Whether what is packed of dense layers' weights is kept from call to call.
    private let keepsPacked: Bool
    /// The clip that each layer takes into itself.
    private let fusedClips: [Graph.NodeID: Graph.NodeID]
    /// By depthwise convolution: the pointwise one that it takes into itself.
    private let expansions: [Graph.NodeID: Graph.NodeID]
    private var valueOfNode: [Graph.NodeID: ValueID] = [0: 0]
    private var blockedInput: ValueID?

    /// Lowers what `outputs` need of `graph`.
    ///
    /// - Parameters:
    ///   - slices: whether members of a concatenation are computed into it, where they can.
    ///   - keepsPacked: whether what is packed of dense layers' weights is kept from call to call; otherwise each packs them anew.
    /// - Throws: `NetworkError` when a layer has no room at this size, `EngineError` when it cannot be made ready.
    init(
        graph: Graph, height: Int, width: Int, outputs wanted: [Graph.NodeID], variant: kernel_variant,
        onlyLibrary: Bool = false, slices: Bool = true, keepsPacked: Bool = true
    ) throws {
        self.graph = graph
        self.variant = variant
        self.onlyLibrary = onlyLibrary
        self.keepsPacked = keepsPacked
        shapes = try graph.shapes(height: height, width: width, for: wanted)
        values = [Value(shape: shapes[0])]
        let needed = graph.computed(for: wanted)
        fusedClips = graph.clipsToFuse(needed: needed, wanted: wanted, shapes: shapes)

        expansions =
            onlyLibrary ? [:] : graph.expansions(needed: needed, wanted: wanted, shapes: shapes, clips: fusedClips)

        let inside = Set(fusedClips.values).union(expansions.values)
        let computed = needed.filter { $0 != 0 && !inside.contains($0) }
        for node in computed { reserveValue(of: node) }
        if slices {
            let last = lastReaders(computed)
            for node in computed { settleMembers(of: node, last) }
        }
        for node in computed { try lower(node) }
        for node in wanted { outputs[node] = valueOfNode[node] }
    }

    /// The channels of a block.
    var lanes: Int { Int(kernel_variant_lanes(variant)) }

    /// Lets steps be computed as a whole alone.
    mutating func makeBarriers(of wholes: Set<Int>) {
        for index in wholes { steps[index].rows = steps[index].rows.barrier }
    }

    /// The value that a value is a slice of, or itself; and the slice's first channel.
    func root(of value: ValueID) -> (value: ValueID, firstChannel: Int) {
        var (root, first) = (value, 0)
        while let home = values[root].home {
            first += home.firstChannel
            root = home.whole
        }
        return (root, first)
    }
}

extension Graph {
    /// By layer that can clip: the clip that is its only reader, when nobody asks for what is before it.
    fileprivate func clipsToFuse(needed: [NodeID], wanted: [NodeID], shapes: [Shape]) -> [NodeID: NodeID] {
        var readers: [NodeID: [NodeID]] = [:]
        for node in needed {
            for input in nodes[node].inputs { readers[input, default: []].append(node) }
        }
        var fused: [NodeID: NodeID] = [:]
        for node in needed where !wanted.contains(node) {
            guard let only = readers[node], only.count == 1, nodes[only[0]].operation.clipRange != nil else { continue }
            let isSum =
                nodes[node].operation as? Arithmetic == .add
                && nodes[node].inputs.allSatisfy { shapes[$0] == shapes[node] }
            if isSum || nodes[node].operation is Convolution { fused[node] = only[0] }
        }
        return fused
    }
}

extension Graph {
    /// By depthwise convolution: the pointwise one, clipped or not, whose only reader it is.
    fileprivate func expansions(
        needed: [NodeID], wanted: [NodeID], shapes: [Shape], clips: [NodeID: NodeID]
    ) -> [NodeID: NodeID] {
        var readers = [Int](repeating: 0, count: nodes.count)
        for node in needed { for input in nodes[node].inputs { readers[input] += 1 } }
        let clipped = Dictionary(uniqueKeysWithValues: clips.map { ($1, $0) })
        var expansions: [NodeID: NodeID] = [:]
        for node in needed {
            guard let depthwise = nodes[node].operation as? Convolution, let input = nodes[node].inputs.first,
                case let source = clipped[input] ?? input, !wanted.contains(input), readers[input] == 1,
                let pointwise = nodes[source].operation as? Convolution, let before = nodes[source].inputs.first,
                FastDepthwise.accepts(ConvolutionGeometry(depthwise, input: shapes[input], output: shapes[node])),
                FastPointwise.accepts(ConvolutionGeometry(pointwise, input: shapes[before], output: shapes[source]))
            else { continue }
            expansions[node] = source
        }
        return expansions
    }
}

// MARK: - Values

extension FastPlan {
    private mutating func newValue(_ shape: Shape) -> ValueID {
        values.append(Value(shape: shape))
        return values.count - 1
    }

    /// A layer and the clip inside it have one value between them: the clipped one.
    private mutating func reserveValue(of node: Graph.NodeID) {
        let value = newValue(shapes[node])
        valueOfNode[node] = value
        if let clip = fusedClips[node] { valueOfNode[clip] = value }
    }

    /// By value, the last layer that reads it.
    private func lastReaders(_ computed: [Graph.NodeID]) -> [ValueID: Graph.NodeID] {
        var last: [ValueID: Graph.NodeID] = [:]
        for node in computed {
            for input in graph.nodes[expansions[node] ?? node].operands {
                if let value = valueOfNode[input] { last[value] = node }
            }
        }
        return last
    }

    private mutating func settleMembers(of node: Graph.NodeID, _ last: [ValueID: Graph.NodeID]) {
        guard graph.nodes[node].operation is Concatenation, let whole = valueOfNode[node] else { return }
        var first = 0
        for input in graph.nodes[node].inputs {
            let channels = shapes[input].channels
            let fillsBlocks = first % lanes == 0 && channels % lanes == 0
            if let member = valueOfNode[input], member != 0, values[member].home == nil, fillsBlocks,
                last[member] == node
            {
                values[member].home = Home(whole: whole, firstChannel: first)
            }
            first += channels
        }
    }

    private func value(of node: Graph.NodeID) -> ValueID {
        guard let value = valueOfNode[node] else { preconditionFailure("node \(node) is computed before its readers") }
        return value
    }

    /// Only a first convolution reads the planar input; everybody else reads a blocked copy of it.
    private mutating func blockedValue(of node: Graph.NodeID) -> ValueID {
        guard node == 0 else { return value(of: node) }
        if let blockedInput { return blockedInput }
        let copy = newValue(shapes[0])
        let input = shapes[0]
        let rows = RowStep(readings: [.map(.same)]) { part in
            RowLayer(geometry: []) { FastReblocking(input: input.withRows(part.made.count)) }
        }
        steps.append(
            Step(layer: FastReblocking(input: input), rows: rows, nodes: [0], inputs: [0], output: copy, clip: nil))
        blockedInput = copy
        return copy
    }
}

// MARK: - Steps

extension FastPlan {
    private mutating func lower(_ node: Graph.NodeID) throws {
        if let convolution = graph.nodes[node].operation as? Convolution { return try lower(convolution, at: node) }
        if graph.nodes[node].operation is Concatenation { return lowerConcatenation(node) }
        let blocks = graph.nodes[node].operands.map { blockedValue(of: $0) }
        let clip = graph.nodes[fusedClips[node] ?? node].operation.clipRange
        let operation = graph.nodes[node].operation
        let place = FastPlace(
            operands: blocks.map { values[$0].shape }, output: shapes[node], clips: blocks.map { values[$0].clip },
            variant: variant)
        let layer = try FastPlan.layer(of: operation, place)
        let rows = (layer as? FastSeparable)?.rowStep ?? RowStep(operation, place)
        append(layer, rows: rows, reading: blocks, at: node, clip: layer.needs.clips ? clip : nil)
    }

    /// The layer that computes an operator: kernels, where there are some, and otherwise the operator's own loops.
    static func layer(of operation: any Operator, _ place: FastPlace) throws -> any FastLayer {
        if let layer = try (operation as? any FastOperator)?.fastLayer(place) { return layer }
        return FastFallback(operation, place)
    }

    private mutating func append(
        _ layer: any FastLayer, rows: RowStep, reading inputs: [ValueID], at node: Graph.NodeID,
        clip: ClosedRange<Float>? = nil
    ) {
        let output = value(of: node)
        values[output].clip = clip
        let nodes = nodes(of: node)
        let multiplyAdds = nodes.reduce(0) { sum, node in
            sum + graph.nodes[node].operation.multiplyAdds(graph.nodes[node].operands.map { shapes[$0] }, shapes[node])
        }
        steps.append(
            Step(
                layer: layer, rows: rows, nodes: nodes, inputs: inputs, output: output, clip: clip,
                multiplyAdds: multiplyAdds))
    }

    /// What one layer computes: a node, and what became part of it.
    private func nodes(of node: Graph.NodeID) -> [Graph.NodeID] {
        let pointwise = expansions[node]
        return [pointwise, pointwise.flatMap { fusedClips[$0] }, node, fusedClips[node]].compactMap(\.self)
    }

    private mutating func lowerConcatenation(_ node: Graph.NodeID) {
        let inputs = graph.nodes[node].inputs.map { blockedValue(of: $0) }
        let whole = value(of: node)
        var first = 0
        let members = inputs.map { input in
            let channels = values[input].shape.channels
            defer { first += channels }
            let isInPlace = values[input].home.map { $0.whole == whole && $0.firstChannel == first } ?? false
            return FastConcatenation.Member(first: first, channels: channels, isInPlace: isInPlace)
        }
        let layer = FastConcatenation(members: members, variant: variant)
        append(layer, rows: RowStep(anyRows: layer, inputs: inputs.count), reading: inputs, at: node)
        // Then the bits of the members' clips lie side by side, and are those of the whole.
        let clips = Set(inputs.map { values[$0].clip })
        if members.allSatisfy(\.isInPlace), clips.count == 1, let clip = clips.first { values[whole].clip = clip }
    }

    private mutating func lower(_ convolution: Convolution, at node: Graph.NodeID) throws {
        let input = graph.nodes[node].inputs[0]
        let place = ConvolutionPlace(
            name: graph.nodes[node].name, clip: fusedClips[node].flatMap { graph.nodes[$0].operation.clipRange },
            variant: variant)
        let geometry = ConvolutionGeometry(convolution, input: shapes[input], output: shapes[node])
        func append(
            _ kind: ConvolutionKind, _ convolution: Convolution, _ geometry: ConvolutionGeometry, _ from: ValueID
        )
            throws
        {
            let layer = try kind.layer(convolution, geometry, place)
            let rows = kind.rows(convolution, geometry, place, layer)
            self.append(layer, rows: rows, reading: [from], at: node, clip: place.clip)
        }
        if let source = expansions[node], let pointwise = graph.nodes[source].operation as? Convolution {
            let before = graph.nodes[source].inputs[0]
            let clip = fusedClips[source].flatMap { graph.nodes[$0].operation.clipRange }
            return try append(
                .expansion(pointwise, clip: clip, input: shapes[before]), convolution, geometry,
                blockedValue(of: before))
        }
        if input == 0, !onlyLibrary, let phased = PhasedConvolution(convolution, geometry) {
            let phases = newValue(phased.geometry.input)
            steps.append(
                Step(layer: phased.phases, rows: phased.rows, nodes: [0], inputs: [0], output: phases, clip: nil))
            return try append(.winograd, phased.convolution, phased.geometry, phases)
        }
        if !onlyLibrary, let picked = PickedConvolution(convolution, geometry) {
            let (from, pixels) = (blockedValue(of: input), newValue(picked.geometry.input))
            let layer = picked.pick(variant)
            steps.append(
                Step(
                    layer: layer, rows: layer.rowStep, nodes: nodes(of: node), inputs: [from], output: pixels, clip: nil
                ))
            return try append(.pointwise(keepsPacked: keepsPacked), picked.convolution, picked.geometry, pixels)
        }
        if input == 0, FastFirstConvolution.accepts(geometry) { return try append(.first, convolution, geometry, 0) }
        let kind: ConvolutionKind =
            if onlyLibrary {
                .general(onlyLibrary: true)
            } else if FastDepthwise.accepts(geometry) {
                .depthwise
            } else if FastPointwise.accepts(geometry) {
                .pointwise(keepsPacked: keepsPacked)
            } else if FastWinograd.accepts(convolution, geometry) {
                .winograd
            } else {
                .general(onlyLibrary: false)
            }
        try append(kind, convolution, geometry, blockedValue(of: input))
    }
}

extension Operator {
    /// The range that the operation clips its input to, when that is all it does and a gradient passes strictly inside.
    var clipRange: ClosedRange<Float>? {
        guard let clip = self as? Clip, clip.passes == .inside else { return nil }
        return clip.lower...clip.upper
    }
}

extension FastPlan {
    /// The seeds by the values that they belong to, in the order of their nodes: several nodes may be one value.
    /// - Throws: `EngineError` for a seed of what is no output, or of another shape.
    func seedsOfValues(_ seeds: [Graph.NodeID: any Buffer]) throws -> [ValueID: [Tensor]] {
        var values: [ValueID: [Tensor]] = [:]
        for (node, seed) in seeds.sorted(by: { $0.key < $1.key }) {
            guard let value = outputs[node] else { throw EngineError.notAnOutput(node: node) }
            try EngineError.check(seed: seed.shape, is: self.values[value].shape)
            values[value, default: []].append(try seed.read())
        }
        return values
    }
}
