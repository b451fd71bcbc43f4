import Foundation
import Tensors
import Wording

/// A tensor of a model that an activation of the graph stands for.
struct ONNXOperand {
    let node: Graph.NodeID
    let layout: ONNXLayout
}

/// A graph that grows node by node while a model is read.
struct ONNXGraphBuilder {
    private var graph: GrowingGraph
    /// The version of the operators.
    let opset: Int
    /// Constant tensors by name, as long as a node has still to read them.
    private var constants: [String: ONNXConstant] = [:]
    /// What computes a tensor.
    private var producers: [String: ONNXOperand] = [:]
    /// How many nodes read a tensor, and one more for what the model gives out.
    private var readerCounts: [String: Int] = [:]
    /// How many of those have not been read yet.
    private var openReaderCounts: [String: Int] = [:]
    /// The operators that read a tensor.
    private var readerKinds: [String: Set<String>] = [:]
    /// What the model gives out.
    private let outputs: [String]
    private let file: String
    /// What is computed for a node that has taken it into itself.
    private var absorbed: Set<Graph.NodeID> = []
    /// The batch that the file is exported for, of which one picture is read; 1 where it leaves that open.
    private let batch: Int
    /// Whether the file fixes height and width: then sizes that it holds as numbers may be fixed, or may follow others.
    let hasFixedSides: Bool
    /// Whether PyTorch wrote the file, whose ways of writing things are known.
    let isPyTorchs: Bool
    /// Whether a constant was read, for the node that is being read, that holds only at the size the model is read for.
    private(set) var followsSize = false
    /// Margins that hold only at the size the model is read for.
    private var marginsFollowingSize: Set<Graph.NodeID> = []
    /// What queries and keys agree, by tensor.
    private var scores: [String: ONNXScores] = [:]
    /// The tables of positions that the model has resized.
    private(set) var tables: [ONNXTable] = []
    /// The first of the nodes that come of the node that is being read.
    private var firstOfReading = 0
    /// What cannot be computed.
    private var closures = LayerClosures()

    /// - Parameters:
    ///   - bytes: the size of the model's files.
    ///   - open: the size that it is read for where it leaves its own open.
    init(
        _ model: ONNX_Graph, producer: String, opset: Int, bytes: Int, file: String,
        open: Extent = Extent(ONNXReader.usualSide)
    ) throws {
        self.opset = opset
        isPyTorchs = producer.lowercased().contains("pytorch")
        outputs = model.output.map(\.name)
        self.file = file
        for node in ONNXBranches.all(model.node) {
            for name in node.input {
                readerCounts[name, default: 0] += 1
                readerKinds[name, default: []].insert(node.opType)
            }
        }
        for name in outputs { readerCounts[name, default: 0] += 1 }
        openReaderCounts = readerCounts
        for tensor in model.initializer { constants[tensor.name] = .stored(tensor) }
        let known = constants
        let inputs = model.input.filter { known[$0.name] == nil }
        let stored = { (name: String) in
            if case .stored(let tensor) = known[name] { tensor } else { nil as ONNX_Tensor? }
        }
        guard
            let picture = ONNXPicture.best(
                inputs.compactMap { ONNXPicture($0, of: model, open: open, weights: stored) })
        else {
            let shapes = inputs.prefix(4).map(ONNXPicture.words).joined(separator: ", ")
            let reason =
                inputs.isEmpty
                ? "it has no input, and a picture is expected"
                : "its \(inputs.count == 1 ? "input is" : "inputs are") \(shapes), no picture of shape [1, channels, height, width]"
            throw NetworkError.notONNX(file: file, reason: reason)
        }
        for input in inputs where input.name != picture.name {
            let end = ClosedLayer.End(
                name: input.name, operation: "input",
                problem: "it is an input of its own, \(ONNXPicture.words(input)), beside the picture '\(picture.name)'")
            closures.close(input.name, end)
        }
        (batch, hasFixedSides) = (picture.batch, picture.hasFixedSides)
        graph = GrowingGraph(input: picture.name, shape: picture.shape, fileBytes: bytes)
        producers[picture.name] = ONNXOperand(node: 0, layout: picture.layout)
    }

