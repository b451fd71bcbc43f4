import Dreams
import Recipes

/// A network's names, without the network.
let squeezenet = NetworkVocabulary(
    name: "squeezenet", layers: ["fire5", "fire8", "fire8/concat", "relu_conv10"],
    classes: ["tench, Tinca tinca", "golden retriever", "zebra"])

extension PresetSource {
    /// A preset whose recipe is the given body; `prelude` comes before `return r.preset`.
    static func recipe(_ body: String, params: String = "", prelude: String = "", name: String = "test.lua")
        -> PresetSource
    {
        PresetSource(
            text: """
                local r = require "reverie"
                \(prelude)
                return r.preset { api = 1, title = "Test", params = { \(params) }, recipe = function(net, p)
                  \(body)
                end }
                """, name: name)
    }

    /// The recipe, against the names of `squeezenet`.
    func made(_ settings: Settings = Settings()) throws -> Recipe {
        try recipe(settings: settings) { name in
            var names = squeezenet
            names.name = name
            return names
        }.recipe
    }

    /// The message that running it ends in, or what it ended in instead.
    func complaint(_ settings: Settings = Settings()) -> String {
        do {
            return "no complaint: \(try made(settings))"
        } catch {
            return "\(error)"
        }
    }
}
