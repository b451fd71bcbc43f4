import Files
import Foundation
import Tensors

/// What the file of a network gives away about the network, put into a manifest, with a reason for each guess.
public struct ManifestGuess: Sendable {
    /// The manifest; the file's hash is not in it.
    public var manifest: Manifest
    /// What the file holds.
    public let graph: Graph
    /// The preprocessing by name.
    public private(set) var kind: PreprocessingKind
    /// Why that preprocessing.
    public private(set) var reason: String
    /// Whether its weights are whole numbers that stand for others.
    public let isQuantized: Bool
    /// The number of classes; nil when the network ends in no classifier.
    public private(set) var classCount: Int?

    /// Reads a model and guesses.
    ///
    /// - Parameters:
    ///   - prototxt: the layers of a `.caffemodel`; beside it when nil.
    ///   - called: what its user calls it, which tells as much as the file's own name.
    /// - Throws: `NetworkError`.
    public init(file: String, prototxt: String? = nil, called: String? = nil) throws {
        let name = Paths.stem(of: file)
        let names = (name + (called.map { " " + $0 } ?? "")).lowercased()
        graph = try NetworkFormat.graph(contentsOf: file, prototxt: prototxt)
        let format = NetworkFormat(ofFile: file) ?? .onnx
        isQuantized = try format == .onnx && ONNXReader.isQuantized(contentsOf: file)
        (kind, reason) = try ManifestGuess.kind(of: graph, name: names, format, file: file)
        manifest = Manifest(
            name: name, title: name, model: file, prototxt: prototxt, sha256: "", preprocessing: kind.preprocessing,
            trainedSize: try format == .onnx
                ? ONNXReader.side(contentsOf: file) ?? graph.knownSide ?? ONNXReader.usualSide : ONNXReader.usualSide,
            aliases: [:],
            classes: nil, logits: nil, labels: nil,
            defaultLayer: graph.nodes[graph.nodes.count / 2].name, licence: "unknown", source: file,
            trainedOn: "unknown")
        if format == .caffe, let places = ManifestGuess.placesMean(names) {
            manifest.preprocessing.mean = places.mean
            reason = "Caffe's nets read blue first, 0–255, and this one's name says \(places.name), whose mean is known"
        }
        findClassifier()
        manifest.aliases = graph.blockAliases
        let network = Network(manifest: manifest, graph: graph, classes: [])
        if let middle = try? network.node(atDepth: 0.6) { manifest.defaultLayer = graph.nodes[middle].name }
    }

    /// Takes this preprocessing instead.
    public mutating func choose(_ kind: PreprocessingKind, because reason: String) {
        self.kind = kind
        self.reason = reason
        manifest.preprocessing = kind.preprocessing
    }

    /// Takes the end of the network for a vector, and not for classes.
    public mutating func forgetClasses() {
        (classCount, manifest.classes, manifest.logits) = (nil, nil, nil)
    }

    private static func kind(
        of graph: Graph, name: String, _ format: NetworkFormat, file: String
    ) throws -> (PreprocessingKind, String) {
        if let (kind, inside) = graph.preprocessingOutside() {
            return (kind, "its first layers \(inside), and what is left to do before them is that")
        }
        if format == .caffe { return (.caffe, "Caffe's nets read blue first, 0–255, less a mean") }
        let producer = try ONNXReader.producer(contentsOf: file)
        if graph.isGrey { return (.unit, "it reads grey, and such nets mostly read 0–1") }
        if let known = FamilyOfNetworks.of(name, isPyTorchs: producer.lowercased().contains("pytorch")) { return known }
        if producer.lowercased().contains("caffe") {
            return (.caffe, "it was written by \(producer), and Caffe's nets read blue first, 0–255")
        }
        if graph.padsAsTensorFlow {
            return (.inception, "it pads as TensorFlow does, whose nets mostly read −1…1")
        }
        if producer.lowercased().contains("pytorch") {
            return (.imagenet, "it was written by PyTorch, whose nets mostly read ImageNet's mean and deviation")
        }
        return (.imagenet, "nothing in the file tells; ImageNet's mean and deviation are the most common")
    }

    /// The means of the networks trained on Places, blue first.
    private static func placesMean(_ name: String) -> (name: String, mean: [Float])? {
        if name.contains("places365") { return ("Places365", [104.051, 112.514, 116.676]) }
        return name.contains("places") ? ("Places205", [105.417, 113.753, 116.047]) : nil
    }

    /// The logits are the end of the network, before a softmax; their classes come before a mean over the positions.
    private mutating func findClassifier() {
        guard let shapes = try? graph.shapes(height: manifest.trainedSize, width: manifest.trainedSize) else { return }
        guard var logits = graph.lastOfClassifier else { return }
        if graph.nodes[logits].operation is Softmax || graph.nodes[logits].operation is LogSoftmax {
            logits = graph.nodes[logits].inputs[0]
        }
        guard shapes[logits].area == 1, shapes[logits].channels >= 10 else { return }
        var classes = logits
        while true {
            let operation = graph.nodes[classes].operation
            if operation is Convolution { break }
            guard
                operation as? Reduction == .globalAveragePool || operation is AveragePool || operation as? Clip == .relu
            else { return }
            classes = graph.nodes[classes].inputs[0]
        }
        classCount = shapes[logits].channels
        manifest.logits = graph.nodes[logits].name
        manifest.classes = graph.nodes[classes].name
    }
}

extension Graph {
    /// The end of the network; where that is out of reach, what one that picks the largest of its classes reads.
    fileprivate var lastOfClassifier: NodeID? {
        guard !closed.isEmpty else { return nodes.count - 1 }
        let picks = closedEnds.last { ["ArgMax", "TopK"].contains($0.operation) }
        return picks?.reads.first.flatMap { name in nodes.firstIndex { $0.name == name } }
    }

    /// Whether a window pads as TensorFlow's SAME.
    fileprivate var padsAsTensorFlow: Bool {
        nodes.contains { ($0.operation as? Convolution)?.window.padding == .same }
    }

    /// Short names for the ends of building blocks, which are concatenations and additions with the activation behind them:
    /// the last part of the path that is not the block's own last step, as `layer1.0` of `/layer1/layer1.0/relu_1/Relu`, or
    /// `block1`, `block2` … where names tell nothing.
    var blockAliases: [String: String] {
        var readers = [[NodeID]](repeating: [], count: nodes.count)
        for (index, node) in nodes.enumerated() { for input in node.inputs { readers[input].append(index) } }
        let ends = nodes.indices.compactMap { index -> NodeID? in
            guard nodes[index].operation.joinsBranches else { return nil }
            guard readers[index].count == 1, let next = readers[index].first else { return index }
            if nodes[next].operation is any ActivationFunction { return next }
            return nodes[next].operation.joinsBranches ? nil : index
        }.map { shown($0) }
        let exact = Set(nodes.flatMap { [$0.name] + $0.otherNames })
        var aliases: [String: String] = [:]
        for end in ends {
            let path = nodes[end].name.split(separator: "/")
            // The path's parts before the step itself; exporters of PyTorch name steps by module and operator.
            let block = path.dropLast().last { part in !part.contains("relu") && !part.contains("act") }
            if let block, path.count > 1 { aliases[String(block)] = nodes[end].name }
        }
        aliases = aliases.filter { !exact.contains($0.key) }
        guard aliases.isEmpty else { return aliases }
        for (number, end) in ends.enumerated() where !exact.contains("block\(number + 1)") {
            aliases["block\(number + 1)"] = nodes[end].name
        }
        return aliases
    }
}