    /// Sizes that a file holds for its whole batch, for one picture of it, whose tensor holds `count` numbers; −1 stands for what is
    /// left open.
    func withoutBatch(_ sizes: [Int], count: Int? = nil) -> [Int] {
        guard batch > 1, sizes.first == batch else { return sizes }
        if let count, !sizes.contains(-1), ONNXNumbers.count(sizes, limit: 1 << 40) == count { return sizes }
        return [1] + sizes.dropFirst()
    }

    /// The shapes of a graph at the size that the model is read for.
    func shapes(of graph: Graph) throws -> [Shape] {
        try graph.shapes(height: self.graph.shapes[0].height, width: self.graph.shapes[0].width)
    }

    /// What was said of the first layer that cannot be computed.
    var firstProblem: NetworkError? { closures.first }

    /// What has been read so far.
    var nodes: [Graph.Node] { graph.nodes }

    /// The shapes of their activations at the size that the model is read for.
    var nodeShapes: [Shape] { graph.shapes }

    /// Reads one node by its operator.
    mutating func read(_ node: ONNX_Node) throws {
        let reader = ONNXNodeReader(node: node)
        guard let output = node.output.first, !output.isEmpty,
            node.output.allSatisfy({
                producers[$0] == nil && constants[$0] == nil && scores[$0] == nil && !closures.holds($0)
            })
        else {
            throw reader.refusal("its output has no name of its own")
        }
        defer { for name in node.input { close(name) } }
        firstOfReading = nodes.count
        followsSize = false
        let reads = node.input.flatMap { name in
            producers[name].map { [$0.node] } ?? scores[name].map { [$0.queries.node, $0.keys.node] } ?? []
        }
        let kind = ["", "ai.onnx"].contains(node.domain) ? node.opType : "\(node.domain)::\(node.opType)"
        if let end = closures.end(of: node.input) {
            return closures.close(reader.name, kind, giving: node.output, reading: reads, end)
        }
        let (before, known) = (absorbed, node.input.map { producers[$0] })
        do {
            try readOpen(reader)
        } catch let error as NetworkError {
            guard let end = error.closing(reader.name, kind) else { throw error }
            graph.drop(from: firstOfReading)
            absorbed = before
            forget(reader, inputs: known)
            closures.close(reader.name, kind, giving: node.output, reading: reads, end, error: error)
        }
    }

    /// Reads a node all of whose inputs can be computed.
    private mutating func readOpen(_ reader: ONNXNodeReader) throws {
        let node = reader.node
        let channels = node.input.reduce(0) { $0 + (producers[$1].map { shape($0.node).channels } ?? 0) }
        try graph.spend(64 + channels + node.output.count, error: reader.error)
        let isKnown = ["", "ai.onnx"].contains(node.domain)
        if isKnown, node.opType != "MatMul", let agreed = node.input.compactMap({ scores[$0] }).first {
            if let result = try ONNXOperator.ofScores[node.opType]?(reader, agreed, &self) {
                return define(result, of: reader)
            }
            // What else is done with them is done with numbers.
            for index in node.input.indices where scores[node.input[index]] != nil {
                _ = try activation(index, of: reader)
            }
        }
        if isKnown, !node.input.isEmpty, node.input.allSatisfy({ $0.isEmpty || constants[$0] != nil }),
            let folding = ONNXFolding.byName[node.opType]
        {
            return try fold(reader, by: folding)
        }
        if isKnown, node.opType == "Split", isConstant(0, of: reader) { return try foldSplit(reader) }
        if isKnown, ONNXExpansion.names.contains(node.opType), ONNXOperator.byName[node.opType] == nil {
            throw reader.error("it is supported over activations and in its common forms, and this is another one")
        }
        guard isKnown, let operation = ONNXOperator.byName[node.opType] else {
            throw NetworkError.unsupported(
                operation: isKnown ? node.opType : "\(node.domain)::\(node.opType)", node: reader.name,
                supported: (ONNXOperator.byName.keys + ONNXExpansion.names).sorted())
        }
        try second(operation, reader)
        // Numbers that hold at one size only went into what was made.
        if followsSize { for new in firstOfReading..<nodes.count { graph.pin(new) } }
    }

