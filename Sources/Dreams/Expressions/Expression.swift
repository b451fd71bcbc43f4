/// A differentiable expression over the network's activations, the canvas and other pictures: what objectives and penalties are
/// made of.
///
///     let fur = Expression.activation(LayerReference(.name("fire8"))).square().mean()
///     let calm = Expression.canvas.totalVariation(beta: 2)
///     let objective = 0.5 * fur - 0.02 * calm
///
/// A value: it can be printed, compared, hashed and stored; it holds no tensor. `ExpressionProgram` computes it and its gradient.
/// Every array is `[1, C, H, W]`; a number is `[1, 1, 1, 1]`, and a dimension of 1 goes with any other (broadcasting).
public indirect enum Expression: Hashable, Sendable {
    /// A number.
    case constant(Float)
    /// A number for every channel, `[1, C, 1, 1]`.
    case vector([Float])
    /// A number that changes over the steps of the stage.
    case schedule(Schedule)
    /// A layer's activation, `[1, C, H, W]`.
    case activation(LayerReference)
    /// What the layer was trained to have: a number a channel, `[1, C, 1, 1]`.
    case statistics(LayerReference, Statistic)
    /// What a network makes of a text: a number a channel, `[1, C, 1, 1]`.
    case text(TextReference)
    /// Another picture, or what a layer makes of it; it does not change, and no gradient goes there.
    case reading(PictureReading)
    /// The picture being dreamt, `[1, 3, H, W]`, sRGB levels 0…255.
    case canvas
    /// A mask, `[1, 1, H, W]`, 0…1, as large as what it is made for.
    case mask(Mask)
    /// An operation on other expressions.
    case operation(ExpressionOperation, [Expression], Origin)
}

/// What batch normalisation remembers of the activations that it saw in training, channel by channel.
public enum Statistic: String, Hashable, Sendable, CaseIterable {
    case mean, variance
}

/// A text, as an expression reads it.
public struct TextReference: Hashable, Sendable {
    /// In words.
    public var text: String
    /// The network that reads it, by name; nil for the preset's.
    public var network: String?
    /// Where the preset says so.
    public var place: SourceLine? { origin.place }

    private var origin: Origin

    /// A text for a network.
    public init(_ text: String, for network: String? = nil, place: SourceLine? = nil) {
        self.text = text
        self.network = network
        origin = Origin(place)
    }
}

/// A picture beside the canvas, as an expression reads it.
public struct PictureReading: Hashable, Sendable {
    /// The layer whose activation is read; the picture's levels themselves when absent.
    public var layer: LayerReference?
    /// The picture.
    public var picture: PictureReference
    /// How large the network sees it.
    public var placement: Placement

    /// How large the network sees a picture, and through which window.
    public enum Placement: Hashable, Sendable {
        /// At a size of its own, its longer side being this many pixels at most: a guide.
        case own(longEdge: Int)
        /// As large as the canvas, and moved with it by jitter and transforms: position answers to position.
        case aligned
    }

    /// A reading from its parts.
    public init(layer: LayerReference?, picture: PictureReference, placement: Placement) {
        self.layer = layer
        self.picture = picture
        self.placement = placement
    }
}

// MARK: - What it reads

extension Expression {
    /// The operands of the outermost operation.
    public var operands: [Expression] {
        if case .operation(_, let operands, _) = self { operands } else { [] }
    }

