import Foundation
import Networks
import Tensors
import TestSupport
import Testing

@Suite struct NamesTests {
    private func network() throws -> Network {
        var builder = ModelBuilder()
        builder.constant("w", [3, 3, 1, 1], [Float](repeating: 1, count: 9))
        builder.node("Conv", "block1/conv", ["input", "w"])
        builder.node("Relu", "block1/relu", ["block1/conv"])
        builder.node("Conv", "block2/conv", ["block1/relu", "w"])
        builder.node("Relu", "block2/Top", ["block2/conv"])
        var manifest = Manifest.sample
        manifest.aliases = ["one": "block1/relu"]
        return Network(manifest: manifest, graph: try builder.graph(), classes: [])
    }

    @Test func namesAreFoundExactlyByAliasByCaseAndByEnding() throws {
        let network = try network()
        #expect(try network.node(named: "block1/relu") == 2)
        #expect(try network.node(named: "one") == 2)
        #expect(try network.node(named: "ONE") == 2)
        #expect(try network.node(named: "block2/top") == 4)
        #expect(try network.node(named: "Top") == 4)
    }

    @Test func misspelledNamesAreGuessed() throws {
        let network = try network()
        let unknown = #expect(throws: NetworkError.self) { try network.node(named: "blok1/relu") }
        #expect(
            unknown.map { "\($0)" }
                == "sample has no layer 'blok1/relu' (did you mean 'block1/relu'?); 'reverie networks layers sample' lists them"
        )
        let ambiguous = #expect(throws: NetworkError.self) { try network.node(named: "conv") }
        #expect(ambiguous.map { "\($0)" } == "'conv' fits several layers of sample: block1/conv and block2/conv")
    }

    @Test func patternsFitNamesAndAliases() throws {
        let network = try network()
        #expect(try network.nodes(matching: "block?/conv") == [1, 3])
        #expect(try network.nodes(matching: "*") == [0, 1, 2, 3, 4])
        #expect(try network.nodes(matching: "BLOCK1/*") == [1, 2])
        #expect(try network.nodes(matching: "on?") == [2])
        #expect(try network.nodes(matching: "block2/Top") == [4])
        #expect(try network.node(named: "*top") == 4)
        #expect(try network.node(named: "0.0") == 2)
        #expect(try network.node(named: "1.0") == 4)
        #expect(throws: NetworkError.self) { try network.node(named: "block*") }
        #expect(throws: NetworkError.self) { try network.nodes(matching: "blok*") }
        // Many stars take no more time than both lengths multiplied.
        #expect(throws: NetworkError.self) { try network.node(named: String(repeating: "*a", count: 2000) + "b") }
    }

    @Test func layersThatHaveNoRoomAreLeftOpen() throws {
        var builder = ModelBuilder(side: 8)
        builder.constant("w", [3, 3, 5, 5], [Float](repeating: 1, count: 225))
        builder.node("Relu", "relu", ["input"])
        builder.node("Conv", "conv", ["relu", "w"])
        builder.node("Sigmoid", "gate", ["conv"])
        let graph = try builder.graph()
        #expect(graph.factsWhereTheyFit(height: 4, width: 8).map { $0 == nil } == [false, false, true, true])
        #expect(try graph.shapes(height: 4, width: 8, for: [1])[1].dimensions == [1, 3, 4, 8])
        #expect(throws: NetworkError.self) { try graph.shapes(height: 4, width: 8, for: [3]) }
        // Only what is asked for needs room.
        #expect(try graph.facts(height: 4, width: 8, for: [1])[1].shape.dimensions == [1, 3, 4, 8])
        #expect(throws: NetworkError.self) { try graph.facts(height: 4, width: 8, for: [3]) }
    }

    @Test func depthsGoFromThePictureToTheLastLayer() throws {
        let network = try network()
        #expect(try network.node(atDepth: 0) == 2)
        #expect(try network.node(atDepth: 1) == 4)
        #expect(throws: NetworkError.depth(1.5)) { try network.node(atDepth: 1.5) }
    }

    @Test func depthsGoPastSqueezeAndExcite() throws {
        var builder = ModelBuilder(side: 32)
        builder.node("GlobalAveragePool", "pool", ["input"])
        builder.node("Sigmoid", "gate", ["pool"])
        builder.node("Mul", "gated", ["input", "gate"])
        builder.node("Relu", "first", ["gated"])
        builder.node("Tanh", "last", ["first"])
        builder.node("GlobalAveragePool", "end", ["last"])
        builder.outputs("end")
        var manifest = Manifest.sample
        manifest.aliases = [:]
        let network = Network(manifest: manifest, graph: try builder.graph(), classes: [])
        #expect(try network.graph.nodes[network.node(atDepth: 0)].name == "first")
        #expect(try network.graph.nodes[network.node(atDepth: 1)].name == "last")
    }

    @Test func aLibrarySaysWhatIsInstalled() throws {
        try Fixtures.withTemporaryFolder { folder in
            let library = NetworkLibrary(folder: folder)
            #expect(throws: NetworkError.nothingInstalled(folder: folder)) { try library.load("squeezenet") }
            try JSONEncoder().encode(Manifest.sample).write(to: URL(fileURLWithPath: folder + "/sample.json"))
            let error = #expect(throws: NetworkError.self) { try library.load("sampel") }
            #expect(
                error.map { "\($0)" }
                    == "there is no network 'sampel' in \(folder) (did you mean 'sample'?); installed: sample")
            let other = #expect(throws: NetworkError.self) { try library.load("resnet50") }
            #expect(
                other.map { "\($0)" }
                    == "there is no network 'resnet50' in \(folder); installed: sample; 'reverie networks add FILE' "
                    + "takes your own")
            #expect(throws: NetworkError.unreadable(path: folder + "/sample.onnx", reason: "there is no such file")) {
                try library.load("sample")
            }
            try Data("{}".utf8).write(to: URL(fileURLWithPath: folder + "/sample.json"))
            #expect(throws: NetworkError.self) { try library.load("sample") }
        }
    }

    @Test func theFolderFollowsTheEnvironment() {
        #expect(NetworkLibrary.standardFolder(environment: ["REVERIE_HOME": "/a", "HOME": "/h"]) == "/a/networks")
        #expect(NetworkLibrary.standardFolder(environment: ["XDG_DATA_HOME": "/d"]) == "/d/reverie/networks")
        #expect(NetworkLibrary.standardFolder(environment: ["HOME": "/h"]) == "/h/.local/share/reverie/networks")
    }
}

extension Manifest {
    /// A manifest that is complete.
    static let sample = Manifest(
        name: "sample", title: "Sample", model: "sample.onnx", sha256: "",
        preprocessing: Preprocessing(channelOrder: .bgr, range: 255, mean: [1, 2, 3], deviation: [2, 4, 8]),
        trainedSize: 32, aliases: [:], classes: nil, logits: nil, labels: nil, defaultLayer: "block1/relu",
        licence: "CC0-1.0", source: "here", trainedOn: "nothing")
}
