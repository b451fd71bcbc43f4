/// One option of a word, or of a table within one.
struct Option: Sendable {
    /// What holds when an option is left out.
    enum Absence: Sendable {
        /// Nothing: leaving it out is an error.
        case required
        /// Something that this says in words.
        case meaning(String)
        case value(LuaValue)
    }

    /// As a script writes it.
    let name: String
    let kind: ValueKind
    let absence: Absence
    /// What its number counts: `px`, `levels`.
    var unit: String?
    /// One line.
    let about: String

    /// An option that must be given.
    init(_ name: String, _ kind: ValueKind, _ about: String, unit: String? = nil) {
        self.init(name: name, kind: kind, absence: .required, unit: unit, about: about)
    }

    /// An option with a value of its own.
    init(_ name: String, _ kind: ValueKind, default value: LuaValue, _ about: String, unit: String? = nil) {
        self.init(name: name, kind: kind, absence: .value(value), unit: unit, about: about)
    }

    /// An option whose absence means something.
    init(_ name: String, _ kind: ValueKind, absent meaning: String, _ about: String, unit: String? = nil) {
        self.init(name: name, kind: kind, absence: .meaning(meaning), unit: unit, about: about)
    }

    init(name: String, kind: ValueKind, absence: Absence, unit: String?, about: String) {
        self.name = name
        self.kind = kind
        self.absence = absence
        self.unit = unit
        self.about = about
    }
}

extension Option {
    /// What it takes, with its unit: `a number 0…512 px`.
    var takes: String { kind.description + (unit.map { " " + $0 } ?? "") }

    /// `required`, `default 10`, or what its absence means.
    var fallback: String {
        switch absence {
        case .required: "required"
        case .meaning(let meaning): meaning
        case .value(let value): "default \(value.source)"
        }
    }
}

/// What `r.number {…}` and its like make: what a parameter of a preset, or an option of a defined word, takes.
struct Declaration: Sendable {
    var kind: ValueKind
    var absence: Option.Absence
    var unit: String?
    var about: String

    func option(named name: String) -> Option {
        Option(name: name, kind: kind, absence: absence, unit: unit, about: about)
    }
}
