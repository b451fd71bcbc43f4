import Foundation
import Networks
import Testing

/// Random graphs: the fast backend against the reference, whole against tiles and bands, over poisoned memory, by any build of the kernels,
/// and with any number of threads.
///
/// 300 a run; `REVERIE_RANDOM_GRAPHS` says how many, and `REVERIE_RANDOM_GRAPHS_FROM` the number of the first
/// (Scripts/checks/random-graphs). What fails is shrunk, and printed as Swift that stands among `found` afterwards.
@Suite struct RandomGraphTests {
    @Test func randomGraphsAgree() {
        let environment = ProcessInfo.processInfo.environment
        let count = environment["REVERIE_RANDOM_GRAPHS"].flatMap { UInt64($0) } ?? 300
        let first = environment["REVERIE_RANDOM_GRAPHS_FROM"].flatMap { UInt64($0) } ?? 0
        var failures = 0
        for number in first..<first + count where failures < 5 {
            let graph = RandomGraph(number: number)
            guard RandomGraphCheck.failure(of: graph) != nil else { continue }
            failures += 1
            let small = graph.shrunk { RandomGraphCheck.failure(of: $0) != nil }
            Issue.record("graph \(number): \(RandomGraphCheck.failure(of: small) ?? "")\n\(small)")
        }
        print("\(count) random graphs from \(first) on, \(failures) failed")
    }

    /// Graphs that failed once, as small as they could be made.
    @Test(arguments: found)
    func whatFailedOnceAgrees(_ graph: RandomGraph) {
        #expect(graph.graph() != nil)
        #expect(RandomGraphCheck.failure(of: graph) == nil, "\(graph)")
    }

    /// The generator draws what it is for, and no two graphs are alike.
    @Test func theGeneratorDrawsAllKinds() throws {
        let graphs = (0..<300).map { RandomGraph(number: UInt64($0)) }
        #expect(Set(graphs).count == 300)
        #expect(graphs.allSatisfy { $0.graph() != nil })
        let kinds = Set(graphs.flatMap(\.layers).map { String("\($0.kind)".prefix { $0 != "(" }) })
        #expect(kinds.count == 24, "\(kinds.sorted())")
        func reads(_ graph: RandomGraph, _ layer: RandomGraph.Layer, _ kind: RandomGraph.Kind) -> Bool {
            layer.inputs.contains { $0 > 0 && graph.layers[$0 - 1].kind == kind }
        }
        let nested = graphs.filter { graph in
            graph.layers.contains { $0.kind == .concatenation && reads(graph, $0, .concatenation) }
        }
        let summed = graphs.filter { graph in
            graph.layers.contains { $0.kind == .add && reads(graph, $0, .concatenation) }
        }
        #expect(nested.count > 30 && summed.count > 15, "\(nested.count), \(summed.count)")
        #expect(graphs.filter { $0.outputs.count > 1 }.count > 75)
        // What grows beyond all bounds is passed over.
        #expect(try graphs.filter { try RandomGraphCheck.isTold($0) }.count > 290)
    }

    /// Shrinking keeps what makes a graph fail, and little else.
    @Test func whatFailsIsShrunk() {
        func fails(_ graph: RandomGraph) -> Bool {
            let needed = graph.graph()?.ancestors(of: graph.outputs) ?? []
            return needed.contains { $0 > 0 && graph.layers[$0 - 1].kind == .concatenation }
        }
        let graphs = (0..<100).map { RandomGraph(number: UInt64($0)) }.filter(fails)
        #expect(graphs.count > 20)
        let small = graphs.map { $0.shrunk(while: fails) }
        #expect(small.allSatisfy(fails))
        let sizes = [graphs, small].map { $0.reduce(0) { $0 + $1.layers.count } }
        #expect(sizes[1] * 3 < sizes[0], "\(sizes)")
    }
}
