package import Engine
package import Networks
package import Tensors

/// A bare layer: its activation on a network's raw input, and the gradient of its mean square.
package struct LayerEvaluation {
    private let node: Graph.NodeID
    private let network: Network

    package init(of node: Graph.NodeID, in network: Network) { (self.node, self.network) = (node, network) }

    /// Whether an input is one of the network's: `[1, C, H, W]`, or one plane for a network of grey pictures.
    package func takes(_ x: Tensor) -> Bool {
        x.shape.rank == 4 && x.shape.dimensions[0] == 1
            && (x.shape.channels == network.graph.inputChannels || isGrey(x))
    }

    /// The activation of `x`, and the gradient of its mean square with respect to `x` where that is wanted.
    package func run(
        _ x: Tensor, tiling: TilingChoice, backend: any Backend, withGradient: Bool
    ) throws -> (activation: Tensor, gradient: Tensor?) {
        let isGrey = isGrey(x)
        // Three planes of grey have it as their luma.
        let input =
            isGrey
            ? Tensor(
                shape: Shape(channels: 3, height: x.shape.height, width: x.shape.width),
                values: x.values + x.values + x.values) : x
        let run = try tiling.prepare(
            network, height: x.shape.height, width: x.shape.width, output: node, backend: backend)
        guard let a = try run.forward(input)[node] else {
            preconditionFailure("forward returns what it was asked for")
        }
        guard withGradient else { return (a, nil) }
        var seed = a
        seed.scale(by: 2 / Float(a.values.count))
        let back = try run.gradient([node: seed])
        guard isGrey else { return (a, back) }
        let planes = (0..<3).map { back.values[back.indices(ofChannel: $0)] }
        return (
            a,
            Tensor(
                shape: Shape(channels: 1, height: back.shape.height, width: back.shape.width),
                values: zip(planes[0], zip(planes[1], planes[2])).map { $0 + $1.0 + $1.1 })
        )
    }

    private func isGrey(_ x: Tensor) -> Bool { network.graph.isGrey && x.shape.rank == 4 && x.shape.channels == 1 }
}
