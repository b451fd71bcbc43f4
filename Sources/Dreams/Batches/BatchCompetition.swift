package import Engine
import Foundation
package import Networks
import Tensors

/// A student that the dreams of a batch compete with: pictures are wanted that it takes for something else than the network does.
///
/// Adaptive competition of "Dreaming to distill" (Yin et al., 2020, arXiv 1912.08795): beside everything else
///
///     weight · (1 − JS(p, q)), JS(p, q) = ½·KL(p ‖ m) + ½·KL(q ‖ m), m = ½·(p + q)
///
/// is minimised, as a mean over the batch, p being the shares of the classes by the network, and q those by the student. JS, the divergence of Jensen
/// and Shannon, is between 0, where both see the same, and ln 2. Students of the dreams so far, one after the other, are for whoever trains them.
package struct BatchCompetition {
    private let student: Network
    private let node: Graph.NodeID
    private let lanes: BatchLanes
    private let weight: Float

    /// What one picture makes of it.
    struct Pull: Sendable {
        /// weight · (1 − JS).
        let value: Double
        /// The gradient of that at the shares' logits, by the network.
        let onLogits: [Float]
        /// That at the picture's levels, through the student, `[1, 3, H, W]`.
        let onLevels: Tensor
    }

    /// - Parameter count: how many executions of the student there are.
    /// - Throws: as `Backend.prepare`; `NetworkError` where it knows no classes.
    init(_ student: Network, at size: Extent, count: Int, weight: Float, on backend: any Backend) throws {
        (self.student, self.weight) = (student, weight)
        node = try student.logitsNode()
        lanes = try BatchLanes(student.graph, at: size, outputs: [node], count: count, on: backend)
    }

    /// What an execution of a student holds, in bytes.
    package static func bytes(_ student: Network, at size: Extent, on backend: any Backend) throws -> Int {
        try BatchLanes.bytes(student.graph, at: size, outputs: [try student.logitsNode()], on: backend)
    }

    /// How each picture is pulled, `share` of which counts.
    /// - Parameters:
    ///   - shares: those of each picture's classes, by the network.
    ///   - levels: of a picture, `[1, 3, H, W]`.
    func pulls(_ shares: [ClassShares], share: Float, _ levels: @Sendable (Int) -> Tensor) throws -> [Pull] {
        lanes.forget()
        let (preprocessing, node, weight) = (student.manifest.preprocessing, node, weight)
        return try lanes.map(shares.count) { index, visit in
            let seen = try visit.forward { preprocessing.networkInput(fromLevels: levels(index)) }
            guard let answer = seen[node] else { preconditionFailure("a lane gives its outputs") }
            let divergence = ClassDivergence(between: shares[index], and: ClassShares(ofLogits: answer))
            let pull = divergence.slopes(atFirst: false).map { -weight * share * Float($0) }
            let onInput = try visit.gradient([node: Tensor(spreading: pull, over: answer.shape)])
            return Pull(
                value: Double(weight) * (1 - divergence.value),
                onLogits: divergence.slopes(atFirst: true).map { -weight * share * Float($0) },
                onLevels: preprocessing.levelsGradient(fromInputGradient: onInput))
        }
    }
}

/// The divergence of Jensen and Shannon between what two networks make of the classes of a picture.
struct ClassDivergence {
    /// From 0 to ln 2.
    let value: Double
    private let first, second: [Double]
    /// ln(p/m) and ln(q/m).
    private let ofFirst, ofSecond: [Double]

    init(between p: ClassShares, and q: ClassShares) {
        (first, second) = (p.values.map(Double.init), q.values.map(Double.init))
        let middle = zip(first, second).map { 0.5 * ($0 + $1) }
        // What is impossible adds nothing: x · ln x goes to 0.
        func logarithms(_ x: [Double]) -> [Double] { zip(x, middle).map { $0 > 0 ? log($0 / $1) : 0 } }
        (ofFirst, ofSecond) = (logarithms(first), logarithms(second))
        func divergence(_ x: [Double], _ logarithms: [Double]) -> Double {
            zip(x, logarithms).reduce(0) { $0 + $1.0 * $1.1 }
        }
        value = 0.5 * (divergence(first, ofFirst) + divergence(second, ofSecond))
    }

    /// Its gradient at the logits of either: ½ · p_k · (ln(p_k/m_k) − Σ_j p_j · ln(p_j/m_j)).
    func slopes(atFirst: Bool) -> [Double] {
        let (shares, logarithms) = atFirst ? (first, ofFirst) : (second, ofSecond)
        let mean = zip(shares, logarithms).reduce(0) { $0 + $1.0 * $1.1 }
        return zip(shares, logarithms).map { 0.5 * $0 * ($1 - mean) }
    }
}

extension Tensor {
    /// A gradient at logits that were averaged over their positions: a number a class, spread over these.
    init(spreading numbers: [Float], over shape: Shape) {
        self = .zeros(shape)
        let area = shape.area
        for (channel, number) in numbers.enumerated() {
            for i in channel * area..<(channel + 1) * area { values[i] = number / Float(area) }
        }
    }
}
