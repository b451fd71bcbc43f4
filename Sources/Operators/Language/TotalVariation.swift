import Foundation
public import Tensors

/// Σ (Δ² + ε)^(β/2) over all pixels and channels, Δ² being the squared differences to neighbours (Mahendran and Vedaldi,
/// "Understanding deep image representations by inverting them", 2014, section 4.2).
///
/// The sum is divided by 255^(β−1), as crowsonkb/deep_dream does, so that a weight of 1 on a canvas of levels pulls about as hard as
/// a normalised gradient pushes.
public struct TotalVariation: WholeOperator, Hashable {
    /// 2 is smooth, 1 draws plain areas with sharp edges; above 1 edges cost more.
    public var beta: Float
    /// Which differences count.
    public var neighbours: Neighbours
    /// Whether the left side is the neighbour of the right one, and the top of the bottom.
    public var wraps: Bool

    /// A variation from its parts.
    public init(beta: Float, neighbours: Neighbours = .two, wraps: Bool = true) {
        self.beta = beta
        self.neighbours = neighbours
        self.wraps = wraps
    }

    /// Which differences are taken at a pixel.
    public enum Neighbours: String, Hashable, Sendable, CaseIterable {
        /// To the right and below: Δ² = Δx² + Δy².
        case two
        /// And along both diagonals, which makes it equal in all directions: Δ² = ⅔(Δx² + Δy²) + ⅙(Δ↘² + Δ↙²)
        /// (crowsonkb/style-transfer-pytorch's 9-point form).
        case four

        /// What squared differences weigh: those to the right and below, and those along the diagonals.
        public var weights: (straight: Float, across: Float) { self == .two ? (1, 0) : (2 / 3, 1 / 6) }
    }

    /// What is added to Δ², in levels, so that its power has a slope where neighbours are equal.
    public static let epsilon: Float = 1e-3

    /// What the sum is multiplied by, 255^(1−β).
    public var unit: Float { pow(255, 1 - beta) }
}

extension TotalVariation {
    public var summary: String { "total variation" }
    public func shape(_ inputs: [Shape]) -> Shape { Shape(channels: 1, height: 1, width: 1) }
    public var bytes: Int { 0 }
    public var backwardReads: BackwardReads { .operands }

    public func forward(_ operands: [Tensor], to output: Shape) -> Tensor {
        let x = operands[0]
        let values = x.values.span
        var sum = 0.0
        var differences = RowDifferences(of: x.shape, self)
        for row in 0..<x.shape.channels * x.shape.height {
            differences.read(row, of: values)
            let terms = differences.squares(to: beta / 2)
            sum += Sums.sum(terms.span)
        }
        return Tensor(shape: output, values: [Float(sum) * unit])
    }

    // ∂/∂x of one term: β·(…)^(β/2 − 1) · weight·Δ at the neighbour, and the opposite at the pixel
    public func backward(_ seed: Tensor, _ operands: [Tensor], _ output: Tensor, wanted: [Bool]) -> [Tensor?] {
        let x = operands[0]
        let values = x.values.span
        let factor = seed.values[0] * unit * beta
        let gradient = Tensor(x.shape) { gradient in
            var differences = RowDifferences(of: x.shape, self)
            for row in 0..<x.shape.channels * x.shape.height {
                differences.read(row, of: values)
                differences.add(times: factor, differences.squares(to: beta / 2 - 1), to: &gradient)
            }
        }
        return [gradient]
    }
}

/// A row of pixels with its differences to its neighbours, one direction after the other, and Δ² + ε.
private struct RowDifferences {
    /// A neighbour by where it lies, and the weight of its squared difference.
    private struct Direction {
        let down: Int
        let right: Int
        let weight: Float
    }

    private let directions: [Direction]
    private let height: Int
    private let width: Int
    private let wraps: Bool
    private var row = 0
    /// By direction; 0 where there is no neighbour.
    private var differences: [[Float]]
    private var squares: [Float]

