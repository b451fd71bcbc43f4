import Dreams

/// What words make, and what is reckoned with it.
extension PresetDrafting {
    /// One of the words that make a kind; nil where it is to be something plain.
    private mutating func made(_ kind: ValueKind, _ depth: Int) throws -> Draft? {
        guard depth > 0 else { return nil }
        var makers = words.makers(of: kind).filter { !PresetDrafting.rare.contains($0.word.name) }
        // What is reckoned with a layer has its shape.
        if case .tensor = kind, layerInUse != nil, !dice.chance(0.05) {
            makers.removeAll { PresetDrafting.reshaping.contains($0.word.name) }
        }
        guard !makers.isEmpty else { throw RandomPresetError.nothingMakes(kind.noun) }
        let maker = dice.one(of: makers)
        let draft = try maker.suffix.isEmpty ? moving(maker.word, depth - 1) : call(maker.word, depth - 1)
        return maker.suffix.isEmpty ? draft : Draft(PresetDrafting.name(of: kind), "", draft, maker.suffix)
    }

    /// Words of tensors that know what a layer had in training.
    static let remembering: Set<String> = ["trained", "typical"]

    /// Words that few networks know anything of: each is tried in its own presets.
    static let rare: Set<String> = ["class_token", "text", "text_vector", "embedding", "strongest", "weakest"]

    /// Words whose values no picture changes: alone they are nothing to climb.
    static let standing: Set<String> = ["vector", "of", "trained", "typical", "fixed", "text_vector"]

    /// Words that give another layer than the one that they are called on, or another number of channels or positions than one or all of them.
    static let reshaping: Set<String> = [
        "canvas", "layer", "layers", "at", "evidence", "crop", "inset", "gram", "strongest", "weakest", "resized",
    ]

    /// A call; of what stands, beside a layer that does not.
    mutating func moving(_ word: Word, _ depth: Int) throws -> Draft {
        // A bound above another is a mistake that is made rarely.
        if word.title == "tensor:clamp", !mistakes(0.3) {
            return try call(word, depth, with: ["min": number(-10...0), "max": number(0...10)])
        }
        if word.title == "tensor:mask" {
            let nothing = Draft("nothing", "")
            return try call(
                word, depth,
                with: ["mask": try mask(depth), "above": nothing, "below": nothing, "softness": nothing])
        }
        // A row belongs to a table in a file.
        let leftOut = word.title == "r.vector" ? ["row": Draft("nothing", "")] : [:]
        guard PresetDrafting.standing.contains(word.name) else { return try call(word, depth) }
        return try ofOneLayer { drafting in
            var standing = try drafting.call(word, depth, with: leftOut)
            // A guide is as large as its picture: what it has of each channel fits any canvas.
            if word.name == "of", drafting.dice.chance(0.9) {
                standing = Draft("tensor", "", standing, ":mean(\"space\")")
            }
            let sides = [drafting.layer(), standing]
            return Draft("tensor", "(", sides.map { .init(draft: $0) }, separator: " - ", ")")
        }
    }

    // MARK: - Expressions

    mutating func objective(_ depth: Int) throws -> Draft {
        guard depth > 0 else {
            return Draft("objective", "", layer(), dice.one(of: [":mean()", ":energy()", ":channel(3):mean()"]))
        }
        switch dice.within(0...9) {
        case 0...2:
            return Draft(
                "objective", "", try tensor(depth),
                dice.one(of: [":mean()", ":sum()", ":energy()", ":max()", ":norm()", ":square():mean()"]))
        case 3...4:
            return try combined("objective", ["+", "-", "*", "/"], depth) { try $0.objective($1) }
        case 5: return try weighed("objective", depth) { try $0.objective($1) }
        default: return try made(.objective, depth) ?? objective(0)
        }
    }

    mutating func tensor(_ depth: Int) throws -> Draft {
        guard depth > 0 else {
            return layerInUse == nil && dice.chance(0.2) ? Draft("tensor", "r.canvas()") : layer()
        }
        switch dice.within(0...9) {
        case 0...1: return try tensor(0)
        case 2:
            return try ofOneLayer { drafting in
                try drafting.combined("tensor", ["+", "-", "*", "/"], depth) { try $0.tensor($1) }
            }
        case 3: return try weighed("tensor", depth) { try $0.tensor($1) }
        case 4:
            return Draft(
                "tensor", "(", [.init(draft: try tensor(depth - 1)), .init(draft: try mask(depth - 1))],
                separator: " * ", ")")
        default: return try made(.tensor, depth) ?? tensor(0)
        }
    }

    /// What is drafted of one layer alone, mostly: arrays of several shapes cannot be reckoned with.
    mutating func ofOneLayer(_ draft: (inout PresetDrafting) throws -> Draft) rethrows -> Draft {
        let outer = layerInUse
        defer { layerInUse = outer }
        if layerInUse == nil, !dice.chance(0.05) { layerInUse = layer() }
        return try draft(&self)
    }

    mutating func layer() -> Draft {
        if let layerInUse { return layerInUse }
        guard dice.chance(0.7), !layers.isEmpty else {
            return Draft(
                "tensor", "net:at(\(dice.one(of: depths)))", plain: "net:at(0.3)")
        }
        let name = dice.one(of: layers)
        return Draft("tensor", "net:layer(\(PresetDrafting.quoted(name)))", plain: "net:at(0.3)")
    }

    private mutating func combined(
        _ kind: String, _ symbols: [String], _ depth: Int, _ one: (inout PresetDrafting, Int) throws -> Draft
    ) throws -> Draft {
        let sides = [try one(&self, depth - 1), try one(&self, depth - 1)]
        return Draft(
            kind, "(", sides.map { .init(draft: $0) }, separator: " \(dice.one(of: symbols)) ", ")")
    }

