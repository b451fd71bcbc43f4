import Dreams
import Pictures
import Wording

/// A knob of a preset: what `--set NAME=VALUE` may turn.
public struct Parameter: Hashable, Sendable {
    /// What a parameter takes.
    public enum Kind: Hashable, Sendable {
        /// A number within a range.
        case number(default: Double, ClosedRange<Double>)
        /// A whole number within a range.
        case integer(default: Int, ClosedRange<Int>)
        /// true or false.
        case boolean(default: Bool)
        /// One of some texts.
        case choice(default: String, of: [String])
        /// The name or the number of a class of the network.
        case className(default: String)
        /// Any text of at most 500 bytes.
        case text(default: String)
        /// A picture, which has no default.
        case picture(isOptional: Bool)
        /// The pictures of a folder, or one picture; no default.
        case pictures(isOptional: Bool)
        /// A sound file, which has no default.
        case sound(isOptional: Bool)
    }

    /// As the preset calls it.
    public var name: String
    /// What it takes.
    public var kind: Kind
    /// What a number counts, such as px; nil where its author does not say.
    public var unit: String?
    /// One line by the preset's author.
    public var about: String
}

extension Parameter {
    /// What it takes, for people: `a number 0.2…3`, `a number -10…10 degrees`.
    public var takesText: String {
        switch kind {
        case .picture: "a picture file"
        case .pictures: "a folder of up to \(PictureFinder.mostInFolder) pictures, or one"
        case .sound: "a sound file"
        default: takes.description + (unit.map { " " + $0 } ?? "")
        }
    }

    /// What its users type before the value: `--set strength=`.
    public var optionText: String { (kind.isOptionalPicture == nil ? "--set " : "--picture ") + name + "=" }

    /// Its default, as a script writes it.
    public var fallbackText: String {
        if let isOptional = kind.isOptionalFile { isOptional ? "none" : "must be given" } else { fallback.source }
    }

    /// A parameter from its declaration.
    /// - Throws: `ScriptFailure` when users could not set it, or it has no default.
    init(name: String, _ declaration: Declaration) throws {
        guard let kind = Kind(declaration) else {
            guard case .value = declaration.absence else {
                throw ScriptFailure("preset: the parameter '\(name.prefix(60))' has no default, and needs one")
            }
            throw ScriptFailure(
                "preset: the parameter '\(name.prefix(60))' takes \(declaration.kind.description), which only an option "
                    + "of a word can; users set numbers, texts, choices and classes")
        }
        self.init(name: name, kind: kind, unit: declaration.unit, about: declaration.about)
    }

    /// What holds when nobody sets it.
    var fallback: LuaValue {
        switch kind {
        case .number(let value, _): .number(value)
        case .integer(let value, _): .number(Double(value))
        case .boolean(let value): .boolean(value)
        case .choice(let value, _), .className(let value), .text(let value): .string(value)
        case .picture, .pictures, .sound: .none
        }
    }

    /// What it takes, in words.
    var takes: ValueKind {
        switch kind {
        case .number(_, let range): .number(range)
        case .integer(_, let range): .integer(range)
        case .boolean: .boolean
        case .choice(_, let choices): .choice(choices)
        case .className: .className
        case .text: .text(most: 500)
        case .picture: .picture
        case .pictures: .list(.picture, count: 1...PictureFinder.mostInFolder)
        case .sound: .object(.sound)
        }
    }

    /// The value from what the user gave, or the default.
    /// - Parameter pictures: where the pictures are that were given, which are noted here.
    /// - Throws: `PresetError.parameter` with the range or the choices.
    func value(
        text: String?, picture: PictureSource?, noting pictures: inout [PictureReference: PictureSource]
    ) throws -> LuaValue {
        func wrong(_ problem: String) -> PresetError {
            .parameter(name: name, value: text ?? picture?.name ?? "", problem: problem)
        }
        if let isOptional = kind.isOptionalPicture {
            if text != nil {
                throw wrong("it is a picture; give it by \(SettingName.picture.set(to: name + "=FILE"))")
            }
            guard let picture else {
                guard isOptional else { throw PresetError.pictureMissing(name: name) }
                return .none
            }
            guard case .pictures = kind, case .file(let path) = picture else {
                pictures[.parameter(name)] = picture
                let object = LuaValue.object(.picture(.parameter(name)))
                if case .pictures = kind { return .table(LuaTable(list: [object])) }
                return object
            }
            do {
                let given = try PictureFinder.pictures(at: path).map { (PictureReference.parameter(name + $0), $1) }
                pictures.merge(given) { $1 }
                return .table(LuaTable(list: given.map { .object(.picture($0.0)) }))
            } catch let failure as ScriptFailure {
                throw wrong(failure.message)
            }
        }
        if picture != nil {
            throw wrong("it is no picture; give it by \(SettingName.parameter.set(to: name + "=VALUE"))")
        }
        if case .sound(let isOptional) = kind {
            guard text != nil || isOptional else { throw PresetError.soundMissing(name: name) }
            return text == nil ? .none : .object(.sound(.parameter(name)))
        }
        guard let text else { return fallback }
        let value: LuaValue? =
            switch kind {
            case .number, .integer: Double(text).map { .number($0) }
            case .boolean: Bool(text).map { .boolean($0) }
            default: .string(text)
            }
        let acceptance = takes.accept(value ?? .none) { _ in preconditionFailure("no parameter is a function") }
        switch acceptance {
        case .fine(let value): return value
        case .wrong(let wanted): throw wrong("it takes \(wanted)")
        case .wrongWithin(let path, let value, let wanted): throw wrong("\(path) is \(value), and must be \(wanted)")
        }
    }
}

extension Parameter.Kind {
    /// Whether a picture or a sound may be left out; nil for what is neither.
    var isOptionalFile: Bool? { if case .sound(let isOptional) = self { isOptional } else { isOptionalPicture } }

    /// Whether it is no file.
    package var isValue: Bool { isOptionalFile == nil }

    /// Whether it is a sound.
    package var isSound: Bool { if case .sound = self { true } else { false } }

    /// Whether a picture may be left out; nil for what is none.
    var isOptionalPicture: Bool? {
        switch self {
        case .picture(let isOptional), .pictures(let isOptional): isOptional
        default: nil
        }
    }

    fileprivate init?(_ declaration: Declaration) {
        let isOptional = if case .required = declaration.absence { false } else { true }
        switch declaration.kind {
        case .object(.picture):
            self = .picture(isOptional: isOptional)
            return
        case .object(.sound):
            self = .sound(isOptional: isOptional)
            return
        case .list(.object(.picture), _):
            self = .pictures(isOptional: isOptional)
            return
        default: break
        }
        guard case .value(let value) = declaration.absence else { return nil }
        switch (declaration.kind, value) {
        case (.number(let range), .number(let number)): self = .number(default: number, range)
        case (.integer(let range), .number(let number)): self = .integer(default: Int(number), range)
        case (.boolean, .boolean(let boolean)): self = .boolean(default: boolean)
        case (.choice(let choices), .string(let text)): self = .choice(default: text, of: choices)
        case (.className, .string(let text)): self = .className(default: text)
        case (.text, .string(let text)): self = .text(default: text)
        default: return nil
        }
    }
}
