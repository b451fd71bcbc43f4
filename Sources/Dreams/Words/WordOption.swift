/// One option of a word: its name, what it takes, and the property that it is.
///
///     .number("radius", \.radius, 0.001...4, "as a part of the canvas's shorter side")
struct WordOption<Word>: Sendable {
    /// The property.
    typealias Key<Value> = any WritableKeyPath<Word, Value> & Sendable

    /// As a script writes it.
    let name: String
    let kind: OptionKind
    /// How much of it decides on the time.
    let work: WorkShare
    /// Its value; nil where it is absent.
    let read: @Sendable (Word) -> WordValue?
    /// Gives it a value of its kind.
    let write: @Sendable (inout Word, WordValue) -> Void

    private let about: String
    private let unit: String?
    /// What its absence means, where that is no value of the property.
    private let absence: OptionFacts.Absence?

    /// - Parameter isRequired: whether leaving it out is an error.
    /// - Parameter absent: what leaving it out means, where that is no value.
    private init<Value>(
        _ name: String, _ key: Key<Value>, _ kind: OptionKind, _ about: String, unit: String? = nil,
        isRequired: Bool = false, absent: String? = nil, work: WorkShare = .nothing,
        read: @escaping @Sendable (Value) -> WordValue?, write: @escaping @Sendable (WordValue) -> Value?
    ) {
        (self.name, self.kind, self.about, self.unit, self.work) = (name, kind, about, unit, work)
        absence = isRequired ? .required : absent.map { .meaning($0) }
        self.read = { read($0[keyPath: key]) }
        self.write = { word, given in if let value = write(given) { word[keyPath: key] = value } }
    }

    /// What is told of it, given the word without options.
    func facts(of plain: Word) -> OptionFacts {
        OptionFacts(
            name: name, kind: kind,
            absence: absence ?? read(plain).map { .value($0) } ?? .required, unit: unit, about: about)
    }
}

// MARK: - Numbers

extension WordOption {
    static func number(
        _ name: String, _ key: Key<Float>, _ range: ClosedRange<Double>, _ about: String, unit: String? = nil,
        isRequired: Bool = false, work: WorkShare = .nothing
    ) -> Self {
        Self(name, key, .number(range), about, unit: unit, isRequired: isRequired, work: work) {
            WordValue($0)
        } write: {
            $0.float
        }
    }

    /// A number whose absence means something else than a number.
    static func number(
        _ name: String, _ key: Key<Float?>, _ range: ClosedRange<Double>, _ about: String, absent: String
    ) -> Self {
        Self(name, key, .number(range), about, absent: absent) {
            $0.map { WordValue($0) }
        } write: {
            .some($0.float)
        }
    }

    static func integer(
        _ name: String, _ key: Key<Int>, _ range: ClosedRange<Int>, _ about: String, unit: String? = nil,
        isRequired: Bool = false, work: WorkShare = .value
    ) -> Self {
        Self(name, key, .integer(range), about, unit: unit, isRequired: isRequired, work: work) {
            .integer($0)
        } write: {
            $0.integer
        }
    }

    static func schedule(
        _ name: String, _ key: Key<Schedule>, _ range: ClosedRange<Double>, _ about: String, unit: String? = nil,
        isRequired: Bool = false
    ) -> Self {
        Self(name, key, .schedule(range), about, unit: unit, isRequired: isRequired) {
            .schedule($0)
        } write: {
            $0.schedule
        }
    }

    static func numbers(
        _ name: String, _ key: Key<[Float]>, _ range: ClosedRange<Double>, count: ClosedRange<Int>, _ about: String,
        unit: String? = nil
    ) -> Self {
        Self(name, key, .list(.number(range), count: count), about, unit: unit, isRequired: true, work: .count) {
            .list($0.map { WordValue($0) })
        } write: {
            $0.list(\.float)
        }
    }

