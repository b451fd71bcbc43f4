/// The layers of the steps, by how many rows they make of how many, and where margins lie: three of a step, or a few more.
final class BandLayers {
    private struct Key: Hashable {
        let step: Int
        let geometry: [Int]
    }

    private var made: [Key: any FastLayer] = [:]
    private var checked: Set<Key> = []
    /// The steps of whose parts one does not round as the whole does.
    private(set) var wholes: Set<Int> = []

    /// The layer that computes some rows of a step.
    func layer(_ index: Int, _ step: FastPlan.Step, _ part: RowPart) throws -> any FastLayer {
        guard !step.rows.isBarrier else { return step.layer }
        let row = step.rows.part(part)
        let key = Key(step: index, geometry: numbers(part, row))
        if let known = made[key] { return known }
        let layer = try row.make()
        made[key] = layer
        return layer
    }

    /// Notes whether some rows of a step round as the whole does.
    func check(_ index: Int, _ step: FastPlan.Step, _ part: RowPart) {
        guard !step.rows.isBarrier else { return }
        let row = step.rows.part(part)
        guard checked.insert(Key(step: index, geometry: numbers(part, row))).inserted, !row.roundsAsWhole() else {
            return
        }
        wholes.insert(index)
    }

    private func numbers(_ part: RowPart, _ row: RowLayer) -> [Int] {
        [part.made.count] + part.given.map(\.count) + row.geometry
    }
}
