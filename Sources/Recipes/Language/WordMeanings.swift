import Dreams

/// What the words of `r` make of their checked options.
extension PresetScript {
    /// Calls a word of the library.
    func make(_ word: Word, _ arguments: [LuaValue]) throws -> HostObject {
        if word.name == "ease" { return .schedule(try ease(arguments)) }
        if word.name == "canvas" { return .expression(.canvas) }
        let options = try Options(arguments, of: word)
        switch word.name {
        case "preset": return .preset(try preset(options))
        case "number":
            let range = try range(options, "number", -1e9, 1e9)
            return parameter(.number(default: options.number("default") ?? 0, range), options)
        case "integer":
            let range = try range(options, "integer", -1e9, 1e9)
            let whole = Int(range.lowerBound)...Int(range.upperBound)
            return parameter(.integer(default: options.integer("default") ?? 0, whole), options)
        case "boolean": return parameter(.boolean(default: options.boolean("default") ?? false), options)
        case "choice": return parameter(try choice(options), options)
        case "class": return parameter(.className(default: options.text("default") ?? ""), options)
        case "clouds": return .canvas(canvas(.clouds, options))
        case "noise": return .canvas(canvas(.noise, options))
        case "stage": return .stage(try stage(options))
        case "match_colours":
            let space = options.text("space").flatMap(Stage.ColourSpace.init) ?? .oklab
            return .stage(Stage(name: "match colours", action: .matchColours(space: space), place: place))
        case "tv": return .expression(.totalVariation(of: .canvas, beta: Float(options.number("beta") ?? 2)))
        case "luminance": return .mask(try luminance(options))
        default: preconditionFailure("the word '\(word.name)' has no meaning")
        }
    }

    private func preset(_ options: Options) throws -> PresetDefinition {
        guard let recipe = options.function("recipe") else { preconditionFailure("the schema requires a recipe") }
        let parameters = options.names("params").keys.sorted().compactMap { name -> Parameter? in
            guard case .object(.parameter(let kind, let about)) = options.names("params")[name] else { return nil }
            return Parameter(name: name, kind: kind, about: about)
        }
        return PresetDefinition(
            title: options.text("title") ?? "", author: options.text("author") ?? "",
            licence: options.text("licence") ?? "", about: options.text("about") ?? "",
            network: options.text("network") ?? "squeezenet",
            canvas: options.canvas("canvas") ?? Canvas(.clouds, width: 768, height: 512), parameters: parameters,
            recipe: recipe)
    }

    private func parameter(_ kind: Parameter.Kind, _ options: Options) -> HostObject {
        .parameter(kind, about: options.text("about") ?? "")
    }

    private func range(_ options: Options, _ word: String, _ least: Double, _ most: Double) throws -> ClosedRange<
        Double
    > {
        let (lower, upper) = (options.number("min") ?? least, options.number("max") ?? most)
        let value = options.number("default") ?? lower
        guard lower <= value, value <= upper else {
            let texts = [value, lower, upper].map(LuaValue.text)
            throw ScriptFailure("\(word): default is \(texts[0]), which is not within \(texts[1])…\(texts[2])")
        }
        return lower...upper
    }

    private func choice(_ options: Options) throws -> Parameter.Kind {
        let choices = options.texts("of")
        let value = options.text("default") ?? ""
        guard choices.contains(value) else {
            throw ScriptFailure("choice: default is '\(value)', which is none of \(choices.joined(separator: ", "))")
        }
        return .choice(default: value, of: choices)
    }

    private func canvas(_ kind: Canvas.Kind, _ options: Options) -> Canvas {
        Canvas(kind, width: options.integer("width") ?? 768, height: options.integer("height") ?? 512)
    }

    private func stage(_ options: Options) throws -> Stage {
        guard let maximize = options.objective("maximize") else {
            preconditionFailure("the schema requires an objective")
        }
        let octaves = options.options("octaves")
        let levels = options.integer("levels") ?? 4
        if options.text("gradient") == "mean", options.has("levels") {
            throw ScriptFailure("stage: levels belongs to gradient = \"laplacian\"")
        }
        let climb = Climb(
            maximize: maximize, minimize: options.objective("minimize"),
            octaves: Octaves(count: octaves?.integer("count") ?? 4, scale: Float(octaves?.number("scale") ?? 1.4)),
            steps: options.integer("steps") ?? 10,
            stepSize: try options.value("step_size").map { try schedule($0, "step_size") } ?? .constant(1.5),
            normalization: options.text("gradient") == "mean" ? .meanAbsolute : .laplacian(levels: levels),
            jitter: options.integer("jitter") ?? 32, mask: options.mask("mask"))
        stagesMade += 1
        return Stage(name: options.text("name") ?? "stage \(stagesMade)", action: .climb(climb), place: place)
    }

    private func luminance(_ options: Options) throws -> Mask {
        guard options.has("above") != options.has("below") else {
            throw ScriptFailure("luminance: give either above or below")
        }
        let threshold = options.number("above") ?? options.number("below") ?? 0.5
        return .luminance(
            threshold: Float(threshold), softness: Float(options.number("softness") ?? 0.2),
            above: options.has("above"))
    }

    private func ease(_ arguments: [LuaValue]) throws -> Schedule {
        guard arguments.count == 2, case .number(let from) = arguments[0], case .number(let to) = arguments[1],
            from.isFinite, to.isFinite
        else { throw ScriptFailure("ease: takes two numbers, as in r.ease(2.0, 1.0)") }
        return .eased(from: Float(from), to: Float(to))
    }

    /// A schedule from a number, `r.ease` or a function of progress, which is sampled here and never called again.
    private func schedule(_ value: LuaValue, _ name: String) throws -> Schedule {
        switch value {
        case .number(let number): return .constant(Float(number))
        case .object(.schedule(let schedule)): return schedule
        case .function(let function):
            let last = PresetScript.scheduleSamples - 1
            return .sampled(
                try (0...last).map { index in
                    let progress = Double(index) / Double(last)
                    guard case .number(let sample) = try state.call(function, [.number(progress)]), sample.isFinite
                    else {
                        throw ScriptFailure(
                            "\(name): the function of progress must return a number, and does not at \(progress)")
                    }
                    return Float(sample)
                })
        default: preconditionFailure("the schema admits schedules only")
        }
    }
}
