import Engine
import Networks
import Tensors
import TestSupport
import Testing

/// Vision transformers as people dream of them: layers are pictures of patches, at any size.
@Suite struct TokenNetworkTests {
    private func node(_ name: String, in graph: Graph) throws -> Graph.NodeID {
        try #require(graph.nodes.firstIndex { $0.name == name || $0.otherNames.contains(name) })
    }

    @Test(arguments: [("vit", 1, 16), ("vit_registers", 5, 14), ("deit_distilled", 2, 16)])
    func aLayerIsAPictureOfItsPatches(_ name: String, _ others: Int, _ patch: Int) throws {
        let graph = try ArchitectureFixture(name).graph
        let middle = try node("middle", in: graph)
        let line = try #require(graph.line(shownBy: middle))
        #expect(graph.nodes[line].name.hasSuffix(":tokens"))
        for (rows, columns) in [(3, 5), (1, 2), (7, 4)] {
            let shapes = try graph.shapes(height: rows * patch, width: columns * patch)
            #expect(shapes[middle].dimensions.suffix(2) == [rows, columns])
            #expect(shapes[line].dimensions.suffix(2) == [1, rows * columns + others])
        }
    }

    @Test func attentionIsOneOperator() throws {
        for name in [
            "vit", "vit_resized", "vit_registers", "vit_averaged", "vit_clip", "vit_torchvision", "deit_distilled",
        ] {
            let graph = try ArchitectureFixture(name).graph
            let operations = graph.nodes.map(\.operation)
            #expect(operations.count { $0 is Attention } == 2, "\(name)")
            #expect(!operations.contains { $0 is Softmax }, "\(name)")
            // A GELU that is written the other way around, 0.5 before 1 + erf, is computed as it stands.
            guard name != "vit_resized" else { continue }
            // Products are scaled within it, and activations are one operator each; only the mean of two heads may be scaled at the end.
            let groups = operations.dropLast().compactMap { ($0 as? Convolution)?.groups }
            #expect(Set(groups) == [1], "\(name)")
            #expect(operations.count { $0 is Gelu || $0 is QuickGelu } == 2, "\(name)")
        }
    }

    /// A picture that patches do not divide is as one filled up with zeros at the right and below.
    @Test func picturesThatPatchesDoNotDivideAreFilledUp() throws {
        let graph = try ArchitectureFixture("vit").graph
        let middle = try node("middle", in: graph)
        let (small, large) = (Shape(channels: 3, height: 50, width: 70), Shape(channels: 3, height: 64, width: 80))
        let x = Tensor.noise(small, seed: 3)
        var padded = Tensor.zeros(large)
        for channel in 0..<3 {
            for row in 0..<50 {
                for column in 0..<70 {
                    padded.values[(channel * 64 + row) * 80 + column] = x.values[(channel * 50 + row) * 70 + column]
                }
            }
        }
        let run = try Backends.fast.prepare(graph, height: 50, width: 70, outputs: [middle])
        let whole = try Backends.fast.prepare(graph, height: 64, width: 80, outputs: [middle])
        let a = try #require(try run.forward(x)[middle])
        let b = try #require(try whole.forward(padded)[middle])
        #expect(a.shape.dimensions.suffix(2) == [4, 5])
        #expect(a.relativeDistance(to: b) < 5e-6)
        let (g, h) = (try run.gradient([middle: a]), try whole.gradient([middle: b]))
        let kept = (0..<small.count).map { place in
            let (channel, rest) = place.quotientAndRemainder(dividingBy: 50 * 70)
            return h.values[(channel * 64 + rest / 70) * 80 + rest % 70]
        }
        #expect(g.relativeDistance(to: Tensor(shape: small, values: kept)) < 5e-5)
    }

    private func network(_ graph: Graph) -> Network {
        Network(
            manifest: Manifest(
                name: "vit", title: "ViT", model: "", sha256: "",
                preprocessing: .init(channelOrder: .rgb, range: 1, mean: [0, 0, 0], deviation: [1, 1, 1]),
                trainedSize: 64, aliases: ["inner": "middle"], classes: nil, logits: nil, labels: nil,
                defaultLayer: "middle", licence: "", source: "", trainedOn: ""), graph: graph, classes: [])
    }

    /// It is the first of its line, before registers and patches, at the last block or at one that is named; and has a gradient.
    @Test(arguments: ["vit", "vit_registers", "deit_distilled"])
    func aClassTokenIsTheFirstOfItsLine(_ name: String) throws {
        let fixture = try ArchitectureFixture(name)
        let network = network(fixture.graph)
        let (named, last) = (try network.classTokenLine(at: "inner"), try network.classTokenLine())
        #expect(named < last)
        #expect(try named == fixture.graph.line(shownBy: node("middle", in: fixture.graph)))
        for line in [named, last] {
            let (graph, token) = fixture.graph.addingFirstToken(of: line)
            #expect(graph.addingFirstToken(of: line).node == token)
            let run = try Backends.fast.prepare(
                graph, height: fixture.facts.height, width: fixture.facts.width, outputs: [line, token])
            let made = try run.forward(fixture.picture)
            let (whole, first) = (try #require(made[line]), try #require(made[token]))
            #expect(first.shape == Shape(channels: whole.shape.channels, height: 1, width: 1))
            let expected = (0..<whole.shape.channels).map { whole.values[$0 * whole.shape.area] }
            #expect(first.values == expected)
            let gradient = try run.gradient([token: first])
            let isThere = gradient.values.contains { $0 != 0 }
            #expect(isThere)
        }
        #expect(throws: NetworkError.noClassToken(network: "", layer: fixture.graph.nodes[1].name)) {
            try network.classTokenLine(at: fixture.graph.nodes[1].name)
        }
    }

    @Test func whatHasNoTokensHasNoClassToken() throws {
        let network = network(try ArchitectureFixture("alexnet").graph)
        let error = #expect(throws: NetworkError.self) { try network.classTokenLine() }
        #expect(
            "\(try #require(error))"
                == "vit has no class token: it is no vision transformer that has one, as dinov2-small is")
    }

    @Test func whatEntersAnActivationIsAPictureToo() throws {
        let graph = try ArchitectureFixture("vit").graph
        let gelu = try #require(graph.nodes.indices.first { graph.operation(of: $0) is Gelu && !graph.isShownLine($0) })
        let (same, before) = graph.addingPreActivation(of: gelu)
        #expect(same.operation(of: before) is Convolution)
        #expect(same.line(shownBy: before) != nil)
    }

    @Test func stepsHaveTheSameBytesAgain() throws {
        let fixture = try ArchitectureFixture("deit_distilled")
        let late = try node("late", in: fixture.graph)
        let run = try FastExecution(
            graph: fixture.graph, height: fixture.facts.height, width: fixture.facts.width, outputs: [late])
        // Who reads what nobody wrote reads NaN.
        run.poison()
        let first = try run.gradient(try run.forward(fixture.picture))
        let isFinite = first.values.allSatisfy { $0.isFinite }
        #expect(isFinite)
        run.poison()
        #expect(try run.gradient(try run.forward(fixture.picture)) == first)
    }
}
