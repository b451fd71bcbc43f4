public import Tensors

/// The picture enters here: `[1, channels, H, W]`, already in the network's own value range.
public struct Input: PositionwiseOperator, Hashable {
    /// 3 for colour.
    public let channels: Int

    /// The place where a picture of `channels` channels enters.
    public init(channels: Int) { self.channels = channels }

    public var summary: String { "input" }

    /// The picture's, with its channels.
    public func shape(_ inputs: [Shape]) -> Shape {
        Shape(channels: channels, height: inputs[0].height, width: inputs[0].width)
    }

    public var bytes: Int { 0 }
    public var backwardReads: BackwardReads { [] }

    public func forward(_ operands: [Tensor], to output: Shape) -> Tensor { operands[0] }

    public func backward(_ seed: Tensor, _ operands: [Tensor], _ output: Tensor, wanted: [Bool]) -> [Tensor?] { [seed] }
}

extension Operator where Self == Input {
    /// The picture.
    public static func input(channels: Int) -> Input { Input(channels: channels) }
}