    init(of shape: Shape, _ variation: TotalVariation) {
        let (straight, across) = variation.neighbours.weights
        directions =
            [Direction(down: 0, right: 1, weight: straight), Direction(down: 1, right: 0, weight: straight)]
            + (variation.neighbours == .two
                ? [] : [1, -1].map { Direction(down: 1, right: $0, weight: across) })
        (height, width, wraps) = (shape.height, shape.width, variation.wraps)
        squares = [Float](repeating: 0, count: width)
        differences = directions.map { [squares] _ in squares }
    }

    /// Takes a row of the planes, counted over all channels.
    mutating func read(_ row: Int, of planes: Span<Float>) {
        self.row = row
        var sums = [Float](repeating: TotalVariation.epsilon, count: width)
        for (index, direction) in directions.enumerated() {
            let difference = difference(to: direction, planes)
            var sum = sums.mutableSpan
            addSquares(of: difference.span, times: direction.weight, to: &sum)
            differences[index] = difference
        }
        squares = sums
    }

    private func difference(to direction: Direction, _ planes: Span<Float>) -> [Float] {
        var difference = [Float](repeating: 0, count: width)
        guard let other = neighbour(direction) else { return difference }
        var line = difference.mutableSpan
        for (columns, moved) in pairs(direction) {
            let here = planes.extracting(row * width + columns.lowerBound..<row * width + columns.upperBound)
            let there = planes.extracting(other * width + moved.lowerBound..<other * width + moved.upperBound)
            line.withRun(columns) { subtract(here, from: there, into: &$0) }
        }
        return difference
    }

    /// (Δ² + ε)^power
    func squares(to power: Float) -> [Float] {
        var powers = [Float](repeating: 0, count: width)
        var output = powers.mutableSpan
        Powers.write(squares.span, to: power, into: &output)
        return powers
    }

    /// Adds factor · slope · weight · Δ to the neighbours, and subtracts it from the row.
    func add(times factor: Float, _ slopes: [Float], to planes: inout MutableSpan<Float>) {
        for (direction, difference) in zip(directions, differences) {
            guard let other = neighbour(direction) else { continue }
            var pulls = [Float](repeating: 0, count: width)
            var output = pulls.mutableSpan
            multiply(difference.span, slopes.span, factor * direction.weight, into: &output)
            let pull = pulls.span
            planes.add(pull, times: -1, at: row * width)
            for (columns, moved) in pairs(direction) {
                planes.add(pull.extracting(columns), times: 1, at: other * width + moved.lowerBound)
            }
        }
    }

    /// The row in which neighbours lie.
    private func neighbour(_ direction: Direction) -> Int? {
        guard direction.down == 1 else { return row }
        guard row % height == height - 1 else { return row + 1 }
        return wraps ? row + 1 - height : nil
    }

    /// Runs of columns that have neighbours, and where these are.
    private func pairs(_ direction: Direction) -> [(columns: Range<Int>, neighbours: Range<Int>)] {
        switch direction.right {
        case 1: [(0..<width - 1, 1..<width)] + (wraps ? [(width - 1..<width, 0..<1)] : [])
        case -1: [(1..<width, 0..<width - 1)] + (wraps ? [(0..<1, width - 1..<width)] : [])
        default: [(0..<width, 0..<width)]
        }
    }
}

// Not inlined, so that the compiler sees that nothing overlaps.

@inline(never)
private func subtract(_ a: Span<Float>, from b: Span<Float>, into output: inout MutableSpan<Float>) {
    precondition(a.count == output.count && b.count == output.count)
    for i in output.indices { output[i] = b[i] - a[i] }
}

@inline(never)
private func addSquares(of x: Span<Float>, times weight: Float, to output: inout MutableSpan<Float>) {
    precondition(x.count == output.count)
    for i in output.indices { output[i] += weight * x[i] * x[i] }
}

@inline(never)
private func multiply(_ a: Span<Float>, _ b: Span<Float>, _ factor: Float, into output: inout MutableSpan<Float>) {
    precondition(a.count == output.count && b.count == output.count)
    for i in output.indices { output[i] = factor * a[i] * b[i] }
}
