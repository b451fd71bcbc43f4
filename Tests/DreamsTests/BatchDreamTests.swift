import Engine
import Foundation
import Networks
import Tensors
import TestSupport
import Testing

import Dreams

/// Pictures dreamt together: Tests/Fixtures/Batches has what PyTorch makes of the same.
@Suite struct BatchDreamTests {
    private static func network() throws -> Network {
        try NetworkLibrary.standard.load(Fixtures.path("Batches/model.onnx"))
    }

    private static func numbers(_ name: String) throws -> [Tensor] {
        let all = try Tensor(npy: Fixtures.data("Batches/\(name).npy"))
        let shape = Shape(channels: 3, height: 16, width: 16)
        return (0..<3).map {
            Tensor(shape: shape, values: Array(all.values[$0 * shape.count..<($0 + 1) * shape.count]))
        }
    }

    private static let targets: [BatchTarget] = [.ofClass(2), .ofClass(7), .ofClass(2)]

    private static func dream(
        _ network: Network, _ targets: [BatchTarget] = targets, memory: Int = 1 << 30, layer: String? = nil,
        student: Network? = nil, backend: any Backend = Backends.fast,
        _ change: (inout BatchSettings) -> Void = { _ in }
    ) throws -> BatchDream {
        var settings = BatchSettings()
        change(&settings)
        let layer = try layer.map { try network.node(named: $0) }
        return try BatchDream(
            network, targets: targets, numbers: Array(targets.indices), size: Extent(16), settings,
            BatchStatistics(of: network.graph, before: try layer ?? network.logitsNode()), layer: layer, kept: 0.5,
            student: student, memory: memory, backend: backend)
    }

    /// What one lane takes, and no second one.
    private static func oneLane(_ network: Network, _ backend: any Backend = Backends.fast) throws -> Int {
        let node = try network.logitsNode()
        let layers = try #require(BatchStatistics(of: network.graph, before: node)).layers.map(\.node)
        return try BatchLanes.bytes(
            network.graph, at: Extent(16), outputs: Set(layers + [node]).sorted(), on: backend)
    }

