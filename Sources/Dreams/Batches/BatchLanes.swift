package import Engine
package import Networks
import Tensors

/// Executions of one network that the pictures of a batch share: as many as memory has room for, several at work at once.
///
/// A picture that has an execution of its own need not be brought forward a second time to come back. The numbers are the same either way.
package final class BatchLanes {
    /// One of them, which one thread is at.
    fileprivate final class Lane {
        let run: any Execution
        /// Which picture it was brought forward with last, and what that gave.
        var seen: (picture: Int, activations: [Graph.NodeID: Tensor])?

        init(_ run: any Execution) { self.run = run }
    }

    private let lanes: [Lane]

    /// - Parameter count: how many.
    /// - Throws: as `Backend.prepare`.
    init(_ graph: Graph, at size: Extent, outputs: [Graph.NodeID], count: Int, on backend: any Backend) throws {
        lanes = try (0..<count).map { _ in
            Lane(try backend.prepare(graph, height: size.height, width: size.width, outputs: outputs))
        }
    }

    /// What one of them holds, in bytes, with the activations that it gives and their gradients.
    package static func bytes(
        _ graph: Graph, at size: Extent, outputs: [Graph.NodeID], on backend: any Backend
    ) throws -> Int {
        let shapes = try graph.shapes(height: size.height, width: size.width, for: outputs)
        let given = outputs.reduce(0) { $0 + 4 * shapes[$1].count }
        return try backend.bytes(graph, height: size.height, width: size.width, outputs: outputs, isLean: false)
            + 2 * given + 4 * 12 * size.height * size.width
    }

    /// A picture on its way through a lane.
    struct Visit {
        fileprivate let lane: Lane
        fileprivate let picture: Int

        /// Brings the picture forward, where that was not the last thing that was done here.
        /// - Parameter input: the network's, `[1, 3, H, W]`.
        func forward(_ input: () -> Tensor) throws -> [Graph.NodeID: Tensor] {
            if let seen = lane.seen, seen.picture == picture { return seen.activations }
            lane.seen = nil
            let activations = try lane.run.forward(input())
            lane.seen = (picture, activations)
            return activations
        }

        /// The gradient at the network's input, from those at its layers.
        func gradient(_ seeds: [Graph.NodeID: Tensor]) throws -> Tensor { try lane.run.gradient(seeds) }
    }

    /// Forgets what was brought forward: pictures have changed.
    func forget() { for lane in lanes { lane.seen = nil } }

    /// Calls `body` with each of 0..<`count`, several at once, and gives what it returns, in order.
    /// - Parameter isBack: the last pictures come first: they are those that the lanes have in hand.
    /// - Throws: what `body` throws, of the first picture that it fails for.
    func map<Result: Sendable>(
        _ count: Int, isBack: Bool = false, _ body: @Sendable (Int, Visit) throws -> Result
    ) throws -> [Result] {
        var results = [Swift.Result<Result, any Error>?](repeating: nil, count: count)
        var span = results.mutableSpan
        // Each lane is one thread's, and so are the pictures that it takes.
        nonisolated(unsafe) let lanes = lanes
        span.share { results in
            Parallel.inParts(lanes.count, each: 1 << 20) { range in
                for number in range {
                    let pictures = Array(stride(from: number, to: count, by: lanes.count))
                    for picture in isBack ? pictures.reversed() : pictures {
                        let visit = Visit(lane: lanes[number], picture: picture)
                        results[picture] = Swift.Result { try body(picture, visit) }
                    }
                }
            }
        }
        return try results.compactMap { try $0?.get() }
    }
}
