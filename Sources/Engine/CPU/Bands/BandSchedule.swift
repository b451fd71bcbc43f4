import Operators
import Tensors

/// In which order the rows of which values are computed: forward from the top of the picture down, back from its bottom up.
package struct BandSchedule {
    /// Rows of a group of values.
    struct Event {
        let group: Int
        let rows: Range<Int>
    }

    /// How much is computed at once.
    package struct Bands: Hashable, Sendable {
        /// Rows of the picture that come in together.
        package var picture: Int
        /// About as many floats of a layer are computed together: enough for a kernel to be worth its call, and few enough for the
        /// next to find them in the cache.
        package var floats: Int

        package init(picture: Int, floats: Int) { (self.picture, self.floats) = (picture, floats) }
    }

    private(set) var forward: [Event] = []
    private(set) var backward: [Event] = []

    private let plan: FastPlan
    private let groups: BandGroups
    private let bands: Bands
    private let heights: [Int]
    /// By group: the rows that are worth a call, and the most at once.
    private var sizes: [(fewest: Int, most: Int)] = []
    private var sizesBack: [(fewest: Int, most: Int)] = []

    init(_ plan: FastPlan, _ groups: BandGroups, _ bands: Bands) {
        self.plan = plan
        self.groups = groups
        self.bands = bands
        heights = groups.groups.map { plan.values[$0.root].shape.height }
        for (group, height) in zip(groups.groups, heights) {
            let shape = plan.values[group.root].shape
            let row = max(1, shape.channels * shape.width)
            let incoming = (height * bands.picture + heights[0] - 1) / heights[0]
            let fewest = max(1, min(height, (bands.floats + row - 1) / row))
            // Rows by rows where next to nothing is to be held, whatever a call costs.
            let (forward, back) = bands.floats > 1 ? (group.fewest, group.backwardFewest) : (1, 1)
            sizes.append((max(fewest, forward), 2 * max(fewest, forward, incoming)))
            sizesBack.append((max(fewest, back), 2 * max(fewest, back, incoming)))
        }
        scheduleForward()
        scheduleBackward()
    }
}

// MARK: - Forward

extension BandSchedule {
    private mutating func scheduleForward() {
        var fronts = heights.map { _ in 0 }
        while fronts != heights {
            fronts[0] = min(heights[0], fronts[0] + bands.picture)
            for group in groups.groups.indices.dropFirst() {
                guard let front = nextFront(of: group, fronts) else { continue }
                forward.append(Event(group: group, rows: fronts[group]..<front))
                fronts[group] = front
            }
        }
    }

    /// How far a group can be computed by now; nil where it is not worth a call, or not possible.
    private func nextFront(of group: Int, _ fronts: [Int]) -> Int? {
        let (front, height) = (fronts[group], heights[group])
        guard front < height else { return nil }
        let (grain, isWhole) = (groups.groups[group].grain, groups.groups[group].isWhole)
        var next = height
        for index in groups.groups[group].producers {
            let step = plan.steps[index]
            for (place, input) in step.inputs.enumerated() where !step.layer.needs.slices.contains(place) {
                let source = groups.groupOfValue[input]
                next = min(
                    next,
                    step.rows.readings[place].ready(with: fronts[source], of: heights[source], outputs: height))
            }
        }
        let isComplete = next == height
        if !isWhole { next = min(next, front + (sizes[group].most + grain - 1) / grain * grain) }
        if next < height {
            next = next / grain * grain
            guard next - front >= sizes[group].fewest, !isWhole else { return nil }
            if !canStand(front..<next, of: group) {
                guard isComplete else { return nil }
                next = height
            }
        }
        return next > front ? next : nil
    }

    /// Whether rows can be computed without later ones.
    private func canStand(_ rows: Range<Int>, of group: Int) -> Bool {
        groups.groups[group].producers.allSatisfy { index in
            let step = plan.steps[index]
            return zip(step.inputs, step.rows.readings).allSatisfy { input, reading in
                let inputs = plan.values[input].shape.height
                return reading.parts(for: rows, of: heights[group], over: inputs).made.upperBound <= rows.upperBound
            }
        }
    }

    /// The first row of a group that rows from `fronts` on of its readers are still made of.
    func firstNeeded(of group: Int, _ fronts: [Int]) -> Int {
        groups.readings[group].reduce(.max) { first, reading in
            let (front, height) = (fronts[reading.group], heights[reading.group])
            guard front < height else { return first }
            let axis = plan.steps[reading.step].rows.readings[reading.input]
            return min(first, axis.parts(for: front..<height, of: height, over: heights[group]).given.lowerBound)
        }
    }
}

// MARK: - Backward

extension BandSchedule {
    private mutating func scheduleBackward() {
        var fronts = heights
        while fronts[0] > 0 {
            let wanted = demand(fronts)
            // Several sweeps where something waits for the whole of something else.
            while zip(fronts, wanted).contains(where: { $0 > $1 }) {
                for group in groups.groups.indices.reversed() {
                    guard let front = nextFrontBack(of: group, fronts, wanted[group]) else { continue }
                    backward.append(Event(group: group, rows: front..<fronts[group]))
                    fronts[group] = front
                }
            }
        }
    }

    /// By group, the first row whose gradient the next rows of the picture's are made of.
    private func demand(_ fronts: [Int]) -> [Int] {
        var wanted = fronts
        wanted[0] = max(0, fronts[0] - bands.picture)
        // Rows that none of the picture's are in tell what a layer redirects, too.
        if wanted[0] == 0, groups.mayRedirect { return fronts.map { _ in 0 } }
        for group in groups.groups.indices where wanted[group] < fronts[group] {
            let grain = groups.groups[group].backwardGrain
            var first = min(wanted[group], max(0, fronts[group] - sizesBack[group].fewest))
            if groups.groups[group].gradientIsWhole { first = 0 }
            wanted[group] = first / grain * grain
            for reading in groups.readings[group] {
                let touched = plan.steps[reading.step].rows.readings[reading.input]
                    .touching(wanted[group]..<fronts[group], outputs: heights[reading.group])
                if !touched.isEmpty { wanted[reading.group] = min(wanted[reading.group], touched.lowerBound) }
            }
        }
        return wanted
    }

    private func nextFrontBack(of group: Int, _ fronts: [Int], _ wanted: Int) -> Int? {
        let front = fronts[group]
        guard wanted < front else { return nil }
        let (grain, isWhole) = (groups.groups[group].backwardGrain, groups.groups[group].gradientIsWhole)
        var next = wanted
        for reading in groups.readings[group] {
            let axis = plan.steps[reading.step].rows.readings[reading.input]
            guard !axis.touching(wanted..<front, outputs: heights[reading.group]).isEmpty else { continue }
            next = max(next, axis.readyBack(from: fronts[reading.group], inputs: heights[group]))
        }
        if !isWhole { next = max(next, front - (sizesBack[group].most + grain - 1) / grain * grain) }
        next = (next + grain - 1) / grain * grain
        guard next < front, !isWhole || next == 0 else { return nil }
        return next
    }

    /// Past the last row of a group's gradient that rows before `fronts` of what it is made of still need.
    func endNeeded(of group: Int, _ fronts: [Int]) -> Int {
        var end = 0
        for index in groups.groups[group].producers {
            let step = plan.steps[index]
            for (place, input) in step.inputs.enumerated() where !step.layer.needs.slices.contains(place) {
                let rows = step.rows.readings[place]
                    .touching(0..<fronts[groups.groupOfValue[input]], outputs: heights[group])
                end = max(end, rows.upperBound)
            }
        }
        return end
    }
}
