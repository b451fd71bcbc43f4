import Dreams
import Networks
import Pictures
import Tensors
import TestSupport
import Testing

/// Networks that look at one canvas.
@Suite struct SeveralNetworksTests {
    /// Another one, of the colours the other way around and another range, whose layers have the same names.
    private static let other: Network = {
        var weights = Tensor.noise(Shape([6, 3, 3, 3]), seed: 77)
        weights.scale(by: 0.4)
        let window = Window(
            kernel: Extent(3), stride: Extent(1), padding: .explicit(before: Extent(1), after: Extent(1)))
        let convolution = Convolution(weights: weights, bias: [0.3, 0, 0.1, -0.2, 0, 0], window: window)
        let manifest = Manifest(
            name: "other", title: "Other", model: "", sha256: "",
            preprocessing: .init(
                channelOrder: .rgb, range: 1, mean: [0.48, 0.45, 0.4], deviation: [0.23, 0.22, 0.25]),
            trainedSize: 64, aliases: ["last": "relu2"], classes: "relu2", logits: nil, labels: nil,
            defaultLayer: "relu2", licence: "", source: "", trainedOn: "")
        return Network(
            manifest: manifest,
            graph: Graph(nodes: [
                Graph.Node(name: "input", operation: .input(channels: 3), inputs: []),
                Graph.Node(name: "conv", operation: .convolution(convolution), inputs: [0]),
                Graph.Node(name: "relu2", operation: .relu, inputs: [1]),
            ]), classes: ["a", "b", "c", "d", "e", "f"])
    }()

    /// Nowhere near black or white.
    private static let photo = Picture(colours: Small.photo.colours.map { 0.3 + 0.4 * $0 })

    /// How far a step goes along the plain gradient.
    private func moved(
        _ objective: Dreams.Expression, with network: Network = Small.network, others: [String: Network] = [:]
    ) throws -> (Tensor, Float) {
        let ascent = Small.ascent(objective) {
            $0.steps = [1]
            $0.isBalanced = false
            $0.jitter = .constant(0)
            $0.stepSize = .constant(30_000)
            $0.normalization = GradientNormalization("none")
        }
        var value: Float = 0
        let renderer = try Renderer(recipe: Small.recipe(ascent), network: network, others: others)
        let picture = try renderer.render(Self.photo) {
            value = $0.objective
            return .goOn
        }.picture
        var difference = picture.colours
        difference.add(Self.photo.colours, times: -1)
        return (difference, value)
    }

    /// Both pull at the same canvas, each as if it were alone, whatever its input is made of.
    @Test func bothPullAsIfTheyWereAlone() throws {
        let guest = LayerReference(.name("last"), of: "other")
        let own = try moved(Small.energy)
        let alone = try moved(.energy(of: LayerReference(.name("last"))), with: Self.other)
        let asGuest = try moved(.energy(of: guest), others: ["other": Self.other])
        #expect(abs(asGuest.1 - alone.1) < 1e-5 * abs(alone.1))
        #expect(asGuest.0.relativeDistance(to: alone.0) < 1e-3)
        let both = try moved(Small.energy + .energy(of: guest), others: ["other": Self.other])
        var sum = own.0
        sum.add(alone.0)
        #expect(abs(both.1 - own.1 - alone.1) < 1e-5 * abs(both.1))
        #expect(both.0.relativeDistance(to: sum) < 1e-3)
        #expect(own.0.relativeDistance(to: sum) > 0.05)
    }

    /// Its classes, and layers by depth, are its own.
    @Test func aGuestHasItsOwnClasses() throws {
        let (alone, _) = try moved(.evidence(ofClass: 4), with: Self.other)
        let (guest, _) = try moved(.evidence(ofClass: 4, of: "other"), others: ["other": Self.other])
        #expect(guest.relativeDistance(to: alone) < 1e-3)
        let recipe = Small.recipe(Small.ascent(.energy(of: LayerReference(.depth(1), of: "other"))))
        #expect(recipe.networksRead == ["other"])
        let error = #expect(throws: DreamError.self) { try Renderer(recipe: recipe, network: Small.network) }
        #expect("\(try #require(error))".contains("the network other is read and was not loaded"))
    }
}