    /// Reads a node by its operator, and where that is for another layout, by the way that works with any.
    private mutating func second(_ operation: ONNXOperator.Reading, _ reader: ONNXNodeReader) throws {
        let (first, before, known) = (nodes.count, absorbed, reader.node.input.map { producers[$0] })
        do {
            try operation(reader, &self)
        } catch let error as NetworkError {
            guard error.closing(reader.name, reader.node.opType) != nil,
                let general = ONNXAnyLayout.byName[reader.node.opType]
            else { throw error }
            graph.drop(from: first)
            absorbed = before
            forget(reader, inputs: known)
            do { try general(reader, &self) } catch is ONNXNoLayout { throw error }
        }
    }

    /// What was made for a node is gone: its outputs stand for nothing, and its inputs for what they did before.
    private mutating func forget(_ reader: ONNXNodeReader, inputs: [ONNXOperand?]) {
        for name in reader.node.output { (producers[name], scores[name]) = (nil, nil) }
        for (name, operand) in zip(reader.node.input, inputs) { producers[name] = operand }
    }

    /// What computes the operand at `index`, be it what queries and keys agree.
    mutating func activation(_ index: Int, of reader: ONNXNodeReader) throws -> ONNXOperand {
        let name = try reader.inputName(index)
        if let agreed = scores[name], producers[name] == nil { producers[name] = try computed(agreed, reader) }
        return try operand(index, of: reader)
    }

    /// How many numbers each of a node's was made of, where it was made of all rows, all columns or both, by a mean, a sum, a norm or a
    /// maximum: with and without the channels, where these went too. Empty for others.
    private func pooledCounts(_ node: Graph.NodeID) -> [Int] {
        var (node, rows, columns, channels) = (node, 1, 1, Set([1]))
        for _ in 0..<8 {
            guard let input = nodes[node].operands.first else { break }
            let (own, before) = (shape(node), shape(input))
            // Neither a line of a picture's positions nor the other way round.
            let isRow = own.height == 1 && (own.width == before.width || own.width == 1)
            let isColumn = own.width == 1 && (own.height == before.height || own.height == 1)
            if isRow, before.height > 1 { rows = before.height }
            if isColumn, before.width > 1 { columns = before.width }
            if own.channels == 1 { channels.insert(before.channels) }
            guard rows * columns == 1 || own.channels == 1 || before.channels == 1 else { break }
            guard before.height == 1 || before.width == 1 || before.channels == 1 else { break }
            node = input
        }
        return rows * columns > 1 ? channels.map { rows * columns * $0 } : []
    }

    /// Notes that a constant which scales an activation, or is added to its logarithm, may be how many numbers it was made of, or a function
    /// of that: a program that divides a sum by height times width leaves a mere number in a file of one size.
    mutating func noteIfCount(_ numbers: [Float], by arithmetic: Arithmetic, on node: Graph.NodeID) {
        guard hasFixedSides, let number = numbers.first, number != 1, numbers.allSatisfy({ $0 == number }) else {
            return
        }
        let counts = pooledCounts(node).map { Float($0) }
        let likely: [Float] =
            switch arithmetic {
            // Of a mean, of a variance without bias, of a root mean square.
            case .multiply, .divide: counts.flatMap { [$0, $0 - 1, $0.squareRoot()] }.flatMap { [$0, 1 / $0] }
            case .add, .subtract: counts.map { log($0) }.flatMap { [$0, -$0] }
            default: []
            }
        // Powers and logarithms are rounded when they are folded.
        if likely.contains(where: { abs($0 - number) <= 4e-7 * abs($0) }) { followsSize = true }
    }

    /// The node that is being read has made its own of what follows the size: at another one it is right, too.
    mutating func sizeIsFollowed() { followsSize = false }

    /// What a node computes is known only for pictures of the size that the model is read for.
    mutating func pin(_ node: Graph.NodeID) { graph.pin(node) }

