/// One plane as a linear function of a plane of something else: y = factor·x + offset.
///
/// Three of them bring a picture's levels to a network's values, whatever the order of its colours, and gradients back.
public struct PlaneScaling: Hashable, Sendable {
    /// The plane that is read.
    public var source: Int
    /// What it is multiplied by.
    public var factor: Float
    /// What is added.
    public var offset: Float

    /// A plane's scaling.
    public init(source: Int, factor: Float, offset: Float = 0) {
        (self.source, self.factor, self.offset) = (source, factor, offset)
    }
}

extension Tensor {
    /// Planes `[1, n, H, W]`, each scaled of one of these, in one pass.
    public func scaled(_ planes: [PlaneScaling]) -> Tensor {
        let source = values.span
        let shape = Shape(channels: planes.count, height: shape.height, width: shape.width)
        return Tensor(unwritten: shape) { line, output in
            let (plane, row) = line.quotientAndRemainder(dividingBy: shape.height)
            let first = (planes[plane].source * shape.height + row) * shape.width
            output.scale(source.extracting(first..<first + shape.width), planes[plane])
        }
    }
}

extension MutableSpan where Element == Float {
    /// self[i] ← factor·source[i] + offset
    @inlinable @inline(__always)
    public mutating func scale(_ source: Span<Float>, _ scaling: PlaneScaling) {
        precondition(source.count == count, "\(source.count) elements do not fill \(count)")
        for i in indices { self[i] = source[i] * scaling.factor + scaling.offset }
    }
}
