import Operators
import Tensors

/// The values of a plan, taken together where they lie in each other: a concatenation and its slices advance row by row as one.
struct BandGroups {
    /// A value that is no slice, with its slices. The picture is the first.
    struct Group {
        let root: FastPlan.ValueID
        /// The steps that write it, in order.
        var producers: [Int] = []
        /// Rows, forward and backward, that are computed together, counted from the first.
        var grain = 1
        var backwardGrain = 1
        /// Rows, forward and backward, that are worth a call.
        var fewest = 1
        var backwardFewest = 1
        /// What its gradient is made of, in order.
        var shares: [Share] = []
        /// Whether nothing of it can be computed before all of it can.
        var isWhole = false
        var gradientIsWhole = false
    }

    /// Something that happens to the rows of a gradient.
    enum Share {
        /// They become zero.
        case clear
        /// The seed of a value; where nothing is there yet it replaces what is there, and zeros do without one.
        case seed(FastPlan.ValueID, isFirst: Bool)
        /// The bits of a slice take out what its clip lets nothing through of.
        case mask(FastPlan.ValueID)
        /// What a step says of its input.
        case step(Int, input: Int, accumulate: Bool)
    }

    /// A step's reading of a group.
    struct Reading {
        let step: Int
        let input: Int
        /// The group that the step writes.
        let group: Int
    }

    /// Each behind those that it is made of.
    private(set) var groups: [Group] = []
    /// By value.
    private(set) var groupOfValue: [Int] = []
    /// By group, who reads it.
    private(set) var readings: [[Reading]] = []
    /// The values whose bits somebody asks for.
    private(set) var masked: Set<FastPlan.ValueID> = []
    /// The steps that may redirect their gradient, the last first: the way back may have to be gone again.
    private(set) var redirecting: [Int] = []

    /// Whether some step may redirect its gradient.
    var mayRedirect: Bool { !redirecting.isEmpty }

    /// Nil where slices of one value are made of each other, so that they cannot advance together.
    init?(_ plan: FastPlan) {
        let roots = plan.values.indices.map { plan.root(of: $0).value }
        guard let order = BandGroups.order(plan, roots) else { return nil }
        var places: [FastPlan.ValueID: Int] = [:]
        for (place, root) in order.enumerated() { places[root] = place }
        groups = order.map { Group(root: $0) }
        groupOfValue = roots.map { places[$0] ?? 0 }
        readings = groups.map { _ in [] }
        masked = BandGroups.masked(plan)
        redirecting = plan.steps.indices.reversed().filter { plan.steps[$0].layer is any RedirectingLayer }
        for (index, step) in plan.steps.enumerated() { add(step, at: index) }
        for group in groups.indices { groups[group].shares = shares(of: group, plan) }
    }

    /// By group: itself, those that it is made of, and those that are made of it.
    var neighbours: [[Int]] {
        var neighbours = groups.indices.map { Set([$0]) }
        for (group, readings) in readings.enumerated() {
            for reading in readings {
                neighbours[group].insert(reading.group)
                neighbours[reading.group].insert(group)
            }
        }
        return neighbours.map { $0.sorted() }
    }

    /// What every step takes forward, and for each gradient that it gives back, of all rows once.
    func multiplyAdds(_ plan: FastPlan) -> Double {
        let back = groups.flatMap(\.shares).reduce(0.0) { sum, share in
            if case .step(let index, _, _) = share { sum + Double(plan.steps[index].multiplyAdds) } else { sum }
        }
        return plan.steps.reduce(back) { $0 + Double($1.multiplyAdds) }
    }

    private mutating func add(_ step: FastPlan.Step, at index: Int) {
        let output = groupOfValue[step.output]
        groups[output].producers.append(index)
        groups[output].grain = groups[output].grain.leastCommonMultiple(step.rows.grain)
        groups[output].fewest = max(groups[output].fewest, step.rows.fewest)
        if step.rows.isBarrier { groups[output].isWhole = true }
        for (place, input) in step.inputs.enumerated() where !step.layer.needs.slices.contains(place) {
            let group = groupOfValue[input]
            readings[group].append(Reading(step: index, input: place, group: output))
            groups[group].backwardGrain = groups[group].backwardGrain.leastCommonMultiple(step.rows.grain)
            groups[group].backwardFewest = max(groups[group].backwardFewest, step.rows.fewest)
            if step.rows.isBarrier { groups[group].gradientIsWhole = true }
        }
    }

    /// The roots, each behind those that it is made of; nil where they go in circles.
    private static func order(_ plan: FastPlan, _ roots: [FastPlan.ValueID]) -> [FastPlan.ValueID]? {
        var before: [FastPlan.ValueID: Set<FastPlan.ValueID>] = [:]
        for step in plan.steps {
            for (place, input) in step.inputs.enumerated() where !step.layer.needs.slices.contains(place) {
                guard roots[input] != roots[step.output] else { return nil }
                before[roots[step.output], default: []].insert(roots[input])
            }
        }
        var order = [0]
        var done: Set<FastPlan.ValueID> = [0]
        var waiting: [FastPlan.ValueID] = []
        for step in plan.steps where !waiting.contains(roots[step.output]) { waiting.append(roots[step.output]) }
        while !waiting.isEmpty {
            guard let next = waiting.firstIndex(where: { before[$0, default: []].isSubset(of: done) }) else {
                return nil
            }
            let root = waiting.remove(at: next)
            order.append(root)
            done.insert(root)
        }
        return order
    }

    /// The values with a clip that a reader, or the seed, of themselves or of what they lie in is to be masked by.
    private static func masked(_ plan: FastPlan) -> Set<FastPlan.ValueID> {
        var asked = Set(plan.outputs.values)
        for step in plan.steps where !step.layer.needs.masks { asked.formUnion(step.inputs) }
        return Set(
            plan.values.indices.filter { value in
                guard value != 0, plan.values[value].clip != nil else { return false }
                var owner: FastPlan.ValueID? = value
                while let current = owner {
                    if asked.contains(current) { return true }
                    owner = plan.values[current].home?.whole
                }
                return false
            })
    }

    /// What a group's gradient is made of, in the order, and in the ways, that the whole is.
    private func shares(of group: Int, _ plan: FastPlan) -> [Share] {
        let root = groups[group].root
        var shares: [Share] = []
        var isWritten = false
        for (index, step) in plan.steps.enumerated().reversed() {
            if groupOfValue[step.output] == group {
                if !isWritten, step.output != root { shares.append(.clear) }
                shares.append(.seed(step.output, isFirst: !isWritten && step.output == root))
                isWritten = true
            }
            for (place, input) in step.inputs.enumerated() where groupOfValue[input] == group {
                guard !step.layer.needs.slices.contains(place) else {
                    let masks =
                        !step.layer.needs.masks && masked.contains(input) && !masked.contains(step.output)
                    if masks { shares.append(.mask(input)) }
                    continue
                }
                if !isWritten, input != root { shares.append(.clear) }
                shares.append(.step(index, input: place, accumulate: isWritten || input != root))
                isWritten = true
            }
        }
        return shares
    }
}

extension Int {
    /// The smallest number that both divide.
    fileprivate func leastCommonMultiple(_ other: Int) -> Int {
        var (a, b) = (self, other)
        while b != 0 { (a, b) = (b, a % b) }
        return self / a * other
    }
}
