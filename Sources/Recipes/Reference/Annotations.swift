/// The language for editors: annotations as the Lua language server reads them, Scripts/library/reverie.d.lua.
extension LanguageReference {
    /// A `---@meta` file: classes of values, their operators, and every word.
    public var annotations: String {
        let words = groups.flatMap(\.words)
        let classes = Word.Receiver.allCases.map { receiver in
            (["---@class \(receiver.className)"] + receiver.fields + ["local \(receiver.rawValue) = {}"])
                .joined(separator: "\n")
        }
        return """
            ---@meta reverie
            -- Written by `reverie help --annotations` from the schemas that check each call. Point your editor's Lua language server
            -- here: "Lua.workspace.library": ["Scripts/library"].

            \(Annotations.values)

            \(classes.joined(separator: "\n\n"))

            \(words.map(\.annotation).joined(separator: "\n\n"))

            return library
            """
    }
}

private enum Annotations {
    /// Values that have no words of their own.
    static let values = ObjectKind.allCases.filter { Word.Receiver(rawValue: $0.rawValue) == nil }.map {
        "---@class \($0.className)"
    }.joined(separator: "\n")

    static func comment(_ text: String) -> String { "---" + text }
}

extension ObjectKind {
    fileprivate var className: String { "reverie." + rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
}

extension Word.Receiver {
    fileprivate var className: String { "reverie." + rawValue.prefix(1).uppercased() + rawValue.dropFirst() }

    /// Its operators, and what it has beside words.
    fileprivate var fields: [String] {
        switch self {
        case .tensor:
            ["add", "sub", "mul", "div", "pow"].map { "---@operator \($0)(reverie.Tensor|number): reverie.Tensor" }
                + ["---@operator unm: reverie.Tensor"]
        case .schedule:
            ["add", "sub", "mul", "div"].map { "---@operator \($0)(reverie.Schedule|number): reverie.Schedule" }
                + ["---@operator unm: reverie.Schedule"]
        case .network: ["---@field name string", "---@field [string] reverie.Tensor"]
        case .mask: ["add", "sub", "mul"].map { "---@operator \($0)(reverie.Mask|number): reverie.Mask" }
        case .library, .picture: []
        }
    }
}

extension Word {
    fileprivate var annotation: String {
        let owner = receiver.rawValue
        let call = receiver == .library ? "\(owner).\(name)" : "\(owner):\(name)"
        let optionsClass = "\(receiver.className).\(name)"
        var lines: [String] = []
        if !options.isEmpty {
            lines.append("---@class \(optionsClass)")
            lines += options.map { option in
                "---@field \(option.name)\(option.isRequired ? "" : "?") \(option.kind.annotation) \(option.about)"
            }
            lines.append("")
        }
        lines += [Annotations.comment(about), "---"]
        if let formula { lines += formula.lines.map { "---\($0): \($1)  " } + ["---"] }
        lines.append("---    " + example)
        let first = options.prefix(positional)
        if first.isEmpty {
            if !options.isEmpty { lines.append("---@param options \(optionsClass)") }
        } else {
            lines += first.map { option in
                "---@param \(option.parameterName)\(option.isRequired ? "" : "?") \(option.kind.annotation) \(option.about)"
            }
            let this = receiver == .library ? "" : "self: \(receiver.className), "
            lines.append("---@overload fun(\(this)options: \(optionsClass)): \(gives.annotation)")
        }
        lines.append("---@return \(gives.annotation)")
        let parameters =
            first.isEmpty ? (options.isEmpty ? "" : "options") : first.map(\.parameterName).joined(separator: ", ")
        lines.append("function \(call)(\(parameters)) end")
        return lines.joined(separator: "\n")
    }
}

extension Option {
    var isRequired: Bool { if case .required = absence { true } else { false } }

    /// An option may be called what Lua keeps for itself; a parameter may not.
    fileprivate var parameterName: String { name == "end" || name == "in" || name == "repeat" ? name + "_" : name }
}

extension ValueKind {
    /// As the Lua language server writes it.
    fileprivate var annotation: String {
        switch self {
        case .number: "number"
        case .integer: "integer"
        case .boolean: "boolean"
        case .text: "string"
        case .className: "string|integer"
        case .choice(let choices): choices.map { "\"\($0)\"" }.joined(separator: "|")
        case .objective, .tensor: "reverie.Tensor"
        case .schedule: "number|reverie.Schedule|fun(progress: number): number"
        case .object(.colour): "string"
        case .object(let kind): kind.className
        case .stages: "reverie.Stage[]"
        case .options(let options):
            "{ \(options.map { "\($0.name)\($0.isRequired ? "" : "?"): \($0.kind.annotation)" }.joined(separator: ", ")) }"
        case .names(let kind): "table<string, \(kind.annotation)>"
        case .list(let kind, _): "(\(kind.annotation))[]"
        case .either(let kinds): kinds.map(\.annotation).joined(separator: "|")
        case .function: "function"
        case .anything: "any"
        }
    }
}
