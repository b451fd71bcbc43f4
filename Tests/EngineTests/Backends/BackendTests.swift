import Engine
import Networks
import Tensors
import TestSupport
import Testing

/// A backend that has no kernel at all, and whose memory is no host array: its numbers stand backwards.
private struct EmptyBackend: Backend {
    let name = "empty"

    func supports(_ operation: any Operator, _ operands: [Shape], to output: Shape) -> Bool { false }
    func buffer(_ shape: Shape) -> any Buffer { BackwardsBuffer(shape) }

    private final class BackwardsBuffer: Buffer {
        let shape: Shape
        private var numbers: [Float] = []

        init(_ shape: Shape) { self.shape = shape }

        func write(_ tensor: Tensor) { numbers = tensor.values.reversed() }
        func read() -> Tensor { Tensor(shape: shape, values: numbers.reversed()) }
    }
}

/// What a backend has to be, and no more.
@Suite struct BackendTests {
    /// The seam: who supports nothing computes everything all the same, by the operators' loops, in its own memory.
    @Test(arguments: Case.all)
    func aBackendThatSupportsNothingIsTheReference(_ example: Case) throws {
        let graph = Graph(nodes: example.nodes)
        let x = Tensor.noise(
            Shape(channels: graph.inputChannels, height: example.height, width: example.width), seed: 1)
        let last = graph.nodes.count - 1
        var results: [[Tensor]] = []
        for backend in [EmptyBackend(), Backends.reference] as [any Backend] {
            let run = try backend.prepare(graph, height: example.height, width: example.width, outputs: [last])
            let a = try #require(try run.forward(x)[last])
            results.append([a, try run.gradient([last: Tensor.noise(a.shape, seed: 2)])])
        }
        #expect(results[0] == results[1])
    }

    @Test func tilesRunOnTheBackendThatIsGiven() throws {
        let graph = Graph(nodes: Case.fire.nodes)
        let x = Tensor.noise(Shape(channels: 3, height: 61, width: 53), seed: 1)
        let whole = try Backends.reference.prepare(graph, height: 61, width: 53, outputs: [10])
        let tiled = try TiledExecution(
            graph, height: 61, width: 53, outputs: [10], tiling: Tiling(rows: 2, columns: 2), backend: EmptyBackend())
        let a = try whole.forward(x)
        // Loops that sum in double precision round every place alike, wherever a tile begins.
        #expect(try tiled.forward(x) == a)
        #expect(try tiled.gradient(a).relativeDistance(to: try whole.gradient(a)) < 1e-6)
    }

    @Test func aTilesMemoryIsThatOfTheBackend() throws {
        let graph = Graph(nodes: Case.fire.nodes)
        func bytes(_ backend: any Backend) throws -> Int {
            try Tiling.whole.bytes(graph, height: 96, width: 96, outputs: [10], backend: backend)
        }
        #expect(try bytes(EmptyBackend()) == bytes(Backends.reference))
        #expect(try bytes(Backends.fast) < bytes(Backends.reference))
    }

    @Test func everyBackendHasItsName() {
        for backend in Backends.all { #expect(Backends.named(backend.name)?.name == backend.name) }
        #expect(Set(Backends.all.map(\.name)).count == Backends.all.count)
        #expect(Backends.named("warp") == nil)
    }

    @Test func aBackendKnowsWhatItSupports() {
        let x = Shape(channels: 16, height: 9, width: 9)
        #expect(Backends.fast.supports(.relu, [x], to: x))
        #expect(!Backends.fast.supports(Clip(lower: 0, upper: 1, passes: .insideAndAtBounds), [x], to: x))
        #expect(Backends.fast.supports(.arithmetic(.multiply), [x, x], to: x))
        #expect(!Backends.fast.supports(.arithmetic(.divide), [x, x], to: x))
        #expect(Backends.reference.supports(.arithmetic(.divide), [x, x], to: x))
    }
}
