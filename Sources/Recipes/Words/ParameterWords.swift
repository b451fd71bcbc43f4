/// Declarations: what a parameter of a preset takes, and what an option of a defined word takes.
extension Vocabulary {
    static let parameterWords = WordGroup(
        title: "Parameters and options",
        words: [number, integer, boolean, choice, text, className, picture, pictures, sound, list] + valueDeclarations)

    private static let anyNumber = ValueKind.number(-1e9...1e9)
    private static let anyInteger = ValueKind.integer(-1_000_000_000...1_000_000_000)
    private static let about = Option("about", .text(most: 500), default: "", "one line for its users")
    private static let optional = Option(
        "optional", .boolean, default: false, "whether it may be left out; it is nil then")
    private static let required = "it must be given (by the users of a word; a preset's parameter needs a default)"

    private static let number = Word(
        "number", "takes a number",
        options: [
            Option("default", anyNumber, absent: required, "what holds when nobody sets it"),
            Option("min", anyNumber, default: -1e9, "the smallest allowed"),
            Option("max", anyNumber, default: 1e9, "the largest allowed"),
            Option("unit", .text(most: 20), absent: "none", "what it counts, such as px"), optional, about,
        ], positional: 0, gives: .declaration,
        example: "strength = r.number { default = 1, min = 0.2, max = 3, about = \"how far the dream goes\" }"
    ) { call in
        try declaration(call, .number(range(call)), default: call.options.value("default"))
    }

    private static let integer = Word(
        "integer", "takes a whole number",
        options: [
            Option("default", anyInteger, absent: required, "what holds when nobody sets it"),
            Option("min", anyInteger, default: -1_000_000_000, "the smallest allowed"),
            Option("max", anyInteger, default: 1_000_000_000, "the largest allowed"),
            Option("unit", .text(most: 20), absent: "none", "what it counts, such as px"), optional, about,
        ], positional: 0, gives: .declaration, example: "octaves = r.integer { default = 6, min = 1, max = 10 }"
    ) { call in
        let range = try range(call)
        return try declaration(
            call, .integer(Int(range.lowerBound)...Int(range.upperBound)), default: call.options.value("default"))
    }

    private static let boolean = Word(
        "boolean", "takes true or false",
        options: [
            Option("default", .boolean, absent: required, "what holds when nobody sets it"), optional, about,
        ], positional: 0, gives: .declaration, example: "colourful = r.boolean { default = true }"
    ) { call in
        try declaration(call, .boolean, default: call.options.value("default"))
    }

    private static let choice = Word(
        "choice", "takes one of some texts",
        options: [
            Option("of", .list(.text(most: 100), count: 1...100), "the texts"),
            Option("default", .text(most: 100), absent: required, "what holds when nobody sets it"), optional, about,
        ], positional: 0, gives: .declaration,
        example: "mood = r.choice { default = \"calm\", of = { \"calm\", \"wild\" } }"
    ) { call in
        let choices = call.options.list("of").compactMap { if case .string(let text) = $0 { text } else { nil } }
        if let value = call.options.text("default"), !choices.contains(value) {
            throw ScriptFailure("choice: default is '\(value)', which is none of \(choices.joined(separator: ", "))")
        }
        return try declaration(call, .choice(choices), default: call.options.value("default"))
    }

    private static let text = Word(
        "text", "takes any text of at most 500 bytes",
        options: [
            Option("default", .text(most: 500), absent: required, "what holds when nobody sets it"), optional, about,
        ], positional: 0, gives: .declaration, example: "motto = r.text { default = \"sleep well\" }"
    ) { call in
        try declaration(call, .text(most: 500), default: call.options.value("default"))
    }

    private static let className = Word(
        "class", "takes a class of the network, by name or number",
        options: [
            Option("default", .className, absent: required, "what holds when nobody sets it"), optional, about,
        ], positional: 0, gives: .declaration, example: "creature = r.class { default = \"golden retriever\" }"
    ) { call in
        try declaration(call, .className, default: call.options.value("default"))
    }

    private static let picture = Word(
        "picture", "takes a picture: --picture NAME=FILE", options: [optional, about], positional: 0,
        gives: .declaration,
        example: "guide = r.picture { optional = true, about = \"a picture whose textures to borrow\" }"
    ) { call in
        try declaration(call, .picture, default: nil)
    }

