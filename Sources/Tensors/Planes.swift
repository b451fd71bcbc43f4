/// Work on one plane of `[1, C, H, W]` after the other, so that what is made on the way is no larger than one.
extension Tensor {
    /// A copy of one plane, `[1, 1, H, W]`.
    public func plane(_ channel: Int) -> Tensor {
        Tensor(
            shape: Shape(channels: 1, height: shape.height, width: shape.width),
            values: Array(values[indices(ofChannel: channel)]))
    }

    /// Adds a plane `[1, 1, H, W]` to one of these.
    public mutating func add(_ plane: Tensor, toPlane channel: Int) {
        precondition(plane.shape.count == shape.area, "\(plane.shape) is no plane of \(shape)")
        let range = indices(ofChannel: channel)
        let source = plane.values.span
        var target = values.mutableSpan
        target.add(source, times: 1, at: range.lowerBound)
    }

    /// The planes, each changed by `body` into one of its own size, or all into ones of another size.
    public consuming func mapPlanes(_ body: (Tensor) throws -> Tensor) rethrows -> Tensor {
        var planes = self
        let first = try body(planes.plane(0))
        let shape = Shape(channels: planes.shape.channels, height: first.shape.height, width: first.shape.width)
        guard shape == planes.shape else {
            var result = Tensor.zeros(shape)
            result.replace(plane: 0, with: first)
            for channel in 1..<shape.channels { result.replace(plane: channel, with: try body(planes.plane(channel))) }
            return result
        }
        planes.replace(plane: 0, with: first)
        for channel in 1..<shape.channels { planes.replace(plane: channel, with: try body(planes.plane(channel))) }
        return planes
    }

    private mutating func replace(plane channel: Int, with plane: Tensor) {
        let start = indices(ofChannel: channel).lowerBound
        let source = plane.values.span
        var target = values.mutableSpan
        target.copy(source, at: start)
    }
}
