import Networks
import Pictures
import Tensors

/// A step of an ascent at one size, pass by pass, in the order of `AscentLoop`: what each pass reads and makes, and the room that it needs while it
/// works. How much a step holds is read off it: a tensor is there from the pass that makes it to the last one that reads it.
///
///     let program = StepProgram(climb, objective, viewing, needs)
///     program.most { $0.network == .computes }       // bytes, beside the network and what stands from step to step
struct StepProgram {
    /// A tensor that a pass hands on to others.
    enum Buffer: Hashable {
        /// What the parameters make, before it becomes levels: the way back needs it.
        case planes
        /// The levels that views are taken of.
        case canvas
        case view, inputGradient, viewGradient, frameGradient
        /// Of one view, and of all of them.
        case gradient, sum
        case parameterGradients
    }

    /// How the network sees a view.
    enum Seeing {
        case atOnce, inRows
        /// Which it sees again on its way back.
        case inTiles
    }

    /// What the network does meanwhile.
    enum NetworkWork {
        /// It holds what a gradient takes, all of it.
        case computes
        /// It gives back what it has gone through, and the gradient comes in its place.
        case givesBack
        /// Where it is cut into tiles it has been let go of.
        case rests
    }

    struct Pass {
        let name: String
        let network: NetworkWork
        let reads: [Buffer]
        /// And how many bytes each has.
        let makes: [Buffer: Int]
        /// Bytes that it needs beside them.
        let room: Int
    }

    private(set) var passes: [Pass] = []

    /// - Parameter needs: of the objective.
    init(
        _ ascent: Ascent, _ objective: StageObjective, _ augmentation: Augmentation, _ needs: StageObjective.Needs,
        _ seeing: Seeing = .atOnce
    ) {
        let basis = ascent.parameterization.memory(on: augmentation.canvas)
        let canvas = augmentation.canvas.canvases(1)
        // Levels that are made wherever somebody looks are held by nobody but the one who looks at all of them.
        let isMade =
            !ascent.parameterization.isColoured || objective.readsCanvas || seeing == .inTiles
            || (ascent.mask != nil && ascent.parameterization != .pixels)
        addSeeing(ascent, objective, basis, canvas, isMade)
        addGradient(
            ascent, augmentation, needs, canvas, objective.isDirect || ascent.views > 1, seeing,
            making: isMade || (augmentation.isDirect && seeing == .inRows) ? 0 : canvas)
        let direction: Buffer = ascent.views > 1 ? .sum : .gradient
        add(
            "normalize", reads: [direction] + (objective.isDirect ? [.canvas] : []),
            room: augmentation.canvas.canvases(ascent.normalization.word.canvases))
        addMove(ascent, basis, direction, augmentation.canvas)
    }

    /// The most that is held during the passes that are asked for.
    func most(_ isMeant: (Pass) -> Bool) -> Int {
        passes.indices.reduce(0) { isMeant(passes[$1]) ? max($0, bytes(during: $1)) : $0 }
    }

    /// What is held during a pass.
    func bytes(during index: Int) -> Int {
        let pass = passes[index]
        var held = pass.room
        for (number, maker) in passes.enumerated() where number <= index {
            for (buffer, bytes) in maker.makes where number == index || isRead(buffer, from: index) { held += bytes }
        }
        return held
    }

    private func isRead(_ buffer: Buffer, from index: Int) -> Bool {
        passes[index...].contains { $0.reads.contains(buffer) }
    }

    private mutating func add(
        _ name: String, _ network: NetworkWork = .rests, reads: [Buffer] = [], makes: [Buffer: Int] = [:], room: Int = 0
    ) {
        passes.append(Pass(name: name, network: network, reads: reads, makes: makes, room: room))
    }

    // MARK: - The passes

    private mutating func addSeeing(
        _ ascent: Ascent, _ objective: StageObjective, _ basis: ParameterMemory, _ canvas: Int, _ isMade: Bool
    ) {
        switch (ascent.parameterization.isColoured, ascent.parameterization.word.areThePlanes) {
        case (false, true): add("see", makes: [.canvas: objective.readsCanvas ? canvas : 0])
        case (false, false): add("make planes", makes: [.canvas: canvas], room: basis.making)
        case (true, true): add("colour", makes: [.canvas: isMade ? canvas : 0])
        case (true, false):
            add("make planes", makes: [.planes: canvas], room: basis.making)
            add("colour", reads: [.planes], makes: [.canvas: isMade ? canvas : 0])
        }
    }

