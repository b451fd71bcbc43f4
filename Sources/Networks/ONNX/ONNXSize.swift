import Tensors

/// The size that a model gives an activation, as far as its file tells what that follows from.
enum ONNXSize {
    /// A multiple of what it was.
    case factor(height: Float, width: Float)
    /// This one, at every size of the picture.
    case fixed(Extent)
    /// That of a node's activation.
    case like(Graph.NodeID, Extent)
    /// This one at the size that the model is read for; the file does not tell what it would be at another.
    case uncertain(Extent)

    /// Height and width at the size that the model is read for.
    func size(from shape: Shape) -> Extent {
        switch self {
        case .factor(let height, let width):
            Extent(height: Int(Float(shape.height) * height), width: Int(Float(shape.width) * width))
        case .fixed(let size), .like(_, let size), .uncertain(let size): size
        }
    }
}

extension ONNXGraphBuilder {
    /// What a size is whose two numbers come from `sources`, for something that is made of `input`.
    ///
    /// Where the file fixes the picture's size, every size in it is a number, be it one in the program that was exported, or one that
    /// follows another: that is uncertain. Where it leaves the picture's size open, what follows is computed, and a number is one.
    mutating func size(
        _ size: Extent, from sources: (ONNXNumbers.Source, ONNXNumbers.Source), of input: Graph.NodeID
    ) -> ONNXSize {
        sizeIsFollowed()
        switch sources {
        case (.constant, .constant):
            return hasFixedSides ? .uncertain(size) : .fixed(size)
        case (.side(let rows, true, let down), .side(let columns, false, let across)):
            let factors = [Float(down), Float(across)]
            if rows == input, columns == input, factors.allSatisfy({ $0 >= 1 && $0 == $0.rounded() }) {
                return .factor(height: factors[0], width: factors[1])
            }
            return rows == columns && factors == [1, 1] ? .like(rows, size) : .uncertain(size)
        default:
            return .uncertain(size)
        }
    }

    /// Appends a resize to a size; one that is uncertain is known only at the size that the model is read for.
    mutating func appendResize(
        _ size: ONNXSize, of input: Graph.NodeID, _ method: Resize.Method, _ reader: ONNXNodeReader
    ) throws {
        var inputs = [input]
        let target: Resize.Target =
            switch size {
            case .factor(let height, let width): .factor(height: height, width: width)
            case .fixed(let size), .uncertain(let size): .size(size)
            case .like: .ofSecondInput
            }
        if case .like(let other, _) = size { inputs.append(other) }
        try append(.resize(Resize(to: target, method: method)), inputs, of: reader)
        if case .uncertain = size { pin(nodes.count - 1) }
    }
}
