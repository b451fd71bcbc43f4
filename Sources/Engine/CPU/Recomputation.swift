import Tensors

/// What of a plan's way forward is gone once more on the way back, so that less of it is held meanwhile.
///
/// Steps follow each other in segments. Held from the way forward is what passes from one segment to another, what all of them hold to note
/// how they went (bits, taps, states), and what costs much more to compute than to hold; of the rest, what the way back reads is computed
/// anew, from the last segment to the first (Chen et al. 2016, "Training Deep Nets with Sublinear Memory Cost", arXiv:1604.06174). The way back
/// begins in the last segment, which is gone once.
struct Recomputation {
    /// What is done on the way back.
    enum Event {
        /// A step is gone forward again.
        case again(Int)
        case back(Int)
    }

    /// In their order, which ends with the first step.
    let events: [Event]
    /// How many times the multiply–accumulates of a way forward and back it takes, by the plan's count.
    let work: Double
    /// The root values whose numbers are computed anew.
    private let transient: Set<FastPlan.ValueID>

    /// Whether the numbers of a root value are held from the way forward, where the way back reads them.
    func holds(_ root: FastPlan.ValueID) -> Bool { !transient.contains(root) }

    /// Nothing is gone again.
    static func none(of plan: FastPlan) -> Recomputation { Recomputation(of: PlanLives(plan), cuts: []) }

    /// - Parameter cuts: the steps that segments begin with, but for the first, ascending.
    init(of lives: PlanLives, cuts: [Int]) {
        let plan = lives.plan
        let starts = [0] + cuts
        let ends = cuts + [plan.steps.count]
        var segmentOfStep: [Int] = []
        for (segment, start) in starts.enumerated() {
            segmentOfStep += Array(repeating: segment, count: ends[segment] - start)
        }
        let last = starts.count - 1
        transient = Set(
            lives.of.compactMap { root, life in
                let segments = Set((life.producers + life.readers).map { segmentOfStep[$0] })
                return segments.count > 1 || segments.contains(last) || life.isHeld ? nil : root
            })
        var events: [Event] = []
        var (extra, all) = (0, 0)
        for segment in starts.indices.reversed() {
            let steps = starts[segment]..<ends[segment]
            var wanted = Set(steps.flatMap { lives.readBack(by: $0) })
            var again: [Int] = []
            for index in steps.reversed() {
                let root = plan.root(of: plan.steps[index].output).value
                guard wanted.contains(root), transient.contains(root) else { continue }
                again.append(index)
                wanted.formUnion(plan.steps[index].inputs.map { plan.root(of: $0).value })
            }
            events += again.reversed().map(Event.again) + steps.reversed().map(Event.back)
            extra += again.reduce(0) { $0 + plan.steps[$1].multiplyAdds }
            all += steps.reduce(0) { $0 + 2 * plan.steps[$1].multiplyAdds }
        }
        self.events = events
        work = all > 0 ? 1 + Double(extra) / Double(all) : 1
    }

    /// Of the ways to cut a plan, the one that takes the least memory.
    static func least(of plan: FastPlan) -> Recomputation {
        let lives = PlanLives(plan)
        // From segments of half of what is held to ever smaller ones.
        var cuts: [[Int]] = [[]]
        for halves in 2..<14 {
            let more = lives.cuts(within: lives.floatsReadBack / Double(1 << halves).squareRoot())
            if more != cuts.last { cuts.append(more) }
        }
        let ways = cuts.map { Recomputation(of: lives, cuts: $0) }
        let floats = ways.map { ArenaLayout(plan, $0).arena.most }
        return ways.indices.min { floats[$0] < floats[$1] }.map { ways[$0] } ?? .none(of: plan)
    }
}

/// Who writes and reads the values of a plan, and which are worth being held.
struct PlanLives {
    /// A root value's, and its slices'.
    struct Life {
        var producers: [Int] = []
        var readers: [Int] = []
        /// It is held, wherever segments are cut.
        var isHeld = false
    }

