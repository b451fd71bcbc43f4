import Tensors

/// Works out who needs which memory when; a `FastSchedule` in the making, before pieces have places.
///
/// Time 0 to n − 1 is forward through the n steps; from n on, one for each event of the way back.
struct ArenaLayout {
    /// A part of a piece of the arena, from a byte of it on: the bits of a slice of a concatenation may begin between two floats.
    struct Slice {
        let piece: ArenaPlan.PieceID
        var byte = 0
    }

    private(set) var arena = ArenaPlan()
    /// By value, its numbers on the way forward; nil for the network's input.
    private(set) var activations: [Slice?]
    /// The same on the way back: elsewhere where they are computed anew.
    private(set) var activationsBack: [Slice?]
    private(set) var steps: [ScheduledStep<Slice>]
    private(set) var seedMasks: [FastPlan.ValueID: Slice] = [:]
    private(set) var reachesInput = false

    private let plan: FastPlan
    private let recomputation: Recomputation
    /// By step: when it is gone again, and when it is back.
    private var againTimes: [Int?]
    private var backwardTimes: [Int]
    /// By value: the bits of its clip, where somebody asks for them.
    private var bits: [FastPlan.ValueID: Slice] = [:]
    /// By value: the step that writes it, and those that read it.
    private var producers: [FastPlan.ValueID: Int] = [:]
    private var readers: [FastPlan.ValueID: [Int]] = [:]
    private let wanted: Set<FastPlan.ValueID>

    /// By root value: itself and all that are slices of it.
    private var families: [FastPlan.ValueID: [FastPlan.ValueID]] = [:]
    /// By root value: its gradient.
    private var gradients: [FastPlan.ValueID: Slice] = [:]
    /// By piece: the root values whose gradient it is, one after the other or for a while at once.
    private var sharers: [ArenaPlan.PieceID: [FastPlan.ValueID]] = [:]
    /// Pieces of gradients that hold something.
    private var written: Set<ArenaPlan.PieceID> = []

    /// Lays out a plan.
    init(_ plan: FastPlan, _ recomputation: Recomputation) {
        (self.plan, self.recomputation) = (plan, recomputation)
        activations = Array(repeating: nil, count: plan.values.count)
        activationsBack = activations
        againTimes = Array(repeating: nil, count: plan.steps.count)
        backwardTimes = Array(repeating: 0, count: plan.steps.count)
        for (time, event) in recomputation.events.enumerated() {
            switch event {
            case .again(let step): againTimes[step] = plan.steps.count + time
            case .back(let step): backwardTimes[step] = plan.steps.count + time
            }
        }
        steps = plan.steps.map { ScheduledStep(targets: $0.inputs.map { _ in nil }) }
        wanted = Set(plan.outputs.values)
        for (index, step) in plan.steps.enumerated() {
            producers[step.output] = index
            for input in step.inputs { readers[input, default: []].append(index) }
        }
        for value in plan.values.indices { families[plan.root(of: value).value, default: []].append(value) }
        placeActivations()
        placeBits()
        routeGradients()
    }

    private func floats(_ value: FastPlan.ValueID) -> Int {
        Block.floats(in: plan.values[value].shape, lanes: plan.lanes)
    }

    /// The floats before a slice of a concatenation.
    private func floatsBefore(_ value: FastPlan.ValueID) -> (root: FastPlan.ValueID, floats: Int) {
        let (root, first) = plan.root(of: value)
        return (root, first * plan.values[root].shape.area)
    }
}

// MARK: - Forward

extension ArenaLayout {
    /// Every activation lives from the step that writes it to its last reader, or until that reader is back; where it is computed anew, once
    /// on the way forward, and once on the way back.
    private mutating func placeActivations() {
        var (pieces, later): ([FastPlan.ValueID: ArenaPlan.PieceID], [FastPlan.ValueID: ArenaPlan.PieceID]) = ([:], [:])
        for (index, step) in plan.steps.enumerated() {
            for (value, isOutput) in step.inputs.map({ ($0, false) }) + [(step.output, true)] where value != 0 {
                let (root, before) = floatsBefore(value)
                func slice(_ piece: ArenaPlan.PieceID) -> Slice {
                    Slice(piece: piece, byte: before * MemoryLayout<Float>.stride)
                }
                let piece = pieces[root] ?? arena.piece(floats: floats(root))
                pieces[root] = piece
                let back = recomputation.holds(root) ? piece : later[root] ?? arena.piece(floats: floats(root))
                later[root] = back
                (activations[value], activationsBack[value]) = (slice(piece), slice(back))
                arena.use(piece, at: index)
                if let again = againTimes[index] { arena.use(back, at: again) }
                if isOutput ? step.layer.needs.output : step.layer.needs.inputs {
                    arena.use(back, at: backwardTimes[index])
                }
            }
            if step.layer.needs.state > 0 {
                let state = arena.piece(floats: step.layer.needs.state)
                arena.use(state, at: index)
                arena.use(state, at: backwardTimes[index])
                steps[index].state = Slice(piece: state)
            }
        }
    }

