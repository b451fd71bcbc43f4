import Foundation
import Tensors

/// The bytes of a model, to be read for pictures of one size or another.
///
/// A model that leaves height and width open was traced at some size, and may hold what follows from that as numbers: cuts, windows, tables. At
/// another size they do not fit each other, so that of several usual sizes the one is looked for that they do at.
struct ONNXSource: Sendable {
    let data: Data
    let file: String
    /// Where the files lie that the model's weights may be in; nil refuses such models.
    let folder: String?
    /// Is called when the bytes have become a message, which has its own.
    var isRead: @Sendable () -> Void = {}

    /// Sides that models are traced at.
    private static let usualSides = [256, 240, 288, 192, 384, 518, 336, 448, 512, 299, 768]

    /// A model as it was read for a size.
    private struct Read {
        let graph: Graph
        /// Whether it leaves height and width open.
        let isOpen: Bool
        /// The first of its nodes that cannot be computed; nil where all can.
        let end: Int?
        /// Whether that may be for the size.
        let mayFollowSize: Bool
    }

    /// The graph of the model, for the size that it was made for.
    /// - Throws: `NetworkError` naming the file, the node and the operator, for anything that is malformed or not supported.
    func graph() throws -> Graph { try NetworkError.naming(file) { try sizedGraph() } }

    private func sizedGraph() throws -> Graph {
        guard var best = try read(Extent(ONNXReader.usualSide)) else { preconditionFailure("nothing ends it") }
        guard best.isOpen else { return best.graph }
        for side in ONNXSource.usualSides {
            guard let end = best.end, best.mayFollowSize else { break }
            if let farther = try? read(Extent(side), beyond: end) { best = farther }
        }
        let own = best.graph
        return own.followingSize { try read($0)?.graph ?? own }
    }

    /// The model, read for a size where it leaves that open.
    /// - Parameter end: a node that must be computed; nil comes back where it is not.
    private func read(_ open: Extent, beyond end: Int? = nil) throws -> Read? {
        var model = try ONNXReader.model(from: data, file: file)
        isRead()
        guard model.hasGraph, !model.graph.node.isEmpty else {
            throw NetworkError.notONNX(file: file, reason: "it holds no graph")
        }
        var outside = ONNXExternalData(file: file, folder: folder)
        try outside.bringWeights(into: &model.graph)
        let opset = model.opsetImport.first { ["", "ai.onnx"].contains($0.domain) }?.version ?? 13
        model.graph.node = ONNXBranches.naming(model.graph.node)
        model.graph.node = ONNXExpansion.expanding(model.graph.node, opset: Int(clamping: opset))
        var builder = try ONNXGraphBuilder(
            model.graph, producer: model.producerName, opset: Int(clamping: opset), bytes: data.count + outside.bytes,
            file: file, open: open)
        // From here on the builder alone holds the weights, and gives up those that have been read.
        model.graph.initializer = []
        var first: Int?
        for (place, node) in model.graph.node.enumerated() {
            try builder.read(node)
            guard first == nil, builder.firstProblem != nil else { continue }
            if let end, place <= end { return nil }
            first = place
        }
        let graph = try builder.finished().fusingNormalizations(builder.shapes(of:)).fusingResponses()
            .fusingActivations().showingTokens(builder.shapes(of:))
        let isUnknown = if case .unsupported = builder.firstProblem { true } else { false }
        return Read(
            graph: graph, isOpen: !builder.hasFixedSides, end: first, mayFollowSize: builder.isPyTorchs && !isUnknown)
    }
}
