import CPUBridge
import Networks
import Operators
import Tensors

/// What a band execution runs: a plan, cut into rows.
struct BandProgram {
    let plan: FastPlan
    let groups: BandGroups
    let schedule: BandSchedule
    let stores: BandStores
    /// The most that rows in flight take.
    private(set) var ringFloats = 0
    /// The most that layers make beside them.
    private(set) var besideFloats = 0
    /// How many times the multiply–accumulates of the whole it takes: rows that round together are computed together, and some of them again.
    private(set) var work = 1.0
    /// By group: itself, what it is made of, and what is made of it.
    private let neighbours: [[Int]]
    /// By group: the values that it is, or that are slices of it.
    private let values: [[FastPlan.ValueID]]

    /// Plans everything, and allocates nothing.
    ///
    /// Slices of a concatenation that are made of each other, as in DenseNet, cannot advance together: then every value stands for itself,
    /// and concatenations copy the rows of their members.
    init(
        graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID], variant: kernel_variant,
        bands: BandSchedule.Bands
    ) throws {
        func lowered(slices: Bool) throws -> FastPlan {
            try FastPlan(
                graph: graph, height: height, width: width, outputs: outputs, variant: variant, slices: slices)
        }
        var plan = try lowered(slices: true)
        if BandGroups(plan) == nil { plan = try lowered(slices: false) }
        var wholes: Set<Int> = []
        while true {
            guard let groups = BandGroups(plan) else { preconditionFailure("values without slices are in no circle") }
            let program = try BandProgram(plan, groups, bands, &wholes)
            guard !wholes.isEmpty else {
                self = program
                return
            }
            plan.makeBarriers(of: wholes)
            wholes = []
        }
    }

    /// - Parameter wholes: becomes the steps whose rows do not round as the whole does.
    private init(
        _ plan: FastPlan, _ groups: BandGroups, _ bands: BandSchedule.Bands, _ wholes: inout Set<Int>
    ) throws {
        self.plan = plan
        self.groups = groups
        schedule = BandSchedule(plan, groups, bands)
        stores = BandStores(plan, groups)
        neighbours = groups.neighbours
        values = groups.groups.indices.map { group in
            plan.values.indices.filter { groups.groupOfValue[$0] == group }
        }
        // Passes that compute nothing find out what passes take.
        let nowhere = try Arena(floats: 16)
        let known = BandLayers()
        var multiplyAdds = 0.0
        for isForward in [true, false] {
            var pass = BandPass(
                self, isForward: isForward, rings: nowhere.memory, kept: nowhere.memory, layers: known, isDry: true)
            for event in isForward ? schedule.forward : schedule.backward {
                if isForward {
                    try pass.forward(event, picture: { _, _ in }, show: { _, _, _ in })
                } else {
                    try pass.backward(event, seeds: [:]) { _, _ in }
                }
            }
            ringFloats = max(ringFloats, pass.memory.most)
            besideFloats = max(besideFloats, pass.beside)
            multiplyAdds += pass.multiplyAdds
        }
        let whole = groups.multiplyAdds(plan)
        if whole > 0 { work = max(1, multiplyAdds / whole) }
        wholes = known.wholes
    }

    /// The bytes that rows in flight, and what is kept, take.
    var arenaBytes: Int { ringFloats * MemoryLayout<Float>.stride + stores.bytes }

    /// The bytes that an execution takes, with what layers make of their own.
    var bytes: Int { arenaBytes + besideFloats * MemoryLayout<Float>.stride }

    /// The bytes of the picture's gradient in whose place was what is given back while it grows as a whole.
    var givenBack: Int { stores.givenBack(for: gradientBytes) }

    /// The bytes of the picture's gradient.
    var gradientBytes: Int { plan.values[0].shape.count * MemoryLayout<Float>.stride }

    /// A group's neighbours and itself: those whose rows may be over when it advances.
    func touched(by group: Int) -> [Int] { neighbours[group] }

    /// The values of a group.
    func members(of group: Int) -> [FastPlan.ValueID] { values[group] }

    /// The bits of a value, where they are kept.
    func bits(of value: FastPlan.ValueID) -> BandStore? {
        guard groups.masked.contains(value) else { return nil }
        let (root, first) = plan.root(of: value)
        return stores.bits[root]?.planes(first / plan.lanes, plan.blocks(of: value))
    }

    /// The rows that a step's state of a part is of.
    func stateRows(_ index: Int, _ part: RowPart) -> Range<Int> {
        plan.steps[index].layer.needs.stateRows?.areOfInput ?? false ? part.given[0] : part.made
    }
}

// MARK: - Parts

extension BandProgram {
    /// What a step computes, and from what, where some rows of its output are wanted.
    func part(of index: Int, making rows: Range<Int>) -> RowPart {
        let (step, height) = (plan.steps[index], plan.values[plan.steps[index].output].shape.height)
        guard !step.rows.isBarrier else { return whole(index) }
        var made = rows
        for (input, reading) in zip(step.inputs, step.rows.readings) {
            let more = reading.parts(for: rows, of: height, over: inputs(input).count).made
            made = min(made.lowerBound, more.lowerBound)..<max(made.upperBound, more.upperBound)
        }
        return RowPart(made: made, given: given(step, made, height))
    }

    /// The rows of a step's output that have a share in rows of one of its inputs, and whose gradients it then gives back: those and
    /// perhaps more. Nil where there are none.
    func part(of index: Int, givingBack rows: Range<Int>, to input: Int) -> RowPart? {
        let (step, height) = (plan.steps[index], plan.values[plan.steps[index].output].shape.height)
        guard !step.rows.isBarrier else { return whole(index) }
        let made = step.rows.readings[input].touching(rows, outputs: height)
        guard !made.isEmpty else { return nil }
        var given = given(step, made, height)
        if step.layer.needs.cutsRows, step.rows.readings[input].reaches(rows, from: made.lowerBound) {
            given[input] = rows
        }
        return RowPart(made: made, given: given)
    }

    private func whole(_ index: Int) -> RowPart {
        let step = plan.steps[index]
        return RowPart(
            made: 0..<plan.values[step.output].shape.height, given: step.inputs.map { inputs($0) })
    }

    private func given(_ step: FastPlan.Step, _ made: Range<Int>, _ height: Int) -> [Range<Int>] {
        zip(step.inputs, step.rows.readings).map { input, reading in
            reading.parts(for: made, of: height, over: inputs(input).count).given
        }
    }

    private func inputs(_ value: FastPlan.ValueID) -> Range<Int> { 0..<plan.values[value].shape.height }
}