    /// A node that reads constants alone is computed here and now.
    private mutating func fold(_ reader: ONNXNodeReader, by folding: ONNXFolding.Folding) throws {
        // A constant that only takes another name keeps its form, and its size.
        if reader.node.opType == "Identity", let constant = constants[reader.node.input[0]] {
            return try define(constant, of: reader)
        }
        let absent = ONNXNumbers(sizes: [0], values: [])
        // Some only take other shapes; others are computed one by one, in double precision.
        let price = ONNXFolding.areShapes.contains(reader.node.opType) ? 1 : 32
        for name in reader.node.input {
            guard let constant = constants[name], case let count = constant.count else { continue }
            try room(for: 8 * count, reader)
            try graph.spend(price * count, error: reader.error)
        }
        let inputs = try reader.node.input.map { try constants[$0]?.numbers(for: reader) ?? absent }
        try graph.spend(ONNXFolding.multiplyAdds(reader.node.opType, inputs), error: reader.error)
        let table = reader.node.opType == "Resize" ? resizeTable(reader, inputs) : nil
        guard let result = try table ?? folding(reader, inputs) else {
            let sizes = inputs.map { "\(Shape($0.sizes))" }.joined(separator: ", ")
            throw reader.error("its constants of \(sizes) do not fit each other")
        }
        try graph.spend(price * result.values.count, error: reader.error)
        try define(.computed(result), of: reader)
    }

    /// A constant that is cut into several.
    private mutating func foldSplit(_ reader: ONNXNodeReader) throws {
        let data = try requiredConstant(0, of: reader).numbers(for: reader)
        let given = reader.integer("axis", default: 0)
        guard let axis = data.axis(given) else { throw reader.error("it cuts axis \(given) of \(Shape(data.sizes))") }
        try graph.spend(64 * data.values.count, error: reader.error)
        let (parts, isFilled) = try splitting(data.sizes[axis], reader)
        guard isFilled else { throw reader.error("it splits \(data.sizes[axis]) into \(parts.prefix(8))") }
        var first = 0
        for (output, count) in parts.enumerated() {
            guard let part = data.cut(axis, from: first, to: first + count, by: 1) else {
                throw reader.error("it cuts \(Shape(data.sizes)) where nothing is")
            }
            try define(.computed(part), output: output, of: reader)
            first += count
        }
    }

    /// A constant that is resized is a table of positions, and is remembered as such.
    private mutating func resizeTable(_ reader: ONNXNodeReader, _ inputs: [ONNXNumbers]) -> ONNXNumbers? {
        guard let (numbers, table) = inputs.first?.resized(reader, inputs) else { return nil }
        tables.append(table)
        return numbers
    }

    /// One node less has to read the tensor: a constant that all have read is given up.
    private mutating func close(_ name: String) {
        guard let count = openReaderCounts[name] else { return }
        openReaderCounts[name] = count - 1
        if count == 1, let constant = constants.removeValue(forKey: name) { graph.room.free(constant.bytes) }
    }

    /// Reads a graph within the graph in the place of `reader`'s node, whose outputs it gives out.
    mutating func read(_ branch: ONNX_Graph, inPlaceOf reader: ONNXNodeReader) throws {
        let (first, followed) = (nodes.count, followsSize)
        for tensor in branch.initializer {
            guard constants.updateValue(.stored(tensor), forKey: tensor.name) == nil else {
                throw reader.refusal("a tensor within it, '\(tensor.name)', has no name of its own")
            }
        }
        for node in branch.node { try read(node) }
        // At another size it may be the other one, be this one but another name of what is there.
        guard followed else { return }
        for new in first..<nodes.count { graph.pin(new) }
        for name in reader.node.output { if let operand = producers[name] { graph.pin(operand.node) } }
    }

