import Networks
import Tensors

/// An execution of a graph that was fitted to a size, whose nodes are called by their numbers in the graph that it was fitted from.
final class RenumberedExecution: Execution {
    let outputs: [Graph.NodeID]

    private let run: any Execution
    /// By output, where it stands in what runs.
    private let places: [Graph.NodeID: Graph.NodeID]

    init(_ run: any Execution, _ fitted: FittedGraph, outputs: [Graph.NodeID]) {
        (self.run, self.outputs) = (run, outputs)
        places = Dictionary(zip(outputs, fitted.places(of: outputs))) { first, _ in first }
    }

    func buffer(_ shape: Shape) throws -> any Buffer { try run.buffer(shape) }

    func forward(_ input: any Buffer) throws -> [Graph.NodeID: any Buffer] {
        let results = try run.forward(input)
        return outputs.reduce(into: [:]) { $0[$1] = places[$1].flatMap { results[$0] } }
    }

    func gradient(_ seeds: [Graph.NodeID: any Buffer]) throws -> any Buffer {
        var moved: [Graph.NodeID: any Buffer] = [:]
        for (node, seed) in seeds {
            guard let place = places[node] else { throw EngineError.notAnOutput(node: node) }
            moved[place] = seed
        }
        return try run.gradient(moved)
    }

    func evaluate(_ input: Tensor, _ numbers: ObjectiveNumbers) throws -> (value: Float, gradient: Tensor)? {
        try run.evaluate(input, numbers)
    }
}