    private static let pictures = Word(
        "pictures", "takes several pictures: --picture NAME=FOLDER, or one FILE; they are a list",
        options: [optional, about],
        positional: 0, gives: .declaration,
        example: "photos = r.pictures { optional = true, about = \"a folder of photographs\" }"
    ) { call in
        try declaration(call, .list(.picture, count: 1...PictureFinder.mostInFolder), default: nil)
    }

    private static let sound = Word(
        "sound", "takes a sound that a film goes by: --set NAME=FILE, whatever ffmpeg reads",
        options: [optional, about],
        positional: 0, gives: .declaration,
        example: "song = r.sound { optional = true, about = \"music that the dream moves to\" }"
    ) { call in
        try declaration(call, .object(.sound), default: nil)
    }

    private static let list = Word(
        "list", "takes a list of values of one kind; only options of words can",
        options: [
            Option("of", .declaration, "what each value is"),
            Option("most", .integer(1...1000), default: 100, "how many there may be"), optional, about,
        ], positional: 0, gives: .declaration,
        example: "weights = r.list { of = r.number { min = -1, max = 1 }, most = 8, optional = true }"
    ) { call in
        guard case .object(.declaration(let each)) = call.options.value("of") else {
            preconditionFailure("the schema promises a declaration")
        }
        if case .list = each.kind { throw ScriptFailure("list: of is a list itself; lists hold single values") }
        return try declaration(call, .list(each.kind, count: 1...call.options.theInteger("most")), default: nil)
    }

    /// Values that only another word of a script can make.
    private static let valueDeclarations = [
        value("tensor", .tensor, "takes a tensor expression", "layer = r.tensor { about = \"whose channels\" }"),
        value("objective", .objective, "takes an objective", "also = r.objective { optional = true }"),
        value("mask", .mask, "takes a mask", "where = r.mask { optional = true }"),
        value("colour", .colour, "takes a colour, such as \"#ff8000\"", "ink = r.colour {}"),
        Word(
            "schedule", "takes a number, a schedule, or a function of progress",
            options: [
                Option("default", anyNumber, absent: required, "what holds when nobody sets it"),
                Option("min", anyNumber, default: -1e9, "the smallest number that it may take"),
                Option("max", anyNumber, default: 1e9, "the largest"), optional, about,
            ], positional: 0, gives: .declaration, example: "speed = r.schedule { default = 1.5, min = 0, max = 10 }"
        ) { call in
            try declaration(call, .schedule(range(call)), default: call.options.value("default"))
        },
    ]

    private static func value(_ name: String, _ kind: ValueKind, _ about: String, _ example: String) -> Word {
        Word(
            name, about + "; only options of words can", options: [optional, Vocabulary.about], positional: 0,
            gives: .declaration, example: example
        ) { call in
            try declaration(call, kind, default: nil)
        }
    }

    private static func declaration(_ call: Call, _ kind: ValueKind, default value: LuaValue?) throws -> LuaValue {
        let isOptional = call.options.boolean("optional") ?? false
        guard value == nil || !isOptional else {
            throw ScriptFailure(
                "\(call.word.name): with a default it is never nil; leave out either default or optional")
        }
        let absence = value.map { Option.Absence.value($0) } ?? (isOptional ? .meaning("nil when left out") : .required)
        return .object(
            .declaration(
                Declaration(
                    kind: kind, absence: absence, unit: call.options.text("unit"),
                    about: call.options.theText("about"))))
    }

    private static func range(_ call: Call) throws -> ClosedRange<Double> {
        let (lower, upper) = (call.options.theNumber("min"), call.options.theNumber("max"))
        guard lower <= upper else {
            throw ScriptFailure(
                "\(call.word.name): min is \(LuaValue.text(of: lower)), above max, \(LuaValue.text(of: upper))")
        }
        if let value = call.options.number("default"), !(lower...upper).contains(value) {
            let texts = [value, lower, upper].map(LuaValue.text)
            throw ScriptFailure(
                "\(call.word.name): default is \(texts[0]), which is not within \(texts[1])…\(texts[2])")
        }
        return lower...upper
    }
}
