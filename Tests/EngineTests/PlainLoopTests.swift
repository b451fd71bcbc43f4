import CPUBridge
import Engine
import Networks
import Tensors
import TestSupport
import Testing

/// No convolution falls to plain loops, whatever its window and size: where oneDNN has only its reference code, ours computes it.
@Suite struct PlainLoops {
    /// A window over a square of some side, from the picture's three channels or from 16.
    struct SourceLine: CustomTestStringConvertible, Sendable {
        var window: Window
        var side: Int
        var groups: Int
        var readsPicture: Bool

        var graph: Graph {
            let layer = Case.convolution(16, readsPicture ? 3 : 16, window, groups: groups)
            let layers: [any Operator] =
                readsPicture ? [layer, .relu] : [Case.convolution(16, 3, kernel: 1), layer, .relu]
            return Graph(nodes: Case.chain("", side, side, layers).nodes)
        }

        var testDescription: String {
            let (kernel, stride) = (window.kernel.height, window.stride.height)
            return "\(kernel)×\(kernel)/\(stride), dilated \(window.dilation.height), \(window.padding), at \(side), "
                + "\(groups) groups\(readsPicture ? ", of the picture" : "")"
        }

        func execution(onlyLibrary: Bool) throws -> FastExecution {
            let graph = graph
            return try FastExecution(
                graph: graph, height: side, width: side, outputs: [graph.nodes.count - 1],
                variant: kernel_variant_best(), onlyLibrary: onlyLibrary)
        }
    }

    /// Every kernel, stride and dilation, with and without margins, at sides of all remainders; a group here and there.
    static let sweep: [SourceLine] = {
        var places: [SourceLine] = []
        let sides = [12, 18, 19, 24, 29, 30, 31, 36]
        for kernel in [1, 2, 3, 4, 5, 7, 9, 11] {
            for stride in 1...4 {
                for dilation in 1...(kernel > 1 ? 3 : 1) {
                    for margin in Set([0, kernel / 2, kernel / 2 * dilation]).sorted() {
                        let number = places.count
                        let window = Window(
                            kernel: Extent(kernel), stride: Extent(stride), dilation: Extent(dilation),
                            padding: .all(margin))
                        let side = max(sides[number % sides.count], (kernel - 1) * dilation + 1)
                        places.append(
                            SourceLine(
                                window: window, side: side, groups: number % 5 == 3 ? 2 : 1,
                                readsPicture: number % 5 == 4))
                    }
                }
            }
        }
        return places
    }()

    @Test func noLayerRunsThem() throws {
        var inLibrary = 0
        for place in Self.sweep {
            let ours = try place.execution(onlyLibrary: false)
            #expect(ours.unmeasured.allSatisfy { !$0.runsPlainLoops }, "\(place.testDescription)")
            guard !place.readsPicture else { continue }
            inLibrary += try place.execution(onlyLibrary: true).unmeasured.filter(\.runsPlainLoops).count
        }
        // The mark says something: no oneDNN has a kernel for all of them.
        #expect(Self.sweep.count > 200 && inLibrary > 20, "\(inLibrary) of \(Self.sweep.count)")
    }

    /// A sample of them gives the reference's numbers.
    @Test(arguments: sweep.indices.filter { $0 % 3 == 0 }.map { sweep[$0] })
    func whatRunsInsteadAgrees(_ place: SourceLine) throws {
        let graph = place.graph
        let last = graph.nodes.count - 1
        let x = Tensor.noise(Shape(channels: 3, height: place.side, width: place.side), seed: 3)
        let (fast, plain) = (
            try place.execution(onlyLibrary: false),
            try Backends.reference.prepare(graph, height: place.side, width: place.side, outputs: [last])
        )
        fast.poison()
        let (a, b) = (try #require(try fast.forward(x)[last]), try #require(try plain.forward(x)[last]))
        #expect(a.relativeDistance(to: b) < 2e-6)
        let seed = Tensor.noise(b.shape, seed: 4)
        #expect(try fast.gradient([last: seed]).relativeDistance(to: try plain.gradient([last: seed])) < 2e-6)
    }
}
