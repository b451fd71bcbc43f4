/// Words explained in plain text, for the terminal.
extension Word {
    /// A page: what it does, what it takes, what it makes, and an example.
    var help: String {
        let origin = plugin.map { ", a word of the plugin '\($0)' (require \"\($0)\")" } ?? ""
        var lines = ["\(signature)\(origin)", "  \(about)", ""]
        lines += Option.help(options, indent: "  ")
        if !options.isEmpty { lines.append("") }
        let facts = [("gives", gives.noun)] + (formula?.lines ?? []) + [("example", example)]
        let width = facts.map(\.0.count).max() ?? 0
        lines += facts.map { "  \($0)\(String(repeating: " ", count: width - $0.count + 2))\($1)" }
        return lines.joined(separator: "\n")
    }

    /// How it is called: `net:at(depth)`, `r.stage { maximize = …, … }`.
    var signature: String {
        if options.isEmpty { return title + "()" }
        guard positional > 0 else { return title + " { … }" }
        let names = options.prefix(positional).map(\.name)
        let rest = options.count > positional ? ", or " + title + " { … }" : ""
        return "\(title)(\(names.joined(separator: ", ")))\(rest)"
    }
}

extension Option {
    /// Each option in two lines; tables with options of their own are followed by these.
    static func help(_ options: [Option], indent: String) -> [String] {
        options.flatMap { option -> [String] in
            var lines = [
                "\(indent)\(option.name)  \(option.takes); \(option.fallback)", "\(indent)    \(option.about)",
            ]
            if case .options(let inner) = option.kind { lines += help(inner, indent: indent + "    ") }
            return lines
        }
    }
}

extension Plugin {
    /// The pages of its words.
    public var help: String { words.map(\.help).joined(separator: "\n\n") }
}
