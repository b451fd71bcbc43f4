/// How a resize of any kind looks its samples up: where an output stands among the inputs, and what it makes of those around it.
public struct Sampling: Hashable, Sendable {
    /// Where an output stands.
    public enum Coordinates: String, Hashable, Sendable, CaseIterable {
        /// Samples stand in the middle of their pixels.
        case halfPixel
        /// The same, and of a single output the first.
        case halfPixelOrFirst
        /// Samples stand at the corners of their pixels.
        case asymmetric
        /// The first and the last samples of input and output coincide.
        case alignedCorners
    }

    /// What is made of the inputs around it.
    public enum Kernel: Hashable, Sendable {
        case nearest(Nearest)
        case linear
        /// Between four (Keys, "Cubic convolution interpolation for digital image processing", 1981), with his a.
        case cubic(Float)
    }

    /// Which input is the nearest.
    public enum Nearest: String, Hashable, Sendable, CaseIterable {
        case floor, ceiling
        /// Of two equally near the one before, or the one behind.
        case roundDown, roundUp
    }

    public var coordinates: Coordinates
    public var kernel: Kernel
    /// Whether the kernel widens where the output is smaller, so that every input counts.
    public var smooths: Bool
    /// Whether inputs beyond the edge are left out, and the others weigh more; otherwise the edge stands for them.
    public var leavesOut: Bool

    /// From its parts.
    public init(_ coordinates: Coordinates, _ kernel: Kernel, smooths: Bool = false, leavesOut: Bool = false) {
        self.coordinates = coordinates
        self.kernel = kernel
        self.smooths = smooths
        self.leavesOut = leavesOut
    }

    /// How many inputs beyond the next the kernel reaches for, where the output is no smaller.
    var reach: Int {
        switch kernel {
        case .nearest: 0
        case .linear: 1
        case .cubic: 3
        }
    }

    /// By output along one axis: the inputs that it reads, with their weights, which sum to 1.
    func taps(input: Int, output: Int, step given: Float) -> [[(index: Int, weight: Float)]] {
        // A place in the middle between two inputs stays there where the step is the quotient of the sides, which a float only comes near.
        let quotient = Double(input) / Double(output)
        let step = abs(Double(given) - quotient) < 1e-6 * quotient ? quotient : Double(given)
        return (0..<output).map { place in
            let position = position(of: place, input: input, output: output, step: step)
            if case .nearest(let rule) = kernel {
                return [(index: min(max(nearest(position, rule), 0), input - 1), weight: 1)]
            }
            return weights(around: position, input: input, step: step)
        }
    }

    private func position(of place: Int, input: Int, output: Int, step: Double) -> Double {
        switch coordinates {
        case .halfPixelOrFirst where output == 1: 0
        case .halfPixel, .halfPixelOrFirst: (Double(place) + 0.5) * step - 0.5
        case .asymmetric: Double(place) * step
        case .alignedCorners: output > 1 ? Double(place * (input - 1)) / Double(output - 1) : 0
        }
    }

    private func nearest(_ position: Double, _ rule: Nearest) -> Int {
        switch rule {
        case .floor: Int(position.rounded(.down))
        case .ceiling: Int(position.rounded(.up))
        case .roundDown: Int((position - 0.5).rounded(.up))
        case .roundUp: Int((position + 0.5).rounded(.down))
        }
    }

    private func weights(around position: Double, input: Int, step: Double) -> [(index: Int, weight: Float)] {
        let width = smooths ? max(step, 1) : 1
        let support = (kernel == .linear ? 1 : 2) * width
        let first = Int((position - support).rounded(.up))
        let last = Int((position + support).rounded(.down))
        var sums: [Int: Double] = [:]
        for index in first...max(first, last) {
            let weight = value(at: (position - Double(index)) / width)
            if (0..<input).contains(index) {
                sums[index, default: 0] += weight
            } else if !leavesOut {
                sums[min(max(index, 0), input - 1), default: 0] += weight
            }
        }
        let total = sums.values.reduce(0, +)
        guard total != 0 else { return [(index: min(max(Int(position.rounded()), 0), input - 1), weight: 1)] }
        return sums.filter { $0.value != 0 }.sorted { $0.key < $1.key }.map { ($0.key, Float($0.value / total)) }
    }

    /// The kernel at a distance.
    private func value(at distance: Double) -> Double {
        let d = abs(distance)
        guard case .cubic(let given) = kernel else { return max(0, 1 - d) }
        let a = Double(given)
        if d <= 1 { return ((a + 2) * d - (a + 3)) * d * d + 1 }
        return d < 2 ? (((d - 5) * d + 8) * d - 4) * a : 0
    }
}