    /// The bits of a clip live until the last share of the clipped value's gradient is masked by them.
    private mutating func placeBits() {
        var pieces: [FastPlan.ValueID: ArenaPlan.PieceID] = [:]
        for (value, producer) in producers.sorted(by: { $0.key < $1.key }) where plan.values[value].clip != nil {
            // A member's bits serve the whole's readers too.
            var uses: [Int] = []
            var owner: FastPlan.ValueID? = value
            while let current = owner {
                uses += (readers[current] ?? []).filter { !plan.steps[$0].layer.needs.masks }.map { backwardTimes[$0] }
                if wanted.contains(current), let producer = producers[current] { uses.append(backwardTimes[producer]) }
                owner = plan.values[current].home?.whole
            }
            guard !uses.isEmpty else { continue }
            let (root, before) = floatsBefore(value)
            let piece = pieces[root] ?? arena.piece(floats: (floats(root) + 31) / 32)
            pieces[root] = piece
            let slice = Slice(piece: piece, byte: before / 8)
            for time in uses + [producer] { arena.use(piece, at: time) }
            bits[value] = slice
            if plan.steps[producer].clip != nil { steps[producer].passes = slice }
            if wanted.contains(value) { seedMasks[value] = slice }
        }
    }
}

// MARK: - Backward

extension ArenaLayout {
    /// Follows the gradients backward through the steps, and notes where each share goes.
    private mutating func routeGradients() {
        for index in plan.steps.indices.reversed() {
            let step = plan.steps[index]
            let time = backwardTimes[index]
            let gradient = gradientSlice(of: step.output)
            arena.use(gradient.piece, at: time)
            steps[index].gradient = gradient
            steps[index].hasGradient = written.contains(gradient.piece)
            if !written.contains(gradient.piece) {
                // A seed, or zeros, will be there; a slice must not bring its neighbours' garbage with it.
                if plan.root(of: step.output).value == step.output {
                    written.insert(gradient.piece)
                } else {
                    clear(step.output, at: index)
                    steps[index].hasGradient = true
                }
            }
            for (place, input) in step.inputs.enumerated() {
                steps[index].targets[place] = target(of: index, place, input, at: time)
            }
            if step.layer.needs.scratch > 0, steps[index].targets.contains(where: { $0?.accumulate ?? false }) {
                let scratch = arena.piece(floats: step.layer.needs.scratch)
                arena.use(scratch, at: time)
                steps[index].scratch = Slice(piece: scratch)
            }
        }
    }

    private mutating func target(
        of index: Int, _ place: Int, _ input: FastPlan.ValueID, at time: Int
    ) -> ScheduledStep<Slice>.Target? {
        let step = plan.steps[index]
        guard input != 0 else {
            defer { reachesInput = true }
            return ScheduledStep.Target(place: nil, accumulate: reachesInput, mask: nil)
        }
        let mask = step.layer.needs.masks ? nil : bits[input]
        if step.layer.needs.slices.contains(place) {
            guard masksSlice(index, at: place) else { return nil }
            return ScheduledStep.Target(place: gradientSlice(of: input), accumulate: false, mask: mask)
        }
        if step.layer.needs.passesGradient, mask == nil, shareGradient(of: place, with: index) { return nil }
        let slice = gradientSlice(of: input)
        arena.use(slice.piece, at: time)
        if !written.contains(slice.piece) {
            let isWhole = plan.root(of: input).value == input
            if isWhole {
                written.insert(slice.piece)
                return ScheduledStep.Target(place: slice, accumulate: false, mask: mask)
            }
            clear(input, at: index)
        }
        return ScheduledStep.Target(place: slice, accumulate: true, mask: mask)
    }