    /// The graph of what the model's main output needs: of several, the one that the most nodes lead to, so that the
    /// auxiliary classifiers of a model in training are left out.
    mutating func finished() throws -> Graph {
        // A model that does not say what it gives out gives out all.
        let isOpen = !outputs.isEmpty && !outputs.contains(where: closures.holds)
        let closed = isOpen ? [] : closures.layers(nodes)
        let whole = Graph(nodes: nodes, closed: closed).fittingResizes(graph.shapes)
        guard graph.canSpend(outputs.count * nodes.count) else {
            throw NetworkError.notONNX(file: file, reason: "it gives out \(outputs.count) tensors")
        }
        let ends = outputs.compactMap { name in producers[name].map { (name: name, operand: $0) } }
            .filter { !absorbed.contains($0.operand.node) }
        if !closed.isEmpty {
            let last = ends.map(\.operand.node) + closures.frontier.filter { !absorbed.contains($0) }
            return try closures.reached(of: whole, last)
        }
        let depths = ends.map { (end: $0, ancestors: whole.ancestors(of: [$0.operand.node]).count) }
        guard let main = depths.max(by: { $0.ancestors < $1.ancestors })?.end else {
            return whole.keeping(whole.ends.filter { !absorbed.contains($0) })
        }
        let node = main.operand.node
        guard let order = main.operand.layout.channelOrder(count: shape(node).channels) else {
            return whole.keeping([node])
        }
        let ordered = Graph.Node(name: main.name, operation: .channelSelection(order), inputs: [node])
        return Graph(nodes: whole.nodes + [ordered]).keeping([nodes.count])
    }
}

// MARK: - What operators read

extension ONNXGraphBuilder {
    /// What computes the operand at `index`.
    func operand(_ index: Int, of reader: ONNXNodeReader) throws -> ONNXOperand {
        let name = try reader.inputName(index)
        if let operand = producers[name] { return operand }
        if let agreed = scores[name] {
            throw reader.error(
                "it reads what queries and keys agree, \(agreed.sizes); a scale, a bias and a softmax over the keys are supported"
            )
        }
        if constants[name] == nil { throw reader.refusal("its input '\(name)' is computed by no node before it") }
        throw reader.error("its input '\(name)' is a constant, and an activation is expected")
    }

    /// The operand at `index` as the activation `[1, C, H, W]` that it is; channels in another order are brought back.
    mutating func picture(_ index: Int, of reader: ONNXNodeReader) throws -> Graph.NodeID {
        let operand = try operand(index, of: reader)
        let shape = shape(operand.node)
        let standard = ONNXLayout(standard: shape)
        if operand.layout == standard { return operand.node }
        if let turned = try turningSides(operand, reader) {
            producers[try reader.inputName(index)] = turned
            return turned.node
        }
        let dimensions = operand.layout.dimensions
        guard dimensions.count == 4, dimensions[0].isEmpty, dimensions[1].allSatisfy(\.isChannels),
            dimensions[2] == standard.dimensions[2], dimensions[3] == standard.dimensions[3],
            let order = operand.layout.channelOrder(count: shape.channels)
        else {
            if let arranged = try arrangingPicture(operand, reader) {
                producers[try reader.inputName(index)] = arranged
                return arranged.node
            }
            throw reader.error(
                "its input is \(operand.layout.inWords), and [1, channels, height, width] is expected; export the model with its channels "
                    + "first (tf2onnx: --inputs-as-nchw)")
        }
        let name = try reader.inputName(index)
        let node = try append(
            Graph.Node(name: unique(name), operation: .channelSelection(order), inputs: [operand.node]), of: reader)
        producers[name] = ONNXOperand(node: node, layout: standard)
        return node
    }

    /// Whether the operand at `index` is a constant.
    func isConstant(_ index: Int, of reader: ONNXNodeReader) -> Bool {
        index < reader.node.input.count && constants[reader.node.input[index]] != nil
    }

    /// Whether anything reads what the node gives out there.
    func isRead(output: Int, of reader: ONNXNodeReader) -> Bool {
        output < reader.node.output.count && readerCounts[reader.node.output[output]] != nil
    }

    /// Whether the node has an input at `index`.
    func has(_ index: Int, of reader: ONNXNodeReader) -> Bool {
        index < reader.node.input.count && !reader.node.input[index].isEmpty
    }

