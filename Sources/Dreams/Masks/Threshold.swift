/// Free above a bound, or below one, over a soft edge: what masks by a number of each pixel have in common.
struct Threshold {
    let above: Float?
    let below: Float?
    let softness: Float

    static let equation = "m = 3t² − 2t³, t = (x − above)/softness + ½ within 0…1; 1 − m of below"

    /// What is wrong with the bounds; nil where nothing is.
    var problem: String? { (above == nil) == (below == nil) ? "give either above or below" : nil }

    /// The weight of a number, 0…1.
    func weight(_ value: Float) -> Float {
        let t = min(max((value - (above ?? below ?? 0)) / max(softness, 1e-4) + 0.5, 0), 1)
        let weight = t * t * (3 - 2 * t)
        return above == nil ? 1 - weight : weight
    }

    /// `> 0.4 ± 0.2`
    var description: String { "\(above == nil ? "<" : ">") \(above ?? below ?? 0) ± \(softness)" }

    static func options<Word>(
        _ above: WordOption<Word>.Key<Float?>, _ below: WordOption<Word>.Key<Float?>,
        _ softness: WordOption<Word>.Key<Float>, most: Double, _ sides: (above: String, below: String)
    ) -> [WordOption<Word>] {
        [
            .number("above", above, 0...most, "free where it is \(sides.above)", absent: "no bound"),
            .number("below", below, 0...most, "free where it is \(sides.below)", absent: "no bound"),
            .number("softness", softness, 0...1, "the width of the edge"),
        ]
    }
}
