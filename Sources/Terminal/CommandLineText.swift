import Files
package import Wording

/// How a shell says what was said to this process.
package enum CommandLineText {
    /// The command with more arguments.
    package static func command(adding more: [String]) -> String {
        command(ProcessWords.arguments.dropFirst().filter { !more.contains($0) } + more)
    }

    /// The command that goes on with a render.
    static var howToGoOn: String { "to go on: \(command(adding: ["--resume"]))" }

    /// A command of ours, quoted where a shell needs that.
    package static func command(_ words: [String]) -> String { ShellText.command(["reverie"] + words) }

    /// How messages call what can be set: by its option.
    package static let speaker: SettingName.Speaker = { setting, value in
        option(setting) + (value.map { " \($0)" } ?? "")
    }

    /// `--long-edge`
    package static func option(_ setting: SettingName) -> String {
        setting == .output
            ? "-o" : "--" + setting.name.map { $0.isUppercase ? "-" + $0.lowercased() : "\($0)" }.joined()
    }

    /// The values of an option that is given again and again, each as NAME=SOMETHING.
    /// - Parameter form: how that is written, such as "NAME=FILE".
    /// - Throws: `OptionProblem` for what is written otherwise, and for a name that comes twice.
    package static func pairs(_ texts: [String], of option: String, as form: String) throws -> [String: String] {
        try texts.reduce(into: [:]) { values, text in
            guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
                throw OptionProblem(description: "\(option) \(text): write it as \(form)")
            }
            let name = String(text[..<equals])
            guard values.updateValue(String(text[text.index(after: equals)...]), forKey: name) == nil else {
                throw OptionProblem(description: "\(option) \(name) is given twice")
            }
        }
    }

    /// The same as words of a command.
    package static func words(_ settings: [(SettingName, value: String?)]) -> [String] {
        settings.flatMap { [option($0.0)] + [$0.value].compactMap(\.self) }
    }
}

/// An option whose value is not written as it must be.
struct OptionProblem: UsageProblem {
    let description: String
}