    /// The constant at `index`; nil when the node leaves it out.
    mutating func constant(_ index: Int, of reader: ONNXNodeReader) throws -> ONNXConstant? {
        guard index < reader.node.input.count, !reader.node.input[index].isEmpty else { return nil }
        guard let tensor = constants[reader.node.input[index]] else {
            throw reader.error("its input '\(reader.node.input[index])' must be a constant")
        }
        let count = tensor.count
        try room(for: 4 * count, reader)
        try graph.spend(count, error: reader.error)
        if tensor.followsSize { followsSize = true }
        return tensor
    }

    /// Makes sure that there is memory for a copy of numbers before there is one.
    private func room(for bytes: Int, _ reader: ONNXNodeReader) throws {
        guard graph.room.holds(bytes) else { throw reader.refusal(graph.room.exceeded) }
    }

    /// What the numbers at `index` are; none where they are the same at every size.
    func sources(_ index: Int, of reader: ONNXNodeReader) throws -> [ONNXNumbers.Source] {
        guard has(index, of: reader), case .computed(let numbers) = constants[reader.node.input[index]] else {
            return []
        }
        return numbers.sources
    }

    /// The constant at `index`, which the node must have.
    mutating func requiredConstant(_ index: Int, of reader: ONNXNodeReader) throws -> ONNXConstant {
        guard let tensor = try constant(index, of: reader) else {
            throw reader.error("its input \(index) is missing")
        }
        return tensor
    }

    /// Whole numbers that newer models give as an input, and older ones as an attribute; nil when in neither place.
    mutating func integers(_ attribute: String, orInput index: Int, of reader: ONNXNodeReader) throws -> [Int]? {
        if let list = reader.integers(attribute) { return list }
        return try constant(index, of: reader)?.numbers(for: reader).integers
    }

    /// The shape of a node's activation at the size the model is read for.
    func shape(_ node: Graph.NodeID) -> Shape { graph.shapes[node] }

    /// Whether what `reader`'s node computes is only ever combined element by element with something else.
    func isOnlyCombined(_ reader: ONNXNodeReader) -> Bool {
        isOnlyRead(reader, by: ["Add", "Div", "Mul", "Sub"])
    }

    /// Whether what `reader`'s node computes is read by nodes of these kinds alone.
    func isOnlyRead(_ reader: ONNXNodeReader, by kinds: Set<String>) -> Bool {
        let name = reader.node.output[0]
        return !outputs.contains(name) && readerKinds[name, default: []].isSubset(of: kinds)
    }

    /// Whether `reader`'s node is the only one to read its input at `index`.
    func isOnlyReader(_ reader: ONNXNodeReader, ofInput index: Int) -> Bool {
        readerCounts[reader.node.input[index]] == 1
    }
}

// MARK: - What operators do to the graph

extension ONNXGraphBuilder {
    /// Appends what `reader`'s node computes; `layout` is that of output number `output`, the standard one if nil.
    mutating func append(
        _ operation: any Operator, _ inputs: [Graph.NodeID], layout: ONNXLayout? = nil, output: Int = 0,
        statistics: Graph.ChannelStatistics? = nil, of reader: ONNXNodeReader
    ) throws {
        let tensor = reader.node.output[output]
        let name = reader.node.name.isEmpty || output > 0 ? tensor : reader.node.name
        var new = Graph.Node(name: unique(name), operation: operation, inputs: inputs)
        new.statistics = statistics
        let node = try append(new, of: reader)
        give(tensor, to: node, layout: layout)
    }

    /// The node changes no number: its output is another name of its input.
    mutating func alias(_ node: Graph.NodeID, layout: ONNXLayout?, output: Int = 0, of reader: ONNXNodeReader) {
        let name = reader.node.name.isEmpty || output > 0 ? reader.node.output[output] : reader.node.name
        if node >= firstOfReading, !name.isEmpty {
            // The last of the nodes that a model's node needs bears its name.
            graph.rename(node, name)
        } else if output == 0, layout?.channelOrder(count: shape(node).channels) == nil {
            graph.alsoCall(node, reader.node.name)
        }
        give(reader.node.output[output], to: node, layout: layout)
    }

