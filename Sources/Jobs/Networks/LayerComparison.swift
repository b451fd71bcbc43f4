import Engine
package import Networks
package import Tensors
package import Wording

/// A network's layers, each timed in its place with our kernels and with oneDNN's convolutions, in turns.
///
/// Layers that are no convolution are the same in both.
package struct LayerComparison {
    /// A layer of ours, forward and backward in seconds, and the median of theirs ÷ ours over the turns.
    package struct Row {
        package let nodes: [Graph.NodeID]
        package let forward: Double
        package let backward: Double
        package let library: Double
        package let ratio: Double
        /// How many times its rounding grows behind it, where it is summed directly for that.
        package let growth: Float?
        /// Whose plain loops compute it, where any do.
        package let plainLoops: String
    }

    package let rows: [Row]
    private let graph: Graph
    private let facts: [LayerFacts]

    /// - Parameter steps: how many turns; two more are not counted.
    package init(of graph: Graph, to node: Graph.NodeID, input: Tensor, steps: Int) throws {
        let (height, width) = (input.shape.height, input.shape.width)
        self.graph = graph
        facts = try graph.facts(height: height, width: width, for: [node])
        func execution(_ backend: any Backend) throws -> FastExecution {
            let run = try backend.prepare(graph, height: height, width: width, outputs: [node])
            guard let run = run as? FastExecution else {
                preconditionFailure("\(backend.name) runs as a plan of layers")
            }
            return run
        }
        let (ours, library) = (try execution(Backends.fast), try execution(Backends.library))
        let turns = try (0..<steps + 2).map { _ in
            (ours: try ours.layerTimes(of: input), library: try library.layerTimes(of: input))
        }.dropFirst(2)
        rows = turns[turns.startIndex].ours.indices.map { layer in
            let own = turns.map { $0.ours[layer] }
            let nodes = own[0].nodes
            let parts = turns.map { turn in turn.library.filter { nodes.contains($0.nodes[0]) } }
            let theirs = parts.map { $0.reduce(0) { $0 + $1.forward + $1.backward } }
            let inLoops = (ours: own[0].runsPlainLoops, library: parts[0].contains(where: \.runsPlainLoops))
            let growth = nodes.compactMap { (graph.nodes[$0].operation as? Convolution)?.roundingGrowth }.max()
            return Row(
                nodes: nodes, forward: own.map(\.forward).median, backward: own.map(\.backward).median,
                library: theirs.median, ratio: zip(own, theirs).map { $1 / ($0.forward + $0.backward) }.median,
                growth: growth,
                plainLoops: inLoops.ours ? inLoops.library ? "both" : "ours" : inLoops.library ? "oneDNN's" : "")
        }
    }

    /// Layer by layer, in the order they are computed; the sums last.
    package var table: Table {
        func sum(_ number: (Row) -> Double) -> Double { rows.reduce(0) { $0 + number($1) } }
        let (forward, backward, library) = (sum(\.forward), sum(\.backward), sum(\.library))
        let cells = rows.map { row in
            let node = row.nodes.last { graph.nodes[$0].operation is Convolution } ?? row.nodes[0]
            return [graph.nodes[node].name, shapes(of: node)]
                + numbers(row.forward, row.backward, row.library, row.ratio)
                + [row.plainLoops, row.growth.map { "summed directly, grows \(Int($0.rounded())) times" } ?? ""]
        }
        return Table(
            headings: [
                "LAYER", "FROM, TO", "FORWARD", "BACKWARD", "ONEDNN", "ONEDNN ÷ OURS", "IN PLAIN LOOPS", "ROUNDING",
            ],
            rows: cells + [
                ["all", ""] + numbers(forward, backward, library, library / (forward + backward)) + ["", ""]
            ])
    }

    private func shapes(of node: Graph.NodeID) -> String {
        let shapes = [graph.nodes[node].inputs.first ?? node, node].map { facts[$0].shape }
        return shapes.map { "\($0.channels)×\($0.height)×\($0.width)" }.joined(separator: " ")
    }

    private func numbers(_ forward: Double, _ backward: Double, _ library: Double, _ ratio: Double) -> [String] {
        [forward, backward, library].map { "\(($0 * 1e5).rounded() / 100) ms" } + ["\((ratio * 100).rounded() / 100)"]
    }
}

extension [Double] {
    fileprivate var median: Double { sorted()[count / 2] }
}