    /// With a number beside it, or a schedule.
    private mutating func weighed(
        _ kind: String, _ depth: Int, _ one: (inout PresetDrafting, Int) throws -> Draft
    ) throws -> Draft {
        let draft = try one(&self, depth - 1)
        switch dice.within(0...5) {
        case 0: return Draft(kind, "(-", draft, ")")
        case 1: return Draft(kind, "(", draft, " ^ \(dice.one(of: ["2", "0.5", "-1", "3", "1.5", "0", "100"])))")
        case 2: return Draft(kind, "(", draft, " / \(dice.one(of: ["2", "0.001", "-4", "0", "1e9"])))")
        case 3:
            let schedule = try schedule(-10...10, depth - 1)
            // A function of the progress is reckoned with by nothing.
            let weight = schedule.text.hasPrefix("function") ? Draft("schedule", "r.ease(2, 0.5)") : schedule
            return Draft(kind, "(", [.init(draft: weight), .init(draft: draft)], separator: " * ", ")")
        default: return Draft(kind, "(\(dice.one(of: ["0.5", "2", "-1", "0", "1e-6", "1e6"])) * ", draft, ")")
        }
    }

    // MARK: - Masks and schedules

    /// One that words of masks can be called on.
    mutating func mask(_ depth: Int) throws -> Draft {
        switch depth > 0 ? dice.within(0...9) : 0 {
        case 0: return Draft("mask", dice.one(of: ["r.circle {}", "r.ramp(0, 0, 1)", "r.luminance { above = 0.5 }"]))
        case 1: return try combined("mask", ["+", "-", "*"], depth) { try $0.mask($1) }
        case 2: return Draft("mask", "(1 - ", try mask(depth - 1), ")")
        case 3: return Draft("mask", "(\(dice.one(of: ["0.5", "0", "1"])) * ", try mask(depth - 1), ")")
        default: return try made(.mask, depth) ?? mask(0)
        }
    }

    mutating func schedule(_ range: ClosedRange<Double>, _ depth: Int) throws -> Draft {
        let ends = [0, 1].map { _ in plainNumber(within: range) }
        let (a, b) = (PresetDrafting.written(ends[0]), PresetDrafting.written(ends[1]))
        switch depth > 0 ? dice.within(0...9) : 0 {
        case 1: return Draft("schedule", "r.ease(\(a), \(b))", plain: a)
        case 2: return Draft("schedule", "r.per_octave { \(a), \(b) }", plain: a)
        case 3: return Draft("schedule", "function(t) return t < 0.5 and \(a) or \(b) end", plain: a)
        case 4: return Draft("schedule", "r.keys { { 0, \(a) }, { 1, \(b) } }", plain: a)
        case 5: return Draft("schedule", "r.over_film(r.ease(\(a), \(b)))", plain: a)
        case 6: return Draft("schedule", "r.loudness { low = \(a), high = \(b) }", plain: a)
        case 7 where range.contains(0):
            return Draft("schedule", "(r.ease(\(a), \(b)) * ", number(0...1), ")")
        case 8 where dice.chance(0.2):
            let outer = bounds
            defer { bounds = outer }
            bounds = range.clamped(to: bounds ?? range)
            return try made(.schedule(range), depth) ?? number(range)
        default: return number(range)
        }
    }

    // MARK: - Everything else

    mutating func picture(_ depth: Int) throws -> Draft {
        guard depth > 0, dice.chance(0.5) else { return Draft("picture", "r.input()") }
        return try made(.picture, depth) ?? Draft("picture", "r.input()")
    }

    mutating func stages(_ depth: Int) throws -> Draft {
        let makers = words.makers(of: .stage) + words.makers(of: .stages)
        guard depth > 0, !makers.isEmpty else { return Draft("stage", "r.tone {}") }
        let stages = try (0..<(dice.chance(0.8) ? 1 : dice.within(0...2))).map { _ in
            Draft.Part(draft: try call(dice.one(of: makers).word, depth - 1), isOptional: true)
        }
        guard stages.count != 1 else { return stages[0].draft }
        return Draft("stage", "{ ", stages, separator: ", ", " }")
    }

    mutating func object(_ kind: ObjectKind, _ depth: Int) throws -> Draft {
        switch kind {
        case .mask: return dice.chance(0.1) ? Draft("mask", dice.one(of: ["0", "1", "0.5"])) : try mask(depth)
        case .picture: return dice.chance(0.1) ? Draft("picture", "\"input\"") : try picture(depth)
        case .colour: return Draft("colour", dice.one(of: ["\"#000000\"", "\"#ffffff\"", "\"#ff8000\"", "\"#08f\""]))
        case .sound: return Draft("sound", "nil")
        case .array: return Draft("array", "r.file(\"n.npy\")")
        case .network: return try made(.object(.network), depth) ?? Draft("network", "net")
        case .stage: return try stages(depth)
        case .canvas: return try made(.canvas, depth) ?? Draft("canvas", "r.clouds {}")
        case .film:
            return try made(.object(.film), depth) ?? Draft("film", "r.film { frames = 2, each = { r.tone {} } }")
        case .transform: return try made(.object(.transform), depth) ?? Draft("transform", "r.random_flip()")
        case .optimizer: return try made(.object(.optimizer), depth) ?? Draft("optimizer", "r.adam {}")
        case .parameterization:
            return try made(.object(.parameterization), depth) ?? Draft("parameterization", "r.fourier {}")
        case .camera: return try made(.object(.camera), depth) ?? Draft("camera", "r.camera { zoom = 1.02 }")
        case .declaration: return try made(.declaration, depth) ?? Draft("declaration", "r.number { default = 1 }")
        case .definition, .plugin, .preset: throw RandomPresetError.nothingMakes(kind.noun)
        }
    }
}
