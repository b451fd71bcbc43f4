package import Recipes
import Wording

/// One preset in a list for programs: what it says of itself, and what can be turned, in words.
package struct PresetListing: Encodable {
    private struct Parameter: Encodable {
        let name, takes, standard, about: String

        enum CodingKeys: String, CodingKey {
            case name, takes, about
            case standard = "default"
        }
    }

    package let name: String
    private let title, author, licence, network, about: String
    private let parameters: [Parameter]

    /// - Parameter name: by which it is rendered.
    package init(name: String, preset: Preset) {
        self.name = name
        (title, author, licence) = (preset.title, preset.author, preset.licence)
        (network, about) = (preset.network, preset.about)
        parameters = preset.parameters.map {
            Parameter(name: $0.name, takes: $0.takesText, standard: $0.fallbackText, about: $0.about)
        }
    }

    /// What it does, or what it is called where it does not say.
    package var summary: String { about.isEmpty ? title : about }

    /// Those that can be rendered by their names, in order.
    /// - Parameter tell: hears of those that are not in order.
    package static func installed(tell: (String) -> Void) -> [PresetListing] {
        PresetLibrary.standard.names.compactMap { name in
            do {
                return PresetListing(name: name, preset: try PresetLibrary.standard.find(name).outline())
            } catch {
                tell("\(Phrases.harmless(name)): \(error)")
                return nil
            }
        }
    }
}