    /// The whole that the gradient is a slice of holds zeros from step `index` on.
    private mutating func clear(_ value: FastPlan.ValueID, at index: Int) {
        let root = plan.root(of: value).value
        let slice = gradientSlice(of: root)
        written.insert(slice.piece)
        arena.use(slice.piece, at: backwardTimes[index])
        steps[index].cleared.append((slice, floats(root)))
    }

    private mutating func gradientSlice(of value: FastPlan.ValueID) -> Slice {
        let (root, before) = floatsBefore(value)
        if let base = gradients[root] {
            return Slice(piece: base.piece, byte: base.byte + before * MemoryLayout<Float>.stride)
        }
        let base = Slice(piece: arena.piece(floats: floats(root)))
        gradients[root] = base
        sharers[base.piece] = [root]
        return Slice(piece: base.piece, byte: before * MemoryLayout<Float>.stride)
    }
}

// MARK: - Sharing

/// When the gradients of a root value and of its slices are still read and written, after a place of a step.
private struct GradientLife {
    /// The last time that somebody reads one of them.
    var lastRead = Int.min
    /// The first time that somebody writes one of them.
    var nextWrite = Int.max
}

extension ArenaLayout {
    /// Lets the gradient of the input at `place` be the memory of the output's own, where nothing has been added up for the input yet.
    ///
    /// The memory then holds the sum so far of the input's gradient, and of every other root value's that shares it and is still
    /// to be read. That is right for as long as nobody writes there: so of two that share it, each must have been read for the last
    /// time before the other is written again. What is read and written is the whole family of a root value: itself, and the slices
    /// of it, whose readers, masks and seeds write into the same memory, and whose steps read it. A step reads its output's gradient
    /// while it writes its inputs', so the two times must differ. The output itself is through with this step.
    private mutating func shareGradient(of place: Int, with index: Int) -> Bool {
        let (input, output) = (plan.steps[index].inputs[place], plan.steps[index].output)
        // Slices lie among their neighbours: neither may an input's gradient be one, nor the output's be given away.
        guard plan.root(of: input).value == input, plan.root(of: output).value == output, gradients[input] == nil,
            let slice = gradients[output]
        else { return false }
        let mine = life(of: input, after: place, of: index)
        for other in sharers[slice.piece] ?? [] where other != output {
            let its = life(of: other, after: place, of: index)
            guard its.lastRead > backwardTimes[index] else { continue }
            guard its.lastRead < mine.nextWrite, mine.lastRead < its.nextWrite else { return false }
        }
        gradients[input] = slice
        sharers[slice.piece, default: []].append(input)
        return true
    }

    /// What happens to a root value's gradient once step `index` has given its inputs their shares up to `place`.
    private func life(of root: FastPlan.ValueID, after place: Int, of index: Int) -> GradientLife {
        let now = backwardTimes[index]
        var life = GradientLife()
        for value in families[root] ?? [] {
            if let producer = producers[value] {
                life.lastRead = max(life.lastRead, backwardTimes[producer])
                if wanted.contains(value), backwardTimes[producer] > now {
                    life.nextWrite = min(life.nextWrite, backwardTimes[producer])
                }
            }
            for reader in readers[value] ?? [] where reader <= index {
                let first = reader == index ? place + 1 : 0
                let inputs = plan.steps[reader].inputs
                if inputs.indices.dropFirst(first).contains(where: { inputs[$0] == value && writes(reader, at: $0) }) {
                    life.nextWrite = min(life.nextWrite, backwardTimes[reader])
                }
            }
        }
        return life
    }

    /// Whether a step that is back writes the gradient of the input at `place`. A concatenation leaves that of a slice of itself
    /// alone, unless it is to be masked.
    private func writes(_ reader: Int, at place: Int) -> Bool {
        let step = plan.steps[reader]
        return !step.layer.needs.slices.contains(place) || masksSlice(reader, at: place)
    }

    /// Whether a concatenation masks the gradient of a slice of itself: where the whole has no bits of its own, so that its
    /// readers have not done so.
    private func masksSlice(_ index: Int, at place: Int) -> Bool {
        let step = plan.steps[index]
        return !step.layer.needs.masks && bits[step.inputs[place]] != nil && bits[step.output] == nil
    }
}
