import Recipes
import Wording

extension CommandLineText {
    /// After an unknown option: how the parameter of the preset is set that it is likely to mean; nil where there is none.
    /// - Parameter message: the argument parser's.
    package static func parameterHint(_ message: String, _ arguments: [String]) -> String? {
        guard let name = message.firstMatch(of: #/Unknown option '--([\w-]+)'/#)?.1, arguments.count > 1,
            ["run", "plan", "sweep", "redo"].contains(arguments[0]),
            let preset = try? PresetLibrary.standard.find(arguments[1]).outline(),
            let guess = Nearest.guess(for: String(name), among: preset.parameters.map(\.name)),
            let parameter = preset.parameters.first(where: { $0.name == guess })
        else { return nil }
        return "'\(guess)' is a parameter of the preset: \(parameter.optionText)VALUE"
    }
}