    @Test(arguments: [0, 10]) func theGradientIsPyTorchsOverTheBatch(weight: Int) throws {
        let network = try Self.network()
        let right = try Self.numbers("gradient-\(weight)")
        let value = try #require(
            Double(
                String(decoding: Fixtures.data("Batches/value-\(weight).txt"), as: UTF8.self)
                    .trimmingCharacters(in: .whitespacesAndNewlines)))
        for backend in [Backends.fast, Backends.reference] {
            // With a lane for each, and with one for all.
            let memory = weight == 0 ? 1 << 30 : try Self.oneLane(network, backend)
            let dream = try Self.dream(network, memory: memory, backend: backend) {
                ($0.statistics, $0.variation) = (Float(weight), 0.01)
            }
            let found = try dream.gradient(at: Self.numbers("pictures"), through: BatchView())
            #expect(abs(found.value - value) < 1e-4 * value, "\(backend.name): \(found.value) and not \(value)")
            for (own, right) in zip(found.gradients, right) {
                let error = own.relativeDistance(to: right)
                #expect(error < 1e-4, "\(backend.name): off by \(error)")
            }
        }
    }

    private static func student() throws -> Network {
        try NetworkLibrary.standard.load(Fixtures.path("Batches/student.onnx"))
    }

    /// Adaptive competition: the student's gradient, and the network's own through the divergence.
    @Test func theGradientBesideAStudentIsPyTorchs() throws {
        let (network, student) = (try Self.network(), try Self.student())
        let right = try Self.numbers("gradient-student")
        let value = try #require(
            Double(
                String(decoding: Fixtures.data("Batches/value-student.txt"), as: UTF8.self)
                    .trimmingCharacters(in: .whitespacesAndNewlines)))
        let lane = try Self.oneLane(network) + BatchCompetition.bytes(student, at: Extent(16), on: Backends.fast)
        for memory in [1 << 30, lane] {
            let dream = try Self.dream(network, memory: memory, student: student) {
                ($0.statistics, $0.variation, $0.competition) = (10, 0.01, 4)
            }
            let found = try dream.gradient(at: Self.numbers("pictures"), through: BatchView())
            #expect(abs(found.value - value) < 1e-4 * value, "\(found.value) and not \(value)")
            for (own, right) in zip(found.gradients, right) { #expect(own.relativeDistance(to: right) < 1e-4) }
        }
        #expect(throws: BatchDreamError.self) { try Self.dream(network, memory: lane - 1, student: student) }
    }

    /// What a network sees as the student does is no different from it: it pulls at nothing.
    @Test func nobodyCompetesWithItself() throws {
        let network = try Self.network()
        let pictures = try Self.numbers("pictures")
        let (alone, beside) = (try Self.dream(network), try Self.dream(network, student: network))
        let gradients = try [alone, beside].map { try $0.gradient(at: pictures, through: BatchView()) }
        #expect(gradients[0].gradients == gradients[1].gradients)
        #expect(abs(gradients[1].value - gradients[0].value - 1) < 1e-6)
    }

    /// Dreams that compete are seen more differently by the student, and by the network as well as before.
    @Test func competingDreamsAreSeenDifferently() throws {
        let (network, student) = (try Self.network(), try Self.student())
        func dreamt(_ weight: Float) throws -> (classes: Double, sameness: Double) {
            let dream = try Self.dream(network, student: student) {
                ($0.statistics, $0.steps, $0.competition) = (0, 60, weight)
            }
            var state = dream.begin()
            while state.step < 60 { try dream.advance(&state) }
            let values = try [Float(0), 1].map { weight in
                try Self.dream(network, student: student) {
                    ($0.statistics, $0.variation, $0.competition) = (0, 0, weight)
                }.gradient(at: state.pictures, through: BatchView()).value
            }
            return (values[0], values[1] - values[0])
        }
        let (alone, competing) = (try dreamt(0), try dreamt(5))
        #expect(competing.sameness < alone.sameness - 0.05, "\(alone) \(competing)")
        #expect(competing.classes < alone.classes + 0.3, "\(alone) \(competing)")
    }

    @Test(arguments: [false, true]) func theBytesAreTheSameForAnyRoom(competing: Bool) throws {
        let (network, student) = (try Self.network(), competing ? try Self.student() : nil)
        let lane =
            try Self.oneLane(network)
            + (student.map { try BatchCompetition.bytes($0, at: Extent(16), on: Backends.fast) } ?? 0)
        let pictures = try [1 << 30, 2 * lane, lane].map { memory in
            let dream = try Self.dream(network, memory: memory, student: student) { $0.steps = 6 }
            var state = dream.begin()
            for _ in 0..<6 { try dream.advance(&state) }
            return state.pictures
        }
        #expect(pictures[0] == pictures[1] && pictures[0] == pictures[2])
        #expect(throws: BatchDreamError.self) { try Self.dream(network, memory: Self.oneLane(network) - 1) }
    }

    @Test func theGradientIsThatOfFiniteDifferencesThroughViews() throws {
        let network = try Self.network()
        let pictures = try Self.numbers("pictures")
        var levels = pictures[1]
        levels.values = levels.values.map { 127.5 + 40 * $0 }
        let likenesses = [BatchTarget](repeating: .likeness(levels: levels), count: 3)
        for (targets, layer) in [(Self.targets, nil), (likenesses, "/7/Conv")] as [([BatchTarget], String?)] {
            let dream = try Self.dream(network, targets, layer: layer, backend: Backends.reference) {
                $0.statistics = 0.3
            }
            let view = BatchView(down: 3, right: -2, isMirrored: true)
            let gradient = try dream.gradient(at: pictures, through: view).gradients[1]
            let length = Sums.squares(gradient.values.span).squareRoot()
            // Along lines, on which the kinks of all numbers together are small.
            for seed in UInt64(0)..<3 {
                var line = Tensor.noise(gradient.shape, seed: seed)
                line.scale(by: 0.5 / Float(Sums.squares(line.values.span).squareRoot()))
                line.add(gradient, times: Float(1 / length))
                func value(_ step: Float) throws -> Double {
                    var moved = pictures
                    moved[1].add(line, times: step)
                    return try dream.gradient(at: moved, through: view).value
                }
                let slope = try (value(0.02) - value(-0.02)) / 0.04
                let claimed = Sums.products(gradient.values.span, line.values.span)
                #expect(abs(slope - claimed) < 0.03 * claimed, "\(layer ?? "classes"): \(claimed) and not \(slope)")
            }
        }
    }

    /// What each term pulls at comes near: and the layers only where their prior counts.
    @Test func dreamsComeNearTheirClassAndTheLayersOfTraining() throws {
        let network = try Self.network()
        /// How far pictures are from their classes, and their layers from those of training.
        func distances(_ pictures: [Tensor]) throws -> (classes: Double, layers: Double) {
            let values = try [0, 1].map { weight in
                try Self.dream(network) { ($0.statistics, $0.variation) = (Float(weight), 0) }
                    .gradient(at: pictures, through: BatchView()).value
            }
            return (values[0], values[1] - values[0])
        }
        func dreamt(_ weight: Float) throws -> [Tensor] {
            let dream = try Self.dream(network) { ($0.statistics, $0.steps) = (weight, 100) }
            var state = dream.begin()
            while state.step < 100 { try dream.advance(&state) }
            return state.pictures
        }
        let (free, bound) = (try dreamt(0), try dreamt(10))
        let noise = try distances(try Self.dream(network).begin().pictures)
        let (far, near) = (try distances(free), try distances(bound))
        // The fixture's network has drawn weights: it is never sure of a class, and is moved little by little.
        #expect(far.classes < noise.classes - 0.06, "\(noise) became \(far)")
        #expect(
            near.layers < 0.8 * noise.layers && near.layers < 0.87 * far.layers, "\(noise) became \(near), or \(far)")
        let white = 127.5 / BatchSettings.deviation
        #expect((free + bound).allSatisfy { $0.values.allSatisfy { abs($0) <= white } })
    }

    @Test func aDreamDoesNotDependOnItsPlaceInABatchButForThePrior() throws {
        let network = try Self.network()
        let settings = BatchSettings()
        func pictures(_ numbers: [Int]) throws -> [Tensor] {
            try BatchDream(
                network, targets: numbers.map { .ofClass($0) }, numbers: numbers, size: Extent(16), settings, nil,
                memory: 1 << 30
            ).begin().pictures
        }
        #expect(try pictures([1, 2])[1] == pictures([2, 3])[0])
        #expect(try pictures([1, 2])[0] != pictures([1, 2])[1])
    }

    @Test func likenessesKeepTheirPlaces() throws {
        let network = try Self.network()
        let levels = Tensor(shape: Shape(channels: 3, height: 16, width: 16), repeating: 90)
        let views = try [Self.targets, [BatchTarget](repeating: .likeness(levels: levels), count: 3)].map { targets in
            let dream = try Self.dream(network, targets, layer: "/2/Relu")
            return Set((0..<20).map { dream.view(ofStep: $0) }).count
        }
        #expect(views[0] > 10 && views[1] == 1)
    }

    @Test func measuredStatisticsAreThoseOfThePictures() throws {
        let network = try Self.network()
        let pictures = try Self.numbers("pictures")
        let node = try network.logitsNode()
        let measured = try BatchStatistics(measuring: network, before: node, at: Extent(16), over: 3) { index in
            pictures[index].map { 127.5 + BatchSettings.deviation * $0 }
        }
        #expect(measured.layers.count == 3)
        var settings = BatchSettings()
        (settings.statistics, settings.variation) = (10, 0)
        func value(_ statistics: BatchStatistics?) throws -> Double {
            let dream = try BatchDream(
                network, targets: Self.targets, numbers: [0, 1, 2], size: Extent(16), settings, statistics,
                memory: 1 << 30)
            return try dream.gradient(at: pictures, through: BatchView()).value
        }
        #expect(abs(try value(measured) - value(nil)) < 1e-3)
    }
}