    /// How many multiply–accumulates a float must take, for it to be held rather than computed again: attention over a thousand tokens does,
    /// and dense layers do not.
    static let worthHolding = 2048

    let plan: FastPlan
    /// By root value; the network's input, which is outside, is none of them.
    private(set) var of: [FastPlan.ValueID: Life] = [:]
    /// The values that the way back reads.
    private let readBack: Set<FastPlan.ValueID>

    init(_ plan: FastPlan) {
        self.plan = plan
        var readBack: Set<FastPlan.ValueID> = []
        for (index, step) in plan.steps.enumerated() {
            let root = plan.root(of: step.output).value
            of[root, default: Life()].producers.append(index)
            // The network's input is not there any more on the way back.
            if step.inputs.contains(0) || step.multiplyAdds >= PlanLives.worthHolding * PlanLives.floats(step, plan) {
                of[root]?.isHeld = true
            }
            for input in step.inputs where input != 0 {
                of[plan.root(of: input).value, default: Life()].readers.append(index)
            }
            readBack.formUnion(PlanLives.readBack(by: step).map { plan.root(of: $0).value })
        }
        self.readBack = readBack
    }

    /// The root values that a step reads on its way back.
    func readBack(by step: Int) -> [FastPlan.ValueID] {
        PlanLives.readBack(by: plan.steps[step]).map { plan.root(of: $0).value }
    }

    private static func readBack(by step: FastPlan.Step) -> [FastPlan.ValueID] {
        (step.layer.needs.inputs ? step.inputs.filter { $0 != 0 } : []) + (step.layer.needs.output ? [step.output] : [])
    }

    private static func floats(_ step: FastPlan.Step, _ plan: FastPlan) -> Int {
        Block.floats(in: plan.values[step.output].shape, lanes: plan.lanes)
    }
}

// MARK: - Cuts

extension PlanLives {
    /// The floats that are read on the way back, and may be computed anew.
    var floatsReadBack: Double { plan.steps.indices.reduce(0) { $0 + floatsHeld(by: $1) } }

    /// Of a step's output.
    private func floatsHeld(by index: Int) -> Double {
        let output = plan.steps[index].output
        guard plan.root(of: output).value == output, readBack.contains(output), of[output]?.isHeld == false else {
            return 0
        }
        return Double(PlanLives.floats(plan.steps[index], plan))
    }

    /// The cuts over which least passes, where no segment holds more than `most` floats of its own, if it can be helped.
    func cuts(within most: Double) -> [Int] {
        let count = plan.steps.count
        let over = floatsOverCuts
        var least = [Double](repeating: .infinity, count: count + 1)
        var before = [Int](repeating: 0, count: count + 1)
        least[0] = 0
        for end in 1...max(1, count) where end <= count {
            var held = 0.0
            for start in (0..<end).reversed() {
                held += floatsHeld(by: start)
                if held > most, start < end - 1 { break }
                let sum = least[start] + over[end]
                if sum < least[end] { (least[end], before[end]) = (sum, start) }
            }
        }
        var cuts: [Int] = []
        var end = before[count]
        while end > 0 {
            cuts.append(end)
            end = before[end]
        }
        return cuts.reversed()
    }

    /// By step, the floats that pass from those before it to it and those behind it.
    private var floatsOverCuts: [Double] {
        var changes = [Double](repeating: 0, count: plan.steps.count + 2)
        for (root, life) in of where !life.isHeld {
            guard let first = life.producers.min(), let last = life.readers.max(), last > first else { continue }
            let floats = Double(Block.floats(in: plan.values[root].shape, lanes: plan.lanes))
            changes[first + 1] += floats
            changes[last + 1] -= floats
        }
        var (over, sum) = ([Double](), 0.0)
        for change in changes.dropLast() {
            sum += change
            over.append(sum)
        }
        return over
    }
}