    /// - Parameter keepsCanvas: whether somebody reads the canvas after this view of it.
    /// - Parameter making: what the levels take while somebody looks at them who has them made.
    private mutating func addGradient(
        _ ascent: Ascent, _ augmentation: Augmentation, _ needs: StageObjective.Needs, _ canvas: Int,
        _ keepsCanvas: Bool, _ seeing: Seeing, making: Int
    ) {
        let (view, frame) = (augmentation.size.canvases(1), augmentation.framed.canvases(1))
        let kept: [Buffer] = keepsCanvas ? [.canvas] : []
        let again = seeing != .inTiles ? kept : augmentation.isDirect ? [.canvas] : [.view] + kept
        // What is not seen at once is brought back as it comes.
        let input = seeing == .atOnce ? view : 0
        let blurs = ascent.transforms.contains(where: \.word.blurs)
        if augmentation.isDirect {
            add("take a view", .computes, reads: [.canvas], makes: [.view: 0], room: input + making)
        } else {
            let sampling = augmentation.isMoved ? frame * (augmentation.shrinks ? 3 : 1) : 0
            add("look", reads: [.canvas], makes: [.view: view], room: max(sampling + making, blurs ? 2 * view : 0))
            add("take a view", .computes, reads: [.view], room: input)
        }
        add("evaluate", .computes, reads: [.view, .canvas], room: needs.evaluation)
        // The gradients of all layers are there until all of the view's is.
        let made: [Buffer: Int] = augmentation.isDirect ? [.gradient: canvas] : [.viewGradient: view]
        if seeing == .atOnce {
            add("go back", .computes, reads: again, makes: [.inputGradient: view], room: needs.seeds)
            add("make levels", .computes, reads: [.inputGradient] + again, makes: made, room: needs.seeds)
        } else {
            let isOnce = seeing == .inRows && augmentation.framed == augmentation.canvas
            add("go back", isOnce ? .givesBack : .computes, reads: again, makes: made, room: needs.seeds)
        }
        if !augmentation.isDirect {
            add(
                "bring back", reads: [.viewGradient] + again,
                makes: [.frameGradient: augmentation.isMoved ? frame : 0],
                room: blurs ? 2 * view : augmentation.shrinks ? 2 * frame : 0)
            add("shift back", reads: [.frameGradient, .viewGradient] + kept, makes: [.gradient: canvas])
        }
        guard ascent.views > 1 else { return }
        // The sum of the views before is there while the next one is taken: it is counted from the beginning.
        add("sum", reads: [.gradient, .sum] + kept)
        passes[0] = Pass(
            name: passes[0].name, network: passes[0].network, reads: passes[0].reads,
            makes: passes[0].makes.merging([.sum: canvas]) { $1 }, room: passes[0].room)
    }

    private mutating func addMove(_ ascent: Ascent, _ basis: ParameterMemory, _ direction: Buffer, _ size: Extent) {
        let working = Int(ascent.optimizer.word.tensorsWorking * Float(basis.parameters))
        // Priors need the direction as it is in pixels.
        let pixels: [Buffer] = ascent.priors.isEmpty ? [] : [direction]
        if ascent.parameterization.word.areThePlanes {
            add("step", reads: [direction], room: working)
        } else {
            add(
                "go back to the parameters", reads: [direction, .planes],
                makes: [.parameterGradients: basis.parameters], room: basis.goingBack)
            add("step", reads: [.parameterGradients] + pixels, room: working)
        }
        guard !ascent.priors.isEmpty else { return }
        let canvas = size.canvases(1)
        let levels = ascent.parameterization == .pixels ? 0 : canvas + max(basis.making, basis.beginning)
        let room = size.canvases(ascent.priors.canvases(isMasked: ascent.mask != nil))
        add("priors", reads: pixels, room: levels + canvas + room)
    }
}
