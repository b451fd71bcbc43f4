package import Recipes

/// One preset in a list for programs: what it says of itself, and what can be turned, in words.
package struct PresetListing: Encodable {
    private struct Parameter: Encodable {
        let name, takes, standard, about: String

        enum CodingKeys: String, CodingKey {
            case name, takes, about
            case standard = "default"
        }
    }

    private let name, title, author, licence, network, about: String
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
}
