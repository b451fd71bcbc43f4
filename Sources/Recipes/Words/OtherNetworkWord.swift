import Dreams

/// A network beside the preset's.
extension Vocabulary {
    static let otherNetwork = Word(
        "network",
        "another network, which looks at the same canvas: what it is asked for may stand beside what the preset's own is",
        options: [Option("name", .text(most: 100), "of an installed network, or of one that Reverie comes with")],
        gives: .object(.network),
        example: "maximize = net.fire8:energy() + r.network(\"efficientnet-lite0\"):at(0.6):energy()"
    ) { call in
        guard let network = try call.script.networks?.network(named: call.options.theText("name"))
        else {
            throw ScriptFailure("network: it is called within the recipe, where the networks are")
        }
        return .object(.network(network))
    }
}
