public import Tensors

/// Shapes of expressions, known before anything is computed.
extension Expression {
    /// The shape of the whole expression, given those of the layers it reads and of the canvas.
    /// - Throws: `DreamError` with the preset's line, where arrays do not fit or a channel does not exist.
    public func shape(canvas: Shape, place: Place? = nil, layer: (LayerReference) throws -> Shape) throws -> Shape {
        switch self {
        case .constant: return Shape([])
        case .canvas: return canvas
        case .activation(let reference): return try layer(reference)
        default:
            let shapes = try operands.map { try $0.shape(canvas: canvas, place: place, layer: layer) }
            return try shape(of: shapes, place: place)
        }
    }

    /// The shape of the outermost operation, given those of its operands.
    func shape(of operands: [Shape], place: Place?) throws -> Shape {
        let first = operands.first ?? Shape([])
        switch self {
        case .constant, .canvas, .activation, .apply:
            return first
        case .reduce:
            return Shape([])
        case .combine:
            if first.rank == 0 { return operands[1] }
            guard operands[1].rank == 0 || operands[1] == first else {
                throw DreamError.shapes(
                    expression: "\(self)", left: "\(first)", right: "\(operands[1])", place: place)
            }
            return first
        case .channel(let index, let array):
            guard first.rank == 4 else { throw DreamError.needsArray(expression: "\(self)", place: place) }
            guard (0..<first.channels).contains(index) else {
                throw DreamError.channel(index, of: "\(array)", count: first.channels, place: place)
            }
            return Shape(channels: 1, height: first.height, width: first.width)
        case .totalVariation:
            guard first.rank == 4 else { throw DreamError.needsArray(expression: "\(self)", place: place) }
            return Shape([])
        }
    }

    /// Whether the expression is one number whatever the network: what an objective has to be.
    public var isScalar: Bool {
        switch self {
        case .constant, .reduce, .totalVariation: true
        case .activation, .canvas, .channel: false
        case .apply(_, let a): a.isScalar
        case .combine(_, let a, let b): a.isScalar && b.isScalar
        }
    }

    /// Whether any part of it reads the canvas.
    var readsCanvas: Bool { self == .canvas || operands.contains(where: \.readsCanvas) }

    /// Arrays that are computed on the way from the layers to the number, and as many gradients of them.
    var arraysBetween: Int {
        let own: Int
        switch self {
        case .apply, .combine, .channel: own = isScalar ? 0 : 2
        case .constant, .activation, .canvas, .reduce, .totalVariation: own = 0
        }
        return computedOperands.reduce(own) { $0 + $1.arraysBetween }
    }

    /// Whether any part of it reads the network.
    public var readsNetwork: Bool { !layers.isEmpty }
}
