public import Tensors

extension Shape {
    /// The shape that arrays of both shapes have together; nil when a dimension is neither equal nor 1.
    public func broadcast(with other: Shape) -> Shape? {
        let pairs = zip(dimensions, other.dimensions)
        guard pairs.allSatisfy({ $0 == $1 || $0 == 1 || $1 == 1 }) else { return nil }
        return Shape(pairs.map { $0 == 1 ? $1 : $0 })
    }

    /// How far elements lie apart along channels, rows and columns, 0 along a dimension of 1.
    @usableFromInline var strides: (channel: Int, row: Int, column: Int) {
        (channels == 1 ? 0 : area, height == 1 ? 0 : width, width == 1 ? 0 : 1)
    }
}

extension Tensor {
    /// Both, broadcast, element by element.
    @inlinable @inline(__always)
    public func combined(with other: Tensor, _ body: @Sendable (Float, Float) -> Float) -> Tensor {
        guard let shape = shape.broadcast(with: other.shape) else {
            preconditionFailure("\(shape) does not go with \(other.shape)")
        }
        let a = values.span
        let b = other.values.span
        if self.shape == shape, other.shape == shape {
            return Tensor(unwritten: shape) { output in
                output.forEachPart { range, output in
                    let (a, b) = (a.extracting(range), b.extracting(range))
                    for i in output.indices { output[i] = body(a[i], b[i]) }
                }
            }
        }
        let (i, j) = (self.shape.strides, other.shape.strides)
        return Tensor(unwritten: shape) { line, output in
            let (channel, row) = line.quotientAndRemainder(dividingBy: shape.height)
            let x = channel * i.channel + row * i.row
            let y = channel * j.channel + row * j.row
            for column in output.indices {
                output[column] = body(a[x + column * i.column], b[y + column * j.column])
            }
        }
    }

    /// Summed along every dimension that is 1 in `shape`: the way back from a broadcast.
    public func summed(to target: Shape) -> Tensor {
        guard shape != target else { return self }
        guard target.count > 1 else { return Tensor(shape: target, values: [sum]) }
        let stride = target.strides
        let source = values.span
        return Tensor(target) { output in
            var index = 0
            for channel in 0..<shape.channels {
                for row in 0..<shape.height {
                    let place = channel * stride.channel + row * stride.row
                    for column in 0..<shape.width {
                        output[place + column * stride.column] += source[index]
                        index += 1
                    }
                }
            }
        }
    }
}
