import Engine
import Networks
import Tensors
import TestSupport
import Testing

/// A redirected gradient asks whether all of a layer is silent: a few rows of it do not say.
@Suite struct RedirectionTests {
    private static let relu = RedirectedClip(.relu)

    /// Layers one after the other, run as a whole and in bands, forward and back, for each picture in turn.
    private func check(
        _ layers: [any Operator], _ pictures: [Tensor], sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) throws -> [Tensor] {
        let graph = Graph(nodes: Case.chain("", 0, 0, layers).nodes)
        let (last, shape) = (graph.nodes.count - 1, pictures[0].shape)
        let whole = try FastExecution(graph: graph, height: shape.height, width: shape.width, outputs: [last])
        let plain = try Backends.reference.prepare(
            graph, height: shape.height, width: shape.width, outputs: [last])
        var gradients: [Tensor] = []
        for picture in pictures {
            let a = try #require(try whole.forward(picture)[last])
            let seed = Tensor.noise(a.shape, seed: 2)
            let gradient = try whole.gradient([last: seed])
            _ = try plain.forward(picture)
            let right = try plain.gradient([last: seed])
            #expect(gradient.relativeDistance(to: right) < 1e-5, sourceLocation: sourceLocation)
            gradients.append(gradient)
        }
        for bands in BandTests.bands {
            // One execution sees them all: what it remembers of one is not true of the next.
            let banded = try BandExecution(
                graph: graph, height: shape.height, width: shape.width, outputs: [last], bands: bands)
            banded.poison()
            for (picture, gradient) in zip(pictures, gradients) {
                let a = try #require(try banded.forward(picture)[last])
                let found = try banded.gradient([last: Tensor.noise(a.shape, seed: 2)])
                #expect(found.hasBytes(of: gradient), "\(bands)", sourceLocation: sourceLocation)
            }
        }
        return gradients
    }

    private static func picture(_ seed: UInt64, darkRows: Int = 0, minus: Float = 100) -> Tensor {
        var picture = Tensor.noise(Shape(channels: 3, height: 37, width: 21), seed: seed)
        for i in picture.values.indices where i / 21 % 37 < darkRows { picture.values[i] -= minus }
        return picture
    }

    @Test func rowsThatAreSilentAreNotWokenBesideOthersThatAnswer() throws {
        let gradients = try check(
            [
                Self.relu, Case.convolution(13, 3, kernel: 3), RedirectedClip(.clip(lower: 0, upper: 6)),
                Case.convolution(8, 13, kernel: 3, stride: 2),
            ],
            [Self.picture(1, darkRows: 24), Self.picture(2, darkRows: 30)])
        // Nothing passes the picture's own rectifier where it is dark.
        for gradient in gradients {
            #expect(gradient.values.indices.allSatisfy { $0 / 21 % 37 >= 24 || gradient.values[$0] == 0 })
        }
    }

    @Test func whatIsSilentEverywhereIsWokenAndForgottenWhenItAnswers() throws {
        let dark = Self.picture(1, darkRows: 37), light = Self.picture(2)
        let gradients = try check(
            [
                Self.relu, Case.convolution(13, 3, kernel: 3), Self.relu, Case.line(13, slope: 1, shift: -50),
                Self.relu,
                Case.convolution(8, 13, kernel: 3),
            ],
            [light, dark, dark, light, dark])
        #expect(gradients.allSatisfy { $0.values.contains { $0 != 0 } })
        // Up is where it would wake.
        #expect(gradients[1].values.allSatisfy { $0 >= 0 })
    }

    @Test func seedsOfZerosWakeNothing() throws {
        let graph = Graph(nodes: Case.chain("", 0, 0, [Self.relu, Case.convolution(8, 3, kernel: 3), Self.relu]).nodes)
        let banded = try BandExecution(graph: graph, height: 37, width: 21, outputs: [3])
        let a = try #require(try banded.forward(Self.picture(1))[3])
        #expect(try banded.gradient([3: .zeros(a.shape)]).values.allSatisfy { $0 == 0 })
    }

    /// Where a margin is wider than a kernel some outputs read nothing of the picture. Here they alone answer, above it.
    @Test func rowsThatReadNothingOfThePictureCountToo() throws {
        let bias = Tensor(shape: Shape([8]), repeating: 1).values
        let wide = Window(kernel: Extent(1), padding: .sides(top: 2, left: 0, bottom: 0, right: 0))
        let weights = Tensor(shape: Shape([8, 3, 1, 1]), repeating: 1)
        _ = try check(
            [.convolution(Convolution(weights: weights, bias: bias, window: wide, groups: 1)), Self.relu],
            [Self.picture(1, darkRows: 37)])
    }
}
