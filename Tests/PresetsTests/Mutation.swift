import Dreams

/// A recipe of which one thing was left out or turned around, and what that is: what a golden picture must see.
///
///     for mutation in recipe.mutations { print(mutation) }        // "without stage 2 (blur 0.06)"
struct Mutation: CustomStringConvertible {
    /// What was changed.
    let description: String
    /// Of what sort that is.
    let kind: Kind
    /// What is left.
    let recipe: Recipe

    /// Sorts of changes.
    enum Kind: String, CaseIterable {
        /// A stage of the recipe or of a film's frames left out.
        case stage
        /// A film's camera standing still, and its dream beginning anew with each frame.
        case film
        /// An ascent that goes down.
        case direction
        /// Steps half as long.
        case step
        /// A penalty or an addend of the objective left out.
        case addend
        /// A mask left out, or turned inside out.
        case mask
        /// Another option of an ascent left out: transforms, priors, wrapping, the optimizer, the parameterization and so on.
        case option
    }
}

extension Recipe {
    /// Everything that may be left out of it, one thing each.
    var mutations: [Mutation] {
        var found = Self.mutations(of: stages).map { name, kind, stages in
            var recipe = self
            recipe.stages = stages
            return Mutation(description: name, kind: kind, recipe: recipe)
        }
        guard let film else { return found }
        // Every frame has the same stages, with other numbers.
        for (index, (name, kind, _)) in Self.mutations(of: film.frame(0).stages).enumerated() {
            var recipe = self
            recipe.film?.frames = film.frames.map {
                Film.Frame(stages: Self.mutations(of: $0.stages)[index].2)
            }
            found.append(Mutation(description: "frames " + name, kind: kind, recipe: recipe))
        }
        func add(_ name: String, _ change: (inout Film) -> Void) {
            var changed = film
            change(&changed)
            guard changed != film else { return }
            var recipe = self
            recipe.film = changed
            found.append(Mutation(description: name, kind: .film, recipe: recipe))
        }
        for (name, part) in CameraMove.parts {
            add("frames without the camera's \(name)") { part(&$0.camera) }
        }
        add("frames that keep nothing") { $0.keep = 0 }
        add("frames that keep all") { $0.keep = 1 }
        return found
    }

    private static func mutations(of stages: [Stage]) -> [(String, Mutation.Kind, [Stage])] {
        stages.indices.flatMap { index in
            let stage = stages[index]
            var without = stages
            without.remove(at: index)
            let dropped = [("without stage \(index + 1) (\(stage.word))", Mutation.Kind.stage, without)]
            return dropped
                + stage.changes.map { name, kind, action in
                    var changed = stages
                    changed[index].action = action
                    return ("stage \(index + 1) (\(stage.word)) \(name)", kind, changed)
                }
        }
    }
}

extension CameraMove {
    /// Its motions, each undone.
    fileprivate static let parts: [(String, @Sendable (inout CameraMove) -> Void)] = [
        ("zoom", { $0.zoom = .constant(1) }), ("turn", { $0.rotate = .constant(0) }),
        ("pan", { ($0.panX, $0.panY) = (.constant(0), .constant(0)) }),
    ]
}

extension Stage {
    /// What it is, in a few words.
    fileprivate var word: String {
        switch action {
        case .ascent: "ascent"
        case .canvas(let operation): String("\(operation)".prefix(28))
        }
    }

    /// What may be left out of it.
    fileprivate var changes: [(String, Mutation.Kind, Action)] {
        switch action {
        case .ascent(let ascent): ascent.changes.map { ($0.0, $0.1, .ascent($0.2)) }
        case .canvas(let operation): operation.changes.map { ($0.0, $0.1, .canvas($0.2)) }
        }
    }
}

extension CanvasOperation {
    fileprivate var changes: [(String, Mutation.Kind, CanvasOperation)] {
        let options = type(of: anyWord).facts.options
        guard let place = anyWord.values.firstIndex(where: { if case .mask = $0 { true } else { false } }),
            case .meaning = options[place].absence, case .mask(let mask)? = anyWord.values[place]
        else { return [] }
        func changed(_ mask: Mask?) -> CanvasOperation {
            var values = zip(options, anyWord.values).reduce(into: [:]) { $0[$1.0.name] = $1.1 }
            values[options[place].name] = mask.map { .mask($0) }
            return CanvasOperation(type(of: anyWord).name, values)
        }
        return [
            ("without its mask", .mask, changed(nil)), ("with its mask inside out", .mask, changed(.inverse(mask))),
        ]
    }
}

extension Ascent {
    fileprivate var changes: [(String, Mutation.Kind, Ascent)] {
        var found: [(String, Mutation.Kind, Ascent)] = []
        func add(_ name: String, _ kind: Mutation.Kind, _ change: (inout Ascent) -> Void) {
            var changed = self
            change(&changed)
            if changed != self { found.append((name, kind, changed)) }
        }
        add("downwards", .direction) { $0.stepSize = $0.stepSize.scaled(by: -1) }
        add("with half steps", .step) { $0.stepSize = $0.stepSize.scaled(by: 0.5) }
        if maximize.addends.count > 1 {
            for index in maximize.addends.indices {
                add("without addend \(index + 1)", .addend) { $0.maximize = maximize.without(index) }
            }
        }
        if let minimize {
            if minimize.addends.count == 1 {
                add("without its penalty", .addend) { $0.minimize = nil }
            } else {
                for index in minimize.addends.indices {
                    add("without penalty \(index + 1)", .addend) { $0.minimize = minimize.without(index) }
                }
            }
        }
        if let mask {
            add("without its mask", .mask) { $0.mask = nil }
            add("with its mask inside out", .mask) { $0.mask = .inverse(mask) }
        }
        for index in transforms.indices {
            add("without transform \(index + 1)", .option) { $0.transforms.remove(at: index) }
        }
        add("without priors", .option) { $0.priors = Priors() }
        add("with one view", .option) { $0.views = 1 }
        add("with one octave", .option) { $0.octaves = Octaves(count: 1) }
        add("without jitter", .option) { $0.jitter = .constant(0) }
        add("unwrapped", .option) { $0.wrap = .none }
        // Of one addend the length does not matter, and of one octave there is nothing below.
        if maximize.addends.count > 1 { add("unbalanced", .option) { $0.isBalanced.toggle() } }
        if octaves.count > 1 { add("with detail the other way", .option) { $0.reinjectsDetail.toggle() } }
        add("with a plain gradient", .option) { $0.normalization = .init("none") }
        add("with a plain optimizer", .option) { $0.optimizer = .ascent }
        add("in pixels", .option) { $0.parameterization = .pixels }
        add("without waking", .option) { $0.redirectedSteps = 0 }
        return found
    }
}

extension Expression {
    /// The sum of all addends but one.
    fileprivate func without(_ index: Int) -> Expression {
        let left = addends.enumerated().filter { $0.offset != index }.map(\.element)
        let terms = left.map { addend in
            if case .constant(1) = addend.weight { return addend.expression }
            return Expression.schedule(addend.weight) * addend.expression
        }
        return terms.dropFirst().reduce(terms.first ?? self, +)
    }
}
