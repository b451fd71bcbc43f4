import Engine
import Networks
import Pictures
import Tensors

/// What a mask asks a network for: layers of a canvas that is seen at some size.
struct MaskQuestion {
    let graph: Graph
    let nodes: [Graph.NodeID]
    let preprocessing: Manifest.Preprocessing
    /// At which the canvas is seen.
    let size: Extent

    /// Layers of a network.
    init(_ network: Network, _ nodes: [Graph.NodeID], size: Extent) {
        (graph, self.nodes, preprocessing) = (network.graph, nodes, network.manifest.preprocessing)
        self.size = size
    }

    /// Layers of a graph that was made of a network's.
    init(_ graph: Graph, of network: Network, _ nodes: [Graph.NodeID], size: Extent) {
        (self.graph, self.nodes, preprocessing) = (graph, nodes, network.manifest.preprocessing)
        self.size = size
    }

    /// What an objective reads.
    init(_ objective: StageObjective, _ networks: DreamNetworks, size: Extent) {
        (graph, nodes, preprocessing) = (objective.graph, objective.outputs, networks.own.manifest.preprocessing)
        self.size = size
    }

    /// The layers, in order.
    /// - Throws: `DreamError` where the network has no room in the canvas.
    func answers(on canvas: Tensor, by painter: MaskPainter) throws -> [Tensor] {
        guard !nodes.isEmpty else { return [] }
        let run = try DreamError.locating(painter.place) {
            try painter.backend.prepare(graph, height: size.height, width: size.width, outputs: nodes)
        }
        let made = try run.forward(preprocessing.networkInput(fromLevels: canvas.resized(to: size)))
        return nodes.compactMap { made[$0] }
    }

    /// Bytes that answering takes.
    func bytes(on backend: any Backend) -> Int {
        guard !nodes.isEmpty else { return 0 }
        let bytes = try? Tiling.whole.bytes(
            graph, height: size.height, width: size.width, outputs: nodes, backend: backend)
        return bytes ?? 0
    }
}

extension Network {
    /// How large a canvas is seen by a mask: as it is, its shorter side up to twice what the network was trained on.
    func sizeForMasks(of canvas: Extent) -> Extent {
        let (shorter, most) = (min(canvas.height, canvas.width), 2 * manifest.trainedSize)
        return shorter > most ? canvas.scaled(by: Float(most) / Float(shorter)) : canvas
    }
}