    /// Lets a convolution scale and shift its output as well, as `reader`'s node does, which alone reads it.
    mutating func fold(
        _ scale: [Float], _ shift: [Float], into node: Graph.NodeID, layout: ONNXLayout,
        statistics: Graph.ChannelStatistics? = nil, of reader: ONNXNodeReader
    ) throws {
        try graph.fold(scale, shift, into: node, error: reader.error)
        if let statistics { graph.setStatistics(statistics, of: node) }
        alias(node, layout: layout, of: reader)
    }

    /// The node's output is a constant.
    mutating func define(_ constant: ONNXConstant, output: Int = 0, of reader: ONNXNodeReader) throws {
        let name = reader.node.output[output]
        guard readerCounts[name] != nil else { return }
        guard graph.room.take(constant.bytes) else { throw reader.refusal(graph.room.exceeded) }
        constants[name] = constant
    }

    /// The node's output is what queries and keys agree, or what becomes of it.
    mutating func define(_ agreed: ONNXScores, of reader: ONNXNodeReader) { scores[reader.node.output[0]] = agreed }

    /// What queries and keys agree, where that is the input at `index`.
    func scores(_ index: Int, of reader: ONNXNodeReader) -> ONNXScores? {
        index < reader.node.input.count ? scores[reader.node.input[index]] : nil
    }

    /// Appends a node that `reader`'s node needs on its way.
    mutating func append(_ node: Graph.Node, of reader: ONNXNodeReader) throws -> Graph.NodeID {
        try graph.append(node, error: reader.error)
    }

    private mutating func give(_ tensor: String, to node: Graph.NodeID, layout: ONNXLayout?) {
        let operand = ONNXOperand(node: node, layout: layout ?? ONNXLayout(standard: shape(node)))
        producers[tensor] = operand
        // A tensor whose channels are in another order is no other name of the node: channel 5 would be another one.
        if operand.layout.channelOrder(count: shape(node).channels) == nil { graph.alsoCall(node, tensor) }
    }

    /// `name`, or the first of `name:2`, `name:3` … that no node has.
    mutating func unique(_ name: String) -> String { graph.names.unique(name) }

    /// The margins that `reader`'s node lays hold only for the size that the model is read for.
    mutating func noteMarginsFollowSize(of reader: ONNXNodeReader) {
        if let operand = producers[reader.node.output[0]] { marginsFollowingSize.insert(operand.node) }
    }

    /// The window with the margins of `value` that a node of their own lays around its input, and what they are laid
    /// around. Margins that the model computes from the size of its input, and that are those of TensorFlow's SAME, become
    /// that, and so hold at every size.
    mutating func absorbingMargins(
        of node: Graph.NodeID, _ window: Window, where isNeutral: (Float) -> Bool, of reader: ONNXNodeReader
    ) -> (Graph.NodeID, Window) {
        guard let margins = nodes[node].operation as? Margins, isNeutral(margins.value),
            isOnlyReader(reader, ofInput: 0), case .explicit(let inner, let outer) = window.padding,
            margins.geometry.allSatisfy({ (0...1024).contains($0) })
        else { return (node, window) }
        var explicit = window
        explicit.padding = .explicit(before: inner.adding(margins.before), after: outer.adding(margins.after))
        absorbed.insert(node)
        let input = nodes[node].inputs[0]
        guard marginsFollowingSize.contains(node) else { return (input, explicit) }
        var same = window
        same.padding = .same
        let agrees =
            same.vertical(over: shape(input).height) == explicit.vertical(over: shape(input).height)
            && same.horizontal(over: shape(input).width) == explicit.horizontal(over: shape(input).width)
        // Where they are not those of SAME, they are known at this size alone.
        if !agrees { followsSize = true }
        return (input, agrees ? same : explicit)
    }
}

extension Extent {
    fileprivate func adding(_ other: Extent) -> Extent {
        Extent(height: height + other.height, width: width + other.width)
    }
}
