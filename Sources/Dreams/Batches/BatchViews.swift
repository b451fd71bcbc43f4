import Pictures
import Tensors

/// How a step sees every picture of a batch: shifted around its borders, and mirrored or not.
package struct BatchView: Hashable, Sendable {
    var down = 0
    var right = 0
    var isMirrored = false

    package init(down: Int = 0, right: Int = 0, isMirrored: Bool = false) {
        (self.down, self.right, self.isMirrored) = (down, right, isMirrored)
    }

    /// What is seen of a picture.
    func look(at picture: Tensor) -> Tensor {
        let shifted = down == 0 && right == 0 ? picture : picture.rolled(down: down, right: right)
        return isMirrored ? shifted.mirrored : shifted
    }

    /// The gradient at a picture, from that at what is seen of it.
    func back(_ gradient: Tensor) -> Tensor {
        let own = isMirrored ? gradient.mirrored : gradient
        return down == 0 && right == 0 ? own : own.rolled(down: -down, right: -right)
    }
}

/// The variation between neighbours over a batch: Σ_d ‖x − x moved by d‖, d being one to the right, one down, and one down to either side.
enum BatchVariation {
    /// Adds its gradient, and gives its value, both times a weight.
    static func add(of pictures: [Tensor], weight: Float, to gradients: inout [Tensor]) -> Double {
        guard weight > 0 else { return 0 }
        var value = 0.0
        for (down, right) in [(0, 1), (1, 0), (1, 1), (1, -1)] {
            let squares = pictures.reduce(0.0) { sum, x in
                var sum = sum
                x.forEachPair(down: down, right: right) { here, there in
                    let difference = Double(x.values[here] - x.values[there])
                    sum += difference * difference
                }
                return sum
            }
            let length = squares.squareRoot()
            guard length > 0 else { continue }
            value += Double(weight) * length
            let factor = weight / Float(length)
            for (index, x) in pictures.enumerated() {
                x.forEachPair(down: down, right: right) { here, there in
                    let pull = factor * (x.values[here] - x.values[there])
                    gradients[index].values[here] += pull
                    gradients[index].values[there] -= pull
                }
            }
        }
        return value
    }
}

extension Tensor {
    /// Left and right exchanged.
    fileprivate var mirrored: Tensor {
        let width = shape.width
        let source = values.span
        return Tensor(unwritten: shape) { mirrored in
            for row in stride(from: 0, to: source.count, by: width) {
                for column in 0..<width { mirrored[row + column] = source[row + width - 1 - column] }
            }
        }
    }

    /// Calls `body` with the places of every two elements of a plane of which one lies that far from the other.
    @inline(__always)
    fileprivate func forEachPair(down: Int, right: Int, _ body: (Int, Int) -> Void) {
        let (width, height) = (shape.width, shape.height)
        for plane in 0..<shape.channels {
            for row in 0..<max(0, height - down) {
                let start = plane * shape.area + row * width
                for column in max(0, -right)..<max(max(0, -right), width - max(0, right)) {
                    body(start + column, start + down * width + column + right)
                }
            }
        }
    }
}
