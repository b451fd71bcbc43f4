import CPUBridge
import Engine
import Networks
import Tensors
import TestSupport

/// What must hold of every graph.
enum RandomGraphCheck {
    /// What does not hold of a graph, in a line; nil when all does.
    ///
    /// A ReLU or a maximum that rounding turns to the other side makes a wrong gradient of a right one, once in thousands of
    /// graphs; so what fails must fail on three pictures.
    static func failure(of random: RandomGraph) -> String? {
        var last: String?
        for picture in 1...3 {
            do {
                last = try failure(of: random, picture: UInt64(picture))
            } catch {
                return "\(error)"
            }
            if last == nil { return nil }
        }
        return last
    }

    /// An execution's outputs, in order, and the gradient of seeds at all of them.
    private static func run(
        _ execution: any Execution, _ picture: Tensor, _ seeds: [Graph.NodeID: Tensor]
    ) throws -> [Tensor] {
        let activations = try execution.forward(picture)
        return seeds.keys.sorted().compactMap { activations[$0] } + [try execution.gradient(seeds)]
    }

    /// Whether its numbers stay such that differences of rounding tell something; a check of any other tells nothing.
    static func isTold(_ random: RandomGraph) throws -> Bool {
        guard let trial = try Trial(random, picture: 1) else { return false }
        return trial.isTame
    }

    /// A graph on one picture, and what the reference makes of it.
    private struct Trial {
        let graph: Graph
        let picture: Tensor
        let seeds: [Graph.NodeID: Tensor]
        let plain: [Tensor]

        init?(_ random: RandomGraph, picture number: UInt64) throws {
            guard let graph = random.graph() else { return nil }
            let (height, width) = (random.height, random.width)
            self.graph = graph
            picture = Tensor.noise(Shape(channels: random.channels, height: height, width: width), seed: number)
            let shapes = try graph.shapes(height: height, width: width)
            seeds = Dictionary(
                uniqueKeysWithValues: random.outputs.map {
                    ($0, Tensor.noise(shapes[$0], seed: UInt64($0) &+ 1000 &* number))
                })
            plain = try run(
                Backends.reference.prepare(graph, height: height, width: width, outputs: random.outputs), picture, seeds
            )
        }

        var isTame: Bool { plain.allSatisfy { $0.values.allSatisfy { abs($0) < 1e6 } } }
    }

    private static func failure(of random: RandomGraph, picture number: UInt64) throws -> String? {
        guard let trial = try Trial(random, picture: number), trial.isTame else { return nil }
        let (graph, picture, seeds, plain) = (trial.graph, trial.picture, trial.seeds, trial.plain)
        let (height, width, outputs) = (random.height, random.width, random.outputs)

        func fast(_ variant: kernel_variant) throws -> FastExecution {
            try FastExecution(graph: graph, height: height, width: width, outputs: outputs, variant: variant)
        }
        let best = kernel_variant_best()
        for build in kernel_variant_baseline.rawValue...best.rawValue {
            let execution = try fast(kernel_variant(build))
            execution.poison()
            let own = try run(execution, picture, seeds)
            if let problem = difference(of: own, from: plain, outputs, most: 3e-5) {
                return "build \(build) of the fast backend over poisoned memory, against the reference: \(problem)"
            }
            guard build == best.rawValue else { continue }
            guard try run(execution, picture, seeds) == own else { return "a second step gives other bytes" }
            if let problem = try threadsDiffer(fast, own, picture, seeds) { return problem }
            if let problem = try tilesDiffer(graph, own, picture, seeds) { return problem }
            if let problem = try bandsDiffer(graph, own, picture, seeds) { return problem }
            if let problem = try segmentsDiffer(graph, own, picture, seeds) { return problem }
        }
        return nil
    }

    private static func threadsDiffer(
        _ fast: (kernel_variant) throws -> FastExecution, _ own: [Tensor], _ picture: Tensor,
        _ seeds: [Graph.NodeID: Tensor]
    ) throws -> String? {
        let before = Threads.count
        defer { try? Threads.use(before) }
        try Threads.use(before == 1 ? 2 : 1)
        let same = try run(fast(kernel_variant_best()), picture, seeds) == own
        return same ? nil : "\(Threads.count) threads give other bytes than \(before)"
    }

    private static func tilesDiffer(
        _ graph: Graph, _ own: [Tensor], _ picture: Tensor, _ seeds: [Graph.NodeID: Tensor]
    ) throws -> String? {
        let outputs = seeds.keys.sorted()
        let tiled = try TiledExecution(
            graph, height: picture.shape.height, width: picture.shape.width, outputs: outputs,
            tiling: Tiling(rows: 2, columns: 3), backend: Backends.fast)
        return difference(of: try run(tiled, picture, seeds), from: own, outputs, most: 3e-5).map {
            "tiles against the whole: \($0)"
        }
    }

    private static func bandsDiffer(
        _ graph: Graph, _ own: [Tensor], _ picture: Tensor, _ seeds: [Graph.NodeID: Tensor]
    ) throws -> String? {
        for bands in BandTests.bands {
            let banded = try BandExecution(
                graph: graph, height: picture.shape.height, width: picture.shape.width, outputs: seeds.keys.sorted(),
                bands: bands)
            banded.poison()
            guard try hasBytes(of: own, banded, picture, seeds) else {
                return "\(bands) have other bytes than the whole"
            }
        }
        return nil
    }

    private static func segmentsDiffer(
        _ graph: Graph, _ own: [Tensor], _ picture: Tensor, _ seeds: [Graph.NodeID: Tensor]
    ) throws -> String? {
        for cuts in RecomputationTests.cuts {
            let recomputing = try FastExecution(
                graph: graph, height: picture.shape.height, width: picture.shape.width, outputs: seeds.keys.sorted(),
                recomputingFrom: cuts)
            recomputing.poison()
            guard try hasBytes(of: own, recomputing, picture, seeds) else {
                return "segments of \(cuts[0]) steps have other bytes than the whole"
            }
        }
        return nil
    }

    private static func hasBytes(
        of own: [Tensor], _ execution: any Execution, _ picture: Tensor, _ seeds: [Graph.NodeID: Tensor]
    ) throws -> Bool {
        zip(try run(execution, picture, seeds), own).allSatisfy { $0.hasBytes(of: $1) }
    }

    private static func difference(
        of some: [Tensor], from others: [Tensor], _ outputs: [Graph.NodeID], most: Double
    ) -> String? {
        guard some.count == others.count else { return "\(some.count) results instead of \(others.count)" }
        for (index, (one, other)) in zip(some, others).enumerated() {
            let distance = one.distance(to: other, atLeastOfSize: 0.1)
            if distance < most { continue }
            return "\(index < outputs.count ? "output \(outputs[index])" : "the gradient") is off by \(distance)"
        }
        return nil
    }
}

extension Tensor {
    /// The relative distance, where the other's root mean square counts as no less than `least`: what is truly zero, as the gradient
    /// of a normalization of equal channels, is rounding all over, and infinitely far from any other rounding.
    fileprivate func distance(to other: Tensor, atLeastOfSize least: Double) -> Double {
        guard shape == other.shape else { return .infinity }
        var difference = self
        difference.add(other, times: -1)
        return Double(difference.rootMeanSquare) / max(Double(other.rootMeanSquare), least)
    }
}
