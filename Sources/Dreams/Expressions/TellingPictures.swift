import Operators
import Tensors

/// Which other pictures tell an ascent where to go.
///
/// Of a layer a guide has as many numbers as the layer. Where that is one, such as the evidence for a class, a product with it is the canvas's
/// own number, more or less strongly: the way up is the same whatever the guide shows.
extension ExpressionProgram {
    /// A picture of which one number is read, and nothing is done with it but to multiply.
    struct MereFactor {
        /// What is read of the picture.
        let reading: PictureReading
        /// The number, or the one channel whose largest number it is.
        let number: Expression
        /// Where it is multiplied.
        let place: SourceLine?
    }

    /// The first picture that is but a factor of the whole; nil where each says more.
    /// - Parameter shapes: of all parts, as `shapes(place:leaf:)` has them.
    func mereFactor(_ shapes: [Shape]) -> MereFactor? {
        // Of every part: what is read below it, and by what of that the way up is another.
        var below: [Set<PictureReading>] = []
        var telling: [Set<PictureReading>] = []
        var factors: [MereFactor] = []
        /// The innermost part that is no more than what it is in the end.
        func number(_ reading: PictureReading, of weight: Int) -> Expression {
            let part = nodes.indices.first {
                below[$0].contains(reading) && !nodes[$0].varies && shapes[$0].channels == 1
                    && shapes[$0].area <= shapes[weight].area
            }
            return nodes[part ?? weight].expression
        }
        for node in nodes {
            var read = Set(node.inputs.flatMap { below[$0] })
            if case .reading(let reading) = node.expression { read = [reading] }
            below.append(read)
            let varying = node.operands.filter { nodes[$0].varies }
            guard node.varies, node.isProportional(to: varying, shapes) else {
                telling.append(node.varies ? read : [])
                continue
            }
            var told = varying.reduce(into: Set<PictureReading>()) { $0.formUnion(telling[$1]) }
            for weight in node.operands where !nodes[weight].varies {
                if node.isOneFactor(weight, shapes) {
                    // To be measured by what a picture has is a way to weigh, and no guide.
                    guard node.operation as? Arithmetic != .divide else { continue }
                    factors += below[weight].map {
                        MereFactor(reading: $0, number: number($0, of: weight), place: node.expression.place)
                    }
                } else {
                    told.formUnion(below[weight])
                }
            }
            telling.append(told)
        }
        let told = Set((telling.last ?? []).map(\.picture))
        return factors.first { !told.contains($0.reading.picture) }
    }
}

extension ExpressionProgram.Node {
    /// Whether it is so many times as large where an operand that varies is; a function of one number has that number's gradient, too.
    fileprivate func isProportional(to varying: [Int], _ shapes: [Shape]) -> Bool {
        switch operation {
        case is Reduction, is WeightedChannels, is Part, is Inset, is Position, is Negation, is Absolute, is Power,
            is Blur, is Shift,
            is ResizedLike:
            true
        case let clip as Clip: clip == .relu
        case let arithmetic as Arithmetic:
            arithmetic == .multiply || arithmetic == .divide && varying == Array(operands.prefix(1))
        case is BestMatch: varying == Array(operands.prefix(1))
        default: operands.count == 1 && operands.allSatisfy { shapes[$0] == .number }
        }
    }

    /// Whether all that an operand does is to be one factor for everything.
    fileprivate func isOneFactor(_ operand: Int, _ shapes: [Shape]) -> Bool {
        // Of one channel the best position of a guide is its largest number, for every position of the canvas.
        operation is BestMatch ? shapes[operand].channels == 1 : shapes[operand] == .number
    }
}
