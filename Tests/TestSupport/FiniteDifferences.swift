public import Tensors

/// Checks of gradients by central differences.
public enum FiniteDifferences {
    /// The largest |∂f/∂xᵢ − (f(x + h·eᵢ) − f(x − h·eᵢ)) / 2h| over some coordinates, relative to the largest |∂f/∂xᵢ|
    /// among them.
    ///
    /// The corners of every plane are always among the coordinates; the others are drawn. A coordinate whose slopes to the
    /// left and to the right differ stands at the kink of a ReLU or a max pool, where there is no derivative, and is left
    /// out; when more than a third of them do, the error is infinite.
    public static func error(
        of gradient: Tensor, at x: Tensor, step h: Float = 1e-2, coordinates count: Int = 60,
        _ f: (Tensor) throws -> Double
    ) rethrows -> Double {
        let here = try f(x)
        let slopes = try coordinates(of: x.shape, count: count).map { i in
            var (up, down) = (x, x)
            up.values[i] += h
            down.values[i] -= h
            // What was added is what the floats say, not h.
            let right = (try f(up) - here) / (Double(up.values[i]) - Double(x.values[i]))
            let left = (here - (try f(down))) / (Double(x.values[i]) - Double(down.values[i]))
            return (right: right, left: left, claimed: Double(gradient.values[i]))
        }
        let largest = slopes.reduce(1e-12) { max($0, abs($1.right), abs($1.left), abs($1.claimed)) }
        let smooth = slopes.filter { abs($0.right - $0.left) < 0.01 * largest }
        guard smooth.count * 3 >= slopes.count * 2 else { return .infinity }
        return smooth.reduce(0) { max($0, abs(($1.right + $1.left) / 2 - $1.claimed)) } / largest
    }

    private static func coordinates(of shape: Shape, count: Int) -> [Int] {
        guard shape.count > count else { return Array(0..<shape.count) }
        var chosen: Set<Int> = [0, shape.count - 1]
        if shape.rank == 4 {
            for corner in [0, shape.width - 1, shape.area - shape.width, shape.area - 1] {
                for channel in 0..<shape.channels { chosen.insert(channel * shape.area + corner) }
            }
        }
        var dice = Philox(key: 99)
        while chosen.count < count { chosen.insert(Int(dice.next() % UInt64(shape.count))) }
        return chosen.sorted()
    }
}

extension Tensor {
    /// Numbers that are all `gap` apart and none nearer than `gap`/2 to zero, in a drawn order: no ties for a max pool, and
    /// no kink of a ReLU within reach of a small step.
    public static func spread(_ shape: Shape, seed: UInt64, gap: Float = 0.05) -> Tensor {
        var dice = Philox(key: seed, stream: 0x5B4E)
        let order = (0..<shape.count).shuffled(using: &dice)
        let values = order.map { (Float($0) - Float(shape.count / 2) + 0.5) * gap }
        return Tensor(shape: shape, values: values)
    }
}
