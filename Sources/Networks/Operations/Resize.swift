public import Tensors

/// A change of size.
public struct Resize: Hashable, Sendable {
    /// How values between samples are found.
    public enum Method: Hashable, Sendable {
        /// The sample at ⌊y·step⌋, `step` being inputs between neighbouring outputs.
        case nearest
        /// Between the two nearest on each axis; samples stand in the middle of their pixels.
        case linear
        /// The same, and the first and the last samples of input and output coincide.
        case linearAlignedCorners
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

    /// The output for one input, whose size it does not take from another.
    public func shape(from input: Shape) -> Shape {
        let size = size(from: [input])
        return Shape(channels: input.channels, height: size.height, width: size.width)
    }

    /// The output's height and width.
    /// - Parameter inputs: the shapes of the node's inputs.
    func size(from inputs: [Shape]) -> Extent {
        switch target {
        case .factor(let height, let width):
            Extent(
                height: Resize.whole(Float(inputs[0].height) * height),
                width: Resize.whole(Float(inputs[0].width) * width))
        case .size(let size): size
        case .ofSecondInput: inputs.count > 1 ? Extent(height: inputs[1].height, width: inputs[1].width) : Extent(0)
        }
    }

    /// The resize to what is known to be its output's size, which reads the first input alone.
    public func settled(to output: Shape) -> Resize {
        guard case .ofSecondInput = target else { return self }
        return Resize(to: .size(Extent(height: output.height, width: output.width)), method: method)
    }

    /// Inputs between neighbouring outputs, down and across, as PyTorch computes them: by the factor where there is one.
    public func steps(from input: Shape, to output: Shape) -> (height: Float, width: Float) {
        if case .factor(let height, let width) = target { return (1 / height, 1 / width) }
        return (Float(input.height) / Float(output.height), Float(input.width) / Float(output.width))
    }

    /// A side, cut off to a whole number; what no picture has becomes 0, for which there is no room.
    private static func whole(_ side: Float) -> Int { (0...65536).contains(side) ? Int(side) : 0 }
}
