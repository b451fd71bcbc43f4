import Dreams

/// What a word of the language is and takes: the single source of its validation and of its help.
struct Word: Sendable {
    /// As a script writes it, without `r.`: `stage`.
    let name: String
    /// One line.
    let about: String
    /// The named options of its table.
    let options: [Option]
    /// A line of Lua.
    let example: String
}

/// One named option of a word.
struct Option: Sendable {
    /// As a script writes it.
    let name: String
    let kind: Kind
    var isRequired = false
    /// What holds when it is left out, in words.
    var fallback: String?
    /// One line.
    let about: String

    /// What an option takes.
    indirect enum Kind: Sendable {
        case number(ClosedRange<Double>)
        case integer(ClosedRange<Int>)
        case boolean
        case text(most: Int)
        case choice([String])
        /// An expression that is one number.
        case objective
        /// A number, `r.ease`, or a function of progress.
        case schedule
        case mask
        case canvas
        /// A table with options of its own.
        case options([Option])
        /// A table of names, each with one of these.
        case names(Kind)
        /// A list of texts.
        case texts
        case parameter
        case function
        /// Anything; the word looks at it itself.
        case anything
    }
}

extension Option.Kind {
    /// For help and messages: `a number 0…255`.
    var description: String {
        switch self {
        case .number(let range):
            "a number \(LuaValue.text(of: range.lowerBound))…\(LuaValue.text(of: range.upperBound))"
        case .integer(let range): "a whole number \(range.lowerBound)…\(range.upperBound)"
        case .boolean: "true or false"
        case .text: "a text"
        case .choice(let choices): choices.map { "'\($0)'" }.joined(separator: " or ")
        case .objective: "an objective, such as net.fire8:energy()"
        case .schedule: "a number, r.ease(from, to) or a function of progress"
        case .mask: "a mask, such as r.luminance { above = 0.5 }"
        case .canvas: "a canvas, such as r.clouds {}"
        case .options(let options): "a table { \(options.map { $0.name + " = …" }.joined(separator: ", ")) }"
        case .names(let kind): "a table of names, each \(kind.description)"
        case .texts: "a list of texts"
        case .parameter: "a parameter, such as r.number { default = 1 }"
        case .function: "a function"
        case .anything: "a value"
        }
    }
}

extension Word {
    /// The reference page of the word, as plain text.
    var help: String {
        var lines = ["r.\(name): \(about)", ""]
        for option in options {
            let rest = option.isRequired ? "required" : option.fallback.map { "default \($0)" } ?? "optional"
            lines.append("  \(option.name)  \(option.kind.description); \(rest)")
            lines.append("      \(option.about)")
        }
        return (lines + ["", "  \(example)"]).joined(separator: "\n")
    }
}
