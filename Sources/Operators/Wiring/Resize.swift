public import Tensors

/// A change of size.
public struct Resize: Operator, Hashable {
    /// How values between samples are found.
    public enum Method: Hashable, Sendable {
        /// The sample at ⌊y·step⌋, `step` being inputs between neighbouring outputs.
        case nearest
        /// Between the two nearest on each axis; samples stand in the middle of their pixels.
        case linear
        /// The same, and the first and the last samples of input and output coincide.
        case linearAlignedCorners
        /// Any other way.
        case sampled(Sampling)

        /// How many inputs beyond the next an output reaches for.
        fileprivate var reach: Int {
            switch self {
            case .nearest: 0
            case .linear, .linearAlignedCorners: 1
            case .sampled(let sampling): sampling.reach
            }
        }

        /// Whether the samples of a part lie where those of the whole do, for factors that a float holds exactly.
        fileprivate var keepsParts: Bool { self == .nearest || self == .linear }
    }

    /// How large the output is.
    public enum Target: Hashable, Sendable {
        /// ⌊input·factor⌋, down and across.
        case factor(height: Float, width: Float)
        /// This size, whatever the input's is.
        case size(Extent)
        /// The size of the node's second input, of which nothing else is read.
        case ofSecondInput
    }

    /// How large the output is.
    public var target: Target
    /// How values between samples are found.
    public var method: Method

    /// A resize from its parts.
    public init(to target: Target, method: Method) {
        self.target = target
        self.method = method
    }

    /// A resize by factors.
    public init(height: Float, width: Float, method: Method) {
        self.init(to: .factor(height: height, width: width), method: method)
    }

    /// The output's height and width.
    /// - Parameter inputs: the shapes of the node's inputs.
    private func size(from inputs: [Shape]) -> Extent {
        switch target {
        case .factor(let height, let width):
            Extent(
                height: Resize.whole(Float(inputs[0].height) * height),
                width: Resize.whole(Float(inputs[0].width) * width))
        case .size(let size): size
        case .ofSecondInput: inputs.count > 1 ? Extent(height: inputs[1].height, width: inputs[1].width) : Extent(0)
        }
    }

    /// Inputs between neighbouring outputs, down and across, as PyTorch computes them: by the factor where there is one.
    private func steps(from input: Shape, to output: Shape) -> (height: Float, width: Float) {
        if case .factor(let height, let width) = target { return (1 / height, 1 / width) }
        return (Float(input.height) / Float(output.height), Float(input.width) / Float(output.width))
    }

    /// A side, cut off to a whole number; what no picture has becomes 0, for which there is no room.
    private static func whole(_ side: Float) -> Int { (0...65536).contains(side) ? Int(side) : 0 }
}

extension Resize {
    public var summary: String {
        switch target {
        case .factor(let height, let width): "resize ×\(height)" + (width == height ? "" : " ×\(width)")
        case .size(let size): "resize to \(size.height)×\(size.width)"
        case .ofSecondInput: "resize to fit"
        }
    }

    public func shape(_ inputs: [Shape]) -> Shape {
        let size = size(from: inputs)
        return Shape(channels: inputs[0].channels, height: size.height, width: size.width)
    }

    /// Of the second input only the size is read.
    public func readsNumbers(ofInput index: Int) -> Bool { index == 0 }

    public func axisMaps(of operands: [Shape], to output: Shape) -> [AxisMap] {
        [
            AxisMap(
                rows: reading(from: operands[0].height, to: output.height) { $0.height },
                columns: reading(from: operands[0].width, to: output.width) { $0.width })
        ]
    }

    /// Factors like 2, 3, ½ or ¾, which a float holds exactly, keep the samples of a part where those of the whole are;
    /// others, and samples that are aligned by the corners, need the whole.
    private func reading(
        from input: Int, to output: Int, _ side: ((height: Float, width: Float)) -> Float
    ) -> AxisReading {
        guard input > 0, output > 0 else { return .everything }
        let reach = method.reach
        let factor: Float
        if case .factor(let height, let width) = target {
            factor = side((height, width))
        } else {
            // Of one input, every output is a copy.
            if input == 1, output > 1 { return .stretched }
            factor = Float(output) / Float(input)
            // To a size, a part is resized to its part of it: that is a whole number for whole factors alone.
            guard output % input == 0 else { return .unaligned(step: 1 / factor, reach: reach) }
        }
        guard factor != 1 else { return .same }
        guard method.keepsParts,
            let down = [1, 2, 4, 8].first(where: { (factor * Float($0)).rounded() == factor * Float($0) }), factor > 0
        else { return .unaligned(step: 1 / factor, reach: reach) }
        return .scaled(up: Int(factor * Float(down)), down: down, neighbour: reach)
    }

