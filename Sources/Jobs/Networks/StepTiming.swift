package import Engine
package import Networks
package import Tensors

/// One bare dream step, forward to a layer and back from its mean square, and how long it takes.
package enum StepTiming {
    /// Seconds of each of some steps, after two that nobody counts.
    package static func seconds(_ run: any Execution, _ node: Graph.NodeID, _ x: Tensor, steps: Int) throws -> [Double]
    {
        try (0..<steps + 2).map { _ in
            try ContinuousClock().measure { try step(run, node, x) } / .seconds(1)
        }.suffix(steps)
    }

    /// The fastest of some steps on a square picture.
    package static func fastest(_ network: Network, _ node: Graph.NodeID, side: Int, steps: Int) throws -> Double {
        let run = try Backends.fast.prepare(network.graph, height: side, width: side, outputs: [node])
        let x = noise(Shape(channels: network.graph.inputChannels, height: side, width: side))
        return try seconds(run, node, x, steps: steps).min() ?? .infinity
    }

    /// Noise as loud as a photograph is to most networks.
    package static func noise(_ shape: Shape) -> Tensor {
        var dice = Philox(key: 0)
        return Tensor(shape: shape, values: (0..<shape.count).map { _ in (dice.uniform() - 0.5) * 3.4 })
    }

    private static func step(_ run: any Execution, _ node: Graph.NodeID, _ x: Tensor) throws {
        guard var seed = try run.forward(x)[node] else { preconditionFailure("forward returns what it was asked for") }
        seed.scale(by: 2 / Float(seed.values.count))
        _ = try run.gradient([node: seed])
    }
}
