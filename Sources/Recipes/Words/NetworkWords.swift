import Dreams
import Wording

/// What the network can be asked for, beside its layers.
extension Vocabulary {
    static let networkWords = WordGroup(title: "The network", words: [layer, layerAtDepth, evidence])

    private static let layer = Word(
        "layer", on: .network, "a layer's activation by its name; net.fire8 is the same where Lua can write the name",
        options: [Option("name", .text(most: 200), "an exact name, or an alias")], gives: .tensor,
        example: "net:layer(\"fire8/concat\"):energy()"
    ) { call in
        let name = call.options.theText("name")
        guard call.network.layers.contains(name) else {
            throw ScriptFailure(NetworkWords.noLayer(name, in: call.network))
        }
        return .object(.expression(.activation(LayerReference(.name(name), place: call.place))))
    }

    private static let depths: [(name: String, depth: Float)] = [
        ("texture", 0.3), ("pattern", 0.5), ("parts", 0.7), ("objects", 0.9),
    ]

    private static let layerAtDepth = Word(
        "at", on: .network, "the layer at a depth, so that a preset works with every network",
        options: [
            Option(
                "depth", .either([.number(0...1), .choice(depths.map(\.name))]),
                "0 is the picture, 1 the last layer; "
                    + depths.map { "\"\($0.name)\" is \($0.depth)" }.joined(separator: ", "))
        ], gives: .tensor, example: "net:at(0.6):energy()"
    ) { call in
        let depth =
            call.options.number("depth").map { Float($0) }
            ?? depths.first { $0.name == call.options.text("depth") }?.depth ?? 1
        return .object(.expression(.activation(LayerReference(.depth(depth), place: call.place))))
    }

    private static let evidence = Word(
        "class", on: .network, "the evidence for a class, before softmax: maximised, the class is drawn",
        options: [Option("name", .className, "a name, a synonym, or a number counted from 0; case is free")],
        gives: .objective, example: "net:class(\"zebra\") - 0.5 * net:class(\"tabby\")"
    ) { call in
        let (network, name) = (call.network, call.options.theText("name"))
        guard !network.classes.isEmpty else {
            throw ScriptFailure(
                "class: \(network.name) knows no classes; dream with its layers, or with a classifier such as squeezenet"
            )
        }
        guard let index = network.classIndex(named: name) else {
            throw ScriptFailure(
                "class: \(network.name) knows no '\(name.prefix(60))'"
                    + Phrases.didYouMean(name, among: network.classNames))
        }
        return .object(.expression(.evidence(ofClass: index, place: call.place)))
    }
}

/// Wording about networks.
enum NetworkWords {
    static func noLayer(_ name: String, in network: NetworkVocabulary, words: [String] = []) -> String {
        "\(network.name) has no layer '\(name.prefix(60))'"
            + Phrases.didYouMean(name, among: words + network.layers)
            + "; 'reverie networks layers \(network.name)' lists them"
    }
}
