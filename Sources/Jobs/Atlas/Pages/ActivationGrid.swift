import Engine
import Networks
import Pictures
import Tensors

/// Activations of a layer over many pictures, averaged where they are alike, and laid out so that what is alike lies together (Carter et al.,
/// "Activation atlas", 2019; here the two directions in which activations vary most are the axes).
package struct ActivationGrid {
    /// A place that enough activations came to.
    package struct Cell {
        package let row: Int
        package let column: Int
        package let count: Int
        /// Their mean, as a direction from the mean of all: one number a channel.
        package let direction: [Float]
    }

    package let cells: [Cell]
    let activations: Int

    /// - Parameters:
    ///   - vectors: activations at single positions.
    ///   - side: of the grid.
    package init(_ vectors: [[Float]], side: Int) {
        activations = vectors.count
        guard let channels = vectors.first?.count, vectors.count > 1 else {
            cells = []
            return
        }
        let n = Float(vectors.count)
        var mean = [Float](repeating: 0, count: channels)
        for vector in vectors { for c in 0..<channels { mean[c] += vector[c] / n } }
        let centred = vectors.map { vector in (0..<channels).map { vector[$0] - mean[$0] } }
        var variance = [Float](repeating: 0, count: channels)
        for vector in centred { for c in 0..<channels { variance[c] += vector[c] * vector[c] / n } }
        let usual = max(variance.reduce(0, +) / Float(channels), 1e-12)
        let axes = ActivationGrid.axes(of: centred, count: 2)
        let places = axes.map { axis in
            ActivationGrid.ranks(centred.map { ActivationGrid.dot($0, axis) }).map { $0 * side / vectors.count }
        }
        var found: [Int: (count: Int, sum: [Float])] = [:]
        for (index, vector) in centred.enumerated() {
            let place = (places.count > 1 ? places[1][index] : 0) * side + places[0][index]
            var cell = found[place] ?? (0, [Float](repeating: 0, count: channels))
            cell.count += 1
            for c in 0..<channels { cell.sum[c] += vector[c] }
            found[place] = cell
        }
        // A few chance neighbours are no kind of thing.
        let least = max(2, vectors.count / (side * side * 8))
        cells = found.filter { $0.value.count >= least }.sorted { $0.key < $1.key }.map { place, cell in
            // Channels that vary much anyway say less.
            let direction = (0..<channels).map { cell.sum[$0] / Float(cell.count) / (variance[$0] + usual) }
            let length = max(ActivationGrid.dot(direction, direction).squareRoot(), 1e-12)
            return Cell(
                row: place / side, column: place % side, count: cell.count, direction: direction.map { $0 / length })
        }
    }

    /// The directions in which vectors vary most, by powers of their covariance; each orthogonal to those before it.
    package static func axes(of vectors: [[Float]], count: Int) -> [[Float]] {
        guard let channels = vectors.first?.count else { return [] }
        var axes: [[Float]] = []
        for number in 0..<min(count, channels) {
            var dice = Philox(key: 0xA71A5, stream: UInt64(number))
            var axis = (0..<channels).map { _ in dice.normal() }
            for _ in 0..<50 {
                var next = [Float](repeating: 0, count: channels)
                for vector in vectors {
                    let length = dot(vector, axis)
                    for c in 0..<channels { next[c] += length * vector[c] }
                }
                for other in axes {
                    let length = dot(next, other)
                    for c in 0..<channels { next[c] -= length * other[c] }
                }
                let length = dot(next, next).squareRoot()
                guard length > 1e-20 else { break }
                axis = next.map { $0 / length }
            }
            axes.append(axis)
        }
        return axes
    }

    private static func dot(_ a: [Float], _ b: [Float]) -> Float {
        var sum: Float = 0
        for i in a.indices { sum += a[i] * b[i] }
        return sum
    }

    /// The place of each number among all, counted from 0; of equal ones, the first comes first.
    private static func ranks(_ numbers: [Float]) -> [Int] {
        var ranks = [Int](repeating: 0, count: numbers.count)
        for (rank, index) in numbers.indices.sorted(by: { (numbers[$0], $0) < (numbers[$1], $1) }).enumerated() {
            ranks[index] = rank
        }
        return ranks
    }
}
