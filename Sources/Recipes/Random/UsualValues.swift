/// What artists write where an option admits far more than pictures of a few pixels and small networks have room for.
///
/// Beyond it a preset is refused, or takes a hundred times as long to be tried: so it is gone beyond now and then only. Schemas know the bounds,
/// not the habits.
enum UsualValues {
    /// How often a value stays within what is usual.
    static let share = 0.96

    /// Whole numbers, by the option that they are for.
    static let integers: [String: ClosedRange<Int>] = [
        // As many channels as the smallest network has.
        "tensor:channel.index": 0...4, "tensor:channels.of": 0...4, "tensor:interpolation.from": 0...4,
        "tensor:interpolation.to": 0...4, "tensor:strongest.count": 1...4, "tensor:weakest.count": 1...4,
        // As many positions.
        "tensor:inset.border": 0...1, "tensor:diversity.columns": 2...3, "tensor:diversity.rows": 1...2,
        "tensor:interpolation.columns": 2...4, "tensor:alignment.columns": 2...4,
        // As many pixels.
        "tensor:of.size": 16...96, "tensor:guide.size": 16...96, "tensor:style.size": 16...96,
        "r.random_crop.side": 32...96, "r.view_pad.border": 1...16, "r.stage.octaves.count": 1...4,
        "r.stage.octaves.from": 24...64, "r.stage.octaves.smallest": 16...32,
        // As much time.
        "r.film.frames": 1...6, "r.film.loop": 0...3, "r.film.long_term": 2...4, "tensor:importance.views": 1...4,
    ]

    /// Numbers, in the same way.
    static let numbers: [String: ClosedRange<Double>] = [
        "r.resize.factor": 0.5...2
    ]
}
