import Dreams
import Networks
import Pictures
package import Recipes
import Tensors
import Wording

extension PresetCheck {
    /// Checks a preset against the installed networks, down to the plan of each recipe.
    /// - Parameter networks: those that were loaded.
    /// - Parameter thoroughly: whether it runs with anything but the defaults.
    /// - Parameter visit: sees each recipe that is in order.
    package init(
        installed source: PresetSource, networks: NetworkShelf, thoroughly: Bool = true,
        visit: (MadeRecipe) throws -> Void = { _ in }
    ) {
        var loaded: [String: Network] = [:]
        func network(_ name: String) throws -> Network {
            if let network = loaded[name] { return network }
            let network = try networks.network(forPreset: name)
            loaded[name] = network
            return network
        }
        self.init(source, thoroughly: thoroughly) { name in
            NetworkVocabulary(try network(name))
        } plan: { made in
            let recipe = made.recipe
            let size = Extent(height: recipe.canvas.height, width: recipe.canvas.width)
            // What a picture shows changes nothing in a plan.
            let sample = Canvas(.clouds, width: 64, height: 64).picture(size: Extent(height: 64, width: 64), seed: 0)
            let pictures = made.pictures.mapValues { _ in sample }
            let others = try recipe.networksRead.reduce(into: [:]) { $0[$1] = try network($1) }
            _ = try Renderer(recipe: recipe, network: network(recipe.network), others: others, pictures: pictures)
                .plan(for: size)
            try visit(made)
        }
    }

    /// What was found, for people.
    /// - Parameter name: of the preset.
    package func lines(named name: String) -> [String] {
        let shown = Phrases.harmless(name)
        // Most errors begin with the file and the line themselves.
        return errors.map { $0.hasPrefix(name + ":") ? $0 : "\(shown): \($0)" }
            + advice.map { "\(shown): (advice) \($0)" }
            + (errors.isEmpty ? ["\(shown): in order, \(Phrases.count(recipes, "recipe")) planned"] : [])
    }
}
