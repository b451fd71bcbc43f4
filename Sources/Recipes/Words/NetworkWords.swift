import Dreams
import Wording

/// What the network can be asked for, beside its layers.
extension Vocabulary {
    static let networkWords = WordGroup(
        title: "The network",
        words: [
            layer, layerAtDepth, matching, classToken, evidence, evidenceMap, textObjective, textVector, embedding,
            otherNetwork,
        ])

    private static let layer = Word(
        "layer", on: .network, "a layer's activation by its name; net.fire8 is the same where Lua can write the name",
        options: [Option("name", .text(most: 200), "an exact name, or an alias")], gives: .tensor,
        example: "net:layer(\"fire8/concat\"):energy()"
    ) { call in
        let name = call.options.theText("name")
        guard call.network.layers.contains(name) else {
            throw ScriptFailure(NetworkWords.noLayer(name, in: call.network))
        }
        return .object(.expression(.activation(call.layer(.name(name)))))
    }.computing(
        "→ [C, H, W]", "y = the layer of the canvas in the view of the step", fails: "where no layer has the name")

    private static let depths: [(name: String, depth: Float)] = [
        ("texture", 0.3), ("pattern", 0.5), ("parts", 0.7), ("objects", 0.9),
    ]

    private static let layerAtDepth = Word(
        "at", on: .network, "the layer at a depth, so that a preset works with every network",
        options: [
            Option(
                "depth", .either([.fraction, .choice(depths.map(\.name))]),
                "0 is the picture, 1 the last layer; "
                    + depths.map { "\"\($0.name)\" is \($0.depth)" }.joined(separator: ", "))
        ], gives: .tensor, example: "net:at(0.6):energy()"
    ) { call in
        let depth =
            call.options.number("depth").map { Float($0) }
            ?? depths.first { $0.name == call.options.text("depth") }?.depth ?? 1
        return .object(.expression(.activation(call.layer(.depth(depth)))))
    }.computing("→ [C, H, W]", "y = the layer of the canvas in the view of the step")

    private static let matching = Word(
        "layers", on: .network, "the layers whose names match a pattern, in the order of the network",
        options: [
            Option("pattern", .text(most: 200), "* stands for any text, ? for one character; case is free")
        ], gives: .list(.tensor, count: 1...1000), example: "for _, layer in ipairs(net:layers(\"fire?\")) do … end"
    ) { call in
        let text = call.options.theText("pattern")
        let pattern = NamePattern(text)
        let names = call.network.layers.filter(pattern.fits).prefix(1000)
        guard !names.isEmpty else {
            throw ScriptFailure(
                "layers: no layer of \(call.network.name) matches '\(text.prefix(60))'; "
                    + "'reverie networks layers \(call.network.name)' lists them")
        }
        return .table(
            LuaTable(
                list: names.map { .object(.expression(.activation(call.layer(.name($0))))) }))
    }

    private static let evidence = Word(
        "class", on: .network, "the evidence for a class, before softmax: maximised, the class is drawn",
        options: [Option("name", .className, "a name, a synonym, or a number counted from 0; case is free")],
        gives: .objective, example: "net:class(\"zebra\") - 0.5 * net:class(\"tabby\")"
    ) { call in
        let index = try call.classIndex(call.options.theText("name"))
        return .object(.expression(.evidence(ofClass: index, of: call.network.reference, place: call.place)))
    }.computing(
        "→ [1, 1, 1]", "y = Σₚ z[name, p] / (H·W), z being the logits at every position",
        fails: "where the network knows no classes, or not this one")

    private static let evidenceMap = Word(
        "evidence", on: .network, "the evidence for a class at every position, whose mean net:class is",
        options: [Option("name", .className, "a name, a synonym, or a number counted from 0; case is free")],
        gives: .tensor, example: "(net:evidence(\"zebra\") * r.ramp(0)):mean()"
    ) { call in
        let index = try call.classIndex(call.options.theText("name"))
        return .object(.expression(.activation(call.layer(.classes)).channel(index)))
    }.computing(
        "→ [1, H, W]", "y[p] = z[name, p], the logit at every position",
        fails: "where the network knows no classes, or not this one")
}

extension Call {
    /// A layer of the network that a word was called on.
    func layer(_ target: LayerReference.Target) -> LayerReference {
        LayerReference(target, of: network.reference, place: place)
    }

    /// The number of a class of that network.
    /// - Throws: `ScriptFailure` where it has none of this name, with the parameter that has the name for its value: who sets one has not
    ///   read the line.
    func classIndex(_ name: String) throws -> Int {
        guard !network.classes.isEmpty else { throw ScriptFailure("\(word.name): \(network.withoutClasses)") }
        if let index = network.classIndex(named: name) { return index }
        let parameter = script.parameter(holding: name)
        throw ScriptFailure(
            "\(word.name): \(network.name) knows no '\(name.prefix(60))'" + network.classGuess(for: name)
                + (parameter.map { "; it is what the parameter '\($0.prefix(60))' is set to" } ?? ""))
    }
}

/// Looking things up in a network, and wording about it.
enum NetworkWords {
    static func noLayer(_ name: String, in network: NetworkVocabulary, words: [String] = []) -> String {
        if let reason = network.closed[name] { return reason }
        return "\(network.name) has no layer '\(name.prefix(60))'"
            + Phrases.didYouMean(name, among: words + network.layers)
            + "; 'reverie networks layers \(network.name)' lists them"
    }
}
