import Tensors

extension Picture {
    /// The picture at another size, by Lanczos' kernel with three lobes.
    ///
    /// A smaller picture is made of light, as a lens would make it: encoded values are averaged to something too dark
    /// (half black and half white is 188 of 255, not 128). A larger one is made of encoded values, because the faint
    /// ringing of the kernel, in light, shows as dark seams. Transparent pixels count as much as they can be seen.
    public func resized(height: Int, width: Int) -> Picture {
        guard height != self.height || width != self.width else { return self }
        var result = self
        let shape = Shape(channels: 1, height: self.height, width: self.width)
        let opacity = alpha?.resized(height: height, width: width)
        let isSmaller = height * width < self.height * self.width
        // A plane at a time, so that a large picture is not held three times.
        let planes = (0..<3).flatMap { channel in
            var plane = Tensor(shape: shape, values: Array(colours.values[colours.indices(ofChannel: channel)]))
            if isSmaller { plane = LightTable.light(of: plane) }
            if let alpha { plane.multiply(by: alpha) }
            plane = plane.resized(height: height, width: width)
            if let opacity { plane.divide(by: opacity) }
            plane.clamp(to: 0...1)
            return isSmaller ? SRGB.encoded(plane).values : plane.values
        }
        result.colours = Tensor(shape: Shape(channels: 3, height: height, width: width), values: planes)
        result.alpha = opacity
        result.alpha?.clamp(to: 0...1)
        return result
    }
}

extension Tensor {
    fileprivate mutating func multiply(by alpha: Tensor) {
        for i in values.indices { values[i] *= alpha.values[i] }
    }

    /// Undoes `multiply(by:)`, in each plane; what cannot be seen becomes 0.
    mutating func divide(by alpha: Tensor) {
        let area = alpha.shape.area
        for i in values.indices {
            let opacity = alpha.values[i % area]
            values[i] = opacity > 1e-4 ? values[i] / opacity : 0
        }
    }
}

/// `SRGB.linear` of every level of 16 bits, and so of 8: exact for what files hold, and many times as fast.
enum LightTable {
    private static let levels = (0...65535).map { SRGB.linear(Float($0) / 65535) }

    /// Light from encoded values; what is no number is black.
    static func light(of encoded: Tensor) -> Tensor {
        let levels = levels
        return encoded.map { levels[$0 > 0 ? Int(min($0, 1) * 65535 + 0.5) : 0] }
    }
}