    /// Everything below it that is no operation, each once, in order of first use.
    public var leaves: [Expression] {
        guard case .operation(_, let operands, _) = self else { return [self] }
        return operands.flatMap(\.leaves).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    /// The layers of the canvas that it reads, each once, in order of first use.
    public var layers: [LayerReference] {
        leaves.compactMap { if case .activation(let layer) = $0 { layer } else { nil } }
    }

    /// The masks that it is weighed by, each once.
    var masks: [Mask] { leaves.compactMap { if case .mask(let mask) = $0 { mask } else { nil } } }

    /// The pictures that it reads beside the canvas.
    var pictures: [PictureReference] {
        leaves.compactMap { if case .reading(let reading) = $0 { reading.picture } else { nil } }
    }

    /// Whether any part of it reads what the network sees of the canvas, or of a picture through the same view.
    public var readsNetwork: Bool {
        leaves.contains {
            switch $0 {
            case .activation: true
            case .reading(let reading): reading.layer != nil && reading.placement == .aligned
            default: false
            }
        }
    }

    /// The networks that it reads beside the preset's, by name.
    public var networks: Set<String> {
        Set(
            leaves.compactMap {
                switch $0 {
                case .activation(let layer), .statistics(let layer, _): layer.network
                case .reading(let reading): reading.layer?.network
                case .text(let text): text.network
                default: nil
                }
            })
    }

    /// Whether any part of it reads the canvas itself.
    var readsCanvas: Bool { leaves.contains(.canvas) }

    /// The number of operations and leaves: what a preset's budget counts.
    public var size: Int { operands.reduce(1) { $0 + $1.size } }

    /// Whether the expression is one number whatever the network: what an objective has to be.
    public var isNumber: Bool { spread == .number }

    /// Along which dimensions the expression may have more than one element, known without any shape.
    public var spread: Spread {
        switch self {
        case .constant, .schedule: .number
        case .vector, .statistics, .text: Spread(channels: true, positions: false)
        case .activation, .reading, .canvas: Spread(channels: true, positions: true)
        case .mask: Spread(channels: false, positions: true)
        case .operation(let operation, let operands, _): operation.rule.spread(operands.map(\.spread))
        }
    }

    /// Where the outermost operation was written.
    public var place: SourceLine? {
        switch self {
        case .operation(_, _, let origin): origin.place
        case .activation(let layer), .statistics(let layer, _): layer.place
        case .reading(let reading): reading.layer?.place
        case .text(let text): text.place
        case .constant, .vector, .schedule, .canvas, .mask: nil
        }
    }

    /// The same expression, written on a line.
    public func written(at place: SourceLine?) -> Expression {
        guard case .operation(let operation, let operands, _) = self else { return self }
        return .operation(operation, operands, Origin(place))
    }
}

/// Which dimensions of an expression are more than one element long.
public struct Spread: Hashable, Sendable {
    /// Whether it has channels.
    public var channels: Bool
    /// Whether it has positions.
    public var positions: Bool

    /// One number.
    public static let number = Spread(channels: false, positions: false)

    /// What two arrays spread to together.
    func union(_ other: Spread) -> Spread {
        Spread(channels: channels || other.channels, positions: positions || other.positions)
    }
}

// MARK: - Algebra

extension Expression: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
    /// A number.
    public init(floatLiteral value: Float) { self = .constant(value) }
    /// A number.
    public init(integerLiteral value: Int) { self = .constant(Float(value)) }
}

extension Expression: CustomStringConvertible {
    /// As an artist would write it: `(0.5 * mean(square(fire8)))`.
    public var description: String {
        switch self {
        case .constant(let value): "\(value)"
        case .vector(let values):
            "{\(values.prefix(4).map { "\($0)" }.joined(separator: ", "))\(values.count > 4 ? ", … (\(values.count))" : "")}"
        case .schedule(let schedule): "[\(schedule)]"
        case .activation(let layer): layer.description
        case .statistics(let layer, let statistic): "\(layer):trained_\(statistic.rawValue)"
        case .reading(let reading): "\(reading)"
        case .text(let text): "text(\(text.text))"
        case .canvas: "canvas"
        case .mask(let mask): "mask(\(mask))"
        case .operation(let operation, let operands, _): operation.rule.text(operands.map(\.description))
        }
    }
}

extension PictureReading: CustomStringConvertible {
    /// `fire8:of(p.guide, 384)`, `fire8:of(input, aligned)`
    public var description: String {
        let size =
            switch placement {
            case .own(let longEdge): "\(longEdge)"
            case .aligned: "aligned"
            }
        return layer.map { "\($0):of(\(picture), \(size))" } ?? "\(picture):picture(\(size))"
    }
}
