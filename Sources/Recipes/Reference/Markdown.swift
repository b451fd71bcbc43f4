/// The reference as one page: Scripts/reference.md.
extension LanguageReference {
    /// Every word by group, with a table of its options.
    public var markdown: String {
        let contents = groups.map { group in
            let links = group.words.map { "[`\($0.title)`](#\($0.anchor))" }
            return "- **\(group.title)**: \(links.joined(separator: " · "))"
        }
        return """
            # Every word of the preset language

            Written by `reverie help --markdown` from the schemas that check each call; `reverie help WORD` shows the same in a
            terminal. Words of `r` are called with a dot, all others with a colon on what they belong to. A word takes one table
            of named options, or the values of its first options in the order given here, as far as the heading names them:
            `net:at(0.6)` is `net:at { depth = 0.6 }`.

            A picture shows what the example does, beside the photo that it does it to, or beside the same dream without
            the word: `Scripts/sketches` renders them.

            \(contents.joined(separator: "\n"))

            \(groups.map(LanguageReference.section).joined(separator: "\n\n"))
            """
    }

    private static func section(_ group: WordGroup) -> String {
        (["## \(group.title)"] + group.words.map(page)).joined(separator: "\n\n")
    }

    private static func page(_ word: Word) -> String {
        var parts = [
            "### \(word.title)", "`\(word.signature)` gives \(word.gives.noun).", capitalized(word.about) + ".",
        ]
        if !word.options.isEmpty {
            let rows = rows(word.options, prefix: "")
            parts.append(
                (["| option | takes | left out | |", "|---|---|---|---|"] + rows).joined(separator: "\n"))
        }
        if let formula = word.formula {
            parts.append(formula.lines.map { "- \($0): `\($1)`" }.joined(separator: "\n"))
        }
        parts.append("```lua\n\(word.example)\n```")
        if let sketch = word.sketch { parts.append(pictures(of: sketch)) }
        return parts.joined(separator: "\n\n")
    }

    private static func pictures(of sketch: Sketch) -> String {
        let baseline = sketch.baseline.map { name in
            "![\(name == "photo" ? "before" : "without it")](\(Sketch.folder)\(name).jpg) "
        }
        return (baseline ?? "") + "![\(sketch.word)](\(Sketch.folder)\(sketch.name).jpg)"
    }

    private static func rows(_ options: [Option], prefix: String) -> [String] {
        options.flatMap { option -> [String] in
            let name = prefix + option.name
            let row = "| `\(name)` | \(cell(option.takes)) | \(cell(option.fallback)) | \(cell(option.about)) |"
            if case .options(let inner) = option.kind { return [row] + rows(inner, prefix: name + ".") }
            return [row]
        }
    }

    private static func cell(_ text: String) -> String {
        String(text.flatMap { $0 == "|" ? "\\|" : String($0) })
    }

    private static func capitalized(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}

extension Word {
    /// GitHub's anchor of a heading: letters and digits.
    fileprivate var anchor: String { String(title.lowercased().filter { $0.isLetter || $0.isNumber || $0 == "_" }) }
}