    /// Points, each two numbers.
    static func points(
        _ name: String, _ key: Key<[SIMD2<Float>]>, _ range: ClosedRange<Double>, count: ClosedRange<Int>,
        _ about: String
    ) -> Self {
        Self(
            name, key, .list(.list(.number(range), count: 2...2), count: count), about, isRequired: true,
            work: .count
        ) {
            .list($0.map { .list([WordValue($0.x), WordValue($0.y)]) })
        } write: {
            $0.list { point in
                point.list(\.float).flatMap { $0.count == 2 ? SIMD2($0[0], $0[1]) : nil }
            }
        }
    }

    /// A class of the network, by its number.
    static func classNumber(_ name: String, _ key: Key<Int>, _ about: String) -> Self {
        Self(name, key, .classNumber, about, isRequired: true) {
            .integer($0)
        } write: {
            $0.integer
        }
    }
}

// MARK: - Choices

extension WordOption {
    /// One of the cases that a type has, or of some of them.
    static func choice<Value: RawRepresentable<String> & CaseIterable & Sendable>(
        _ name: String, _ key: Key<Value>, among cases: [Value] = Array(Value.allCases), _ about: String,
        isRequired: Bool = false, work: WorkShare = .nothing
    ) -> Self {
        Self(name, key, .choice(cases.map(\.rawValue)), about, isRequired: isRequired, work: work) {
            .text($0.rawValue)
        } write: {
            $0.text.flatMap { Value(rawValue: $0) }
        }
    }

    /// The middle of something, across.
    static func middleX(_ key: Key<Float>) -> Self { .number("x", key, -1...2, "the middle, 0 left … 1 right") }

    /// The middle of something, down.
    static func middleY(_ key: Key<Float>) -> Self { .number("y", key, -1...2, "the middle, 0 top … 1 bottom") }

    /// Which sides of the canvas meet.
    static func wrap(_ key: Key<Wrap>) -> Self {
        .choice("wrap", key, "which sides meet, as in r.stage: what lies past them is the other side")
    }
}

// MARK: - What a word is called on

extension WordOption {
    /// A network by its name; nil for the preset's own.
    static func name(_ name: String, _ key: Key<String?>) -> Self {
        Self(name, key, .choice([]), "", absent: "the preset's own") {
            $0.map { .text($0) }
        } write: {
            .some($0.text)
        }
    }

    static func expression(_ name: String, _ key: Key<Expression>) -> Self {
        Self(name, key, .choice([]), "", work: .value) {
            .expression($0)
        } write: {
            $0.expression
        }
    }
}

// MARK: - Masks, pictures and colours

extension WordOption {
    static func mask(_ name: String, _ key: Key<Mask>, _ about: String) -> Self {
        Self(name, key, .mask, about, isRequired: true, work: .value) {
            .mask($0)
        } write: {
            $0.mask
        }
    }

    /// A mask that need not be given.
    static func mask(_ name: String, _ key: Key<Mask?>, _ about: String, absent: String) -> Self {
        Self(name, key, .mask, about, absent: absent, work: .value) {
            $0.map { .mask($0) }
        } write: {
            .some($0.mask)
        }
    }

    static func picture(_ name: String, _ key: Key<PictureReference>, _ about: String, isRequired: Bool = true) -> Self
    {
        Self(name, key, .picture, about, isRequired: isRequired) {
            .picture($0)
        } write: {
            $0.picture
        }
    }

    /// One picture, or several.
    static func pictures(
        _ name: String, _ key: Key<[PictureReference]>, count: ClosedRange<Int>, _ about: String, absent: String
    ) -> Self {
        Self(name, key, .either([.picture, .list(.picture, count: count)]), about, absent: absent) {
            $0.isEmpty ? nil : .list($0.map { .picture($0) })
        } write: {
            $0.picture.map { [$0] } ?? $0.list(\.picture)
        }
    }

    static func colour(_ name: String, _ key: Key<Colour>, _ about: String) -> Self {
        Self(name, key, .colour, about, isRequired: true) {
            .colour($0)
        } write: {
            $0.colour
        }
    }

    static func colours(_ name: String, _ key: Key<[Colour]>, count: ClosedRange<Int>, _ about: String) -> Self {
        Self(name, key, .list(.colour, count: count), about, isRequired: true, work: .count) {
            .list($0.map { .colour($0) })
        } write: {
            $0.list(\.colour)
        }
    }
}