    public func part(_ part: OperatorPart) -> any Operator {
        if case .factor = target { return self }
        return Resize(
            to: .size(Extent(height: part.made.rows.count, width: part.made.columns.count)), method: method)
    }

    public var geometry: [Int] {
        if case .size(let size) = target { [size.height, size.width] } else { [] }
    }

    public func multiplyAdds(_ operands: [Shape], _ output: Shape) -> Int { 0 }
    public var bytes: Int { 0 }
    public var backwardReads: BackwardReads { [] }

    // Every output is a weighted sum of a few inputs, of at most four where nothing else is said.
    public func forward(_ operands: [Tensor], to output: Shape) -> Tensor {
        let x = operands[0]
        var y = Tensor.zeros(output)
        forEachTap(x.shape, output) { from, to, weight in y.values[to] += weight * x.values[from] }
        return y
    }

    // ∂/∂x[q] = Σ g[p]·weight over the p that read q
    public func backward(_ seed: Tensor, _ operands: [Tensor], _ output: Tensor, wanted: [Bool]) -> [Tensor?] {
        var gradient = Tensor.zeros(operands[0].shape)
        forEachTap(gradient.shape, seed.shape) { from, to, weight in gradient.values[from] += weight * seed.values[to] }
        return [gradient]
    }

    private func forEachTap(_ x: Shape, _ y: Shape, _ body: (_ x: Int, _ y: Int, _ weight: Float) -> Void) {
        let steps = steps(from: x, to: y)
        let rows = method.taps(input: x.height, output: y.height, step: steps.height)
        let columns = method.taps(input: x.width, output: y.width, step: steps.width)
        for channel in 0..<x.channels {
            for row in rows.indices {
                for column in columns.indices {
                    let to = (channel * y.height + row) * y.width + column
                    for (sourceRow, vertical) in rows[row] {
                        for (sourceColumn, horizontal) in columns[column] {
                            body((channel * x.height + sourceRow) * x.width + sourceColumn, to, vertical * horizontal)
                        }
                    }
                }
            }
        }
    }
}

extension Resize.Method {
    /// By output along one axis: the inputs that it reads, with their weights.
    fileprivate func taps(input: Int, output: Int, step: Float) -> [[(index: Int, weight: Float)]] {
        if case .sampled(let sampling) = self { return sampling.taps(input: input, output: output, step: step) }
        return (0..<output).map { place in
            let position: Float
            switch self {
            case .sampled: preconditionFailure("it looks its samples up itself")
            case .nearest: return [(index: min(input - 1, Int(Float(place) * step)), weight: 1)]
            case .linear: position = (Float(place) + 0.5) * step - 0.5
            case .linearAlignedCorners: position = output > 1 ? Float(place * (input - 1)) / Float(output - 1) : 0
            }
            let clamped = min(max(position, 0), Float(input - 1))
            let first = min(Int(clamped), input - 1)
            let rest = clamped - Float(first)
            guard first + 1 < input, rest > 0 else { return [(index: first, weight: 1)] }
            return [(index: first, weight: 1 - rest), (index: first + 1, weight: rest)]
        }
    }
}

extension Resize: SeparableOperator {
    package func taps(from input: Shape, to output: Shape) -> (rows: AxisTaps, columns: AxisTaps) {
        let steps = steps(from: input, to: output)
        return (
            AxisTaps(
                method.taps(input: input.height, output: output.height, step: steps.height), inputs: input.height),
            AxisTaps(method.taps(input: input.width, output: output.width, step: steps.width), inputs: input.width)
        )
    }
}

extension Operator where Self == Resize {
    /// Another size.
    public static func resize(_ resize: Resize) -> Resize { resize }
}
