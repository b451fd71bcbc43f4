import Dreams
import Engine
import Networks
import Pictures
import Tensors
import TestSupport
import Testing

/// A photo of a cat, through the whole way from a file to a class.
@Suite struct CatTests {
    @Test(arguments: ["squeezenet", "efficientnet-lite0"])
    func chelseaIsAnEgyptianCat(_ name: String) throws {
        let network = try NetworkLibrary.standard.load(name)
        let photo = try Picture.read(contentsOf: Fixtures.path("Networks/cat-224.png"))
        var canvas = photo.colours
        canvas.scale(by: 255)
        let logits = try network.node(named: try #require(network.manifest.logits))
        let run = try Backends.fast.prepare(network.graph, height: 224, width: 224, outputs: [logits])
        let x = network.manifest.preprocessing.networkInput(fromLevels: canvas)
        let scores = try #require(try run.forward(x)[logits]).values
        let best = scores.indices.sorted { scores[$0] > scores[$1] }.prefix(5)
        #expect(best.first == 285)
        #expect(network.classes[best[0]] == "Egyptian cat")
        #expect(best.contains(281) && best.contains(282), "tabby and tiger cat are next")
    }

    @Test func classesAreFoundByName() throws {
        let names = NetworkVocabulary(try NetworkLibrary.standard.load("squeezenet"))
        #expect(names.classIndex(named: "golden retriever") == 207)
        #expect(names.classIndex(named: "ZEBRA") == 340)
        #expect(names.classIndex(named: "130") == 130)
        #expect(names.classIndex(named: "1000") == nil)
        #expect(names.classIndex(named: "unicorn") == nil)
    }
}
