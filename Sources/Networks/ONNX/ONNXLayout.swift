import Tensors

/// What the dimensions of a model's tensor are of an activation `[1, C, H, W]`.
///
/// Models turn activations about: ConvNeXt moves the channels to the end, ShuffleNet splits them into groups and swaps the
/// groups, classifiers flatten them. None of that computes anything, so the reader follows where height, width and the
/// channels have gone, and the graph stays in one layout.
///
///     [1, 6, H, W] → Reshape [1, 2, 3, H, W] → Transpose [0, 2, 1, 3, 4] → Reshape [1, 6, H, W]
///     [·][c][h][w] → [·][c₀][c₁][h][w]       → [·][c₁][c₀][h][w]         → [·][c₁ c₀][h][w]: the channels are permuted
struct ONNXLayout: Hashable {
    /// A part of a dimension.
    struct Atom: Hashable {
        enum Kind: Hashable {
            /// Every `stride`-th channel.
            case channels(stride: Int)
            case height, width
            /// Every `stride`-th place of a side that has been taken apart; one that follows the picture's size if `isOpen`.
            case part(of: Side, stride: Int, isOpen: Bool)
        }

        /// A dimension of an activation.
        enum Side: Hashable { case channels, rows, columns }

        var kind: Kind
        /// At the size the model was read for; always above 1.
        var size: Int

        /// Whether it is a part of the channels.
        var isChannels: Bool { if case .channels = kind { true } else { false } }

        /// Whether it is a part of a side that has been taken apart.
        var isPartOfSide: Bool { if case .part = kind { true } else { false } }

        /// Whether it is as large at every size of the picture.
        var isFixed: Bool {
            switch kind {
            case .channels, .part(_, _, isOpen: false): true
            case .height, .width, .part: false
            }
        }

        /// It and what follows it as one; nil where that does not follow, or where both follow the picture's size.
        func merged(with next: Atom) -> Atom? {
            switch (kind, next.kind) {
            case (.channels(let outer), .channels(let stride)) where outer == stride * next.size:
                Atom(kind: next.kind, size: size * next.size)
            case (.part(let side, let outer, let isOpen), .part(side, let stride, let follows))
            where outer == stride * next.size && !(isOpen && follows):
                Atom(kind: .part(of: side, stride: stride, isOpen: isOpen || follows), size: size * next.size)
            default: nil
            }
        }
    }

    /// By dimension of the tensor: its parts, the slowest first; none where the dimension is 1, as the batch is.
    private(set) var dimensions: [[Atom]]

    init(dimensions: [[Atom]]) {
        self.dimensions = dimensions.map { atoms in
            atoms.reduce(into: []) { merged, atom in
                // Two parts that follow each other are one.
                if let both = merged.last?.merged(with: atom) {
                    merged[merged.count - 1] = both
                } else {
                    merged.append(atom)
                }
            }
        }
        // The only part of a side is all of it.
        for (side, whole) in [(Atom.Side.rows, Atom.Kind.height), (.columns, .width)] {
            var parts: [(axis: Int, index: Int)] = []
            for (axis, atoms) in self.dimensions.enumerated() {
                for (index, atom) in atoms.enumerated() {
                    if case .part(side, _, _) = atom.kind { parts.append((axis, index)) }
                }
            }
            guard parts.count == 1, let only = parts.first else { continue }
            if case .part(_, 1, _) = self.dimensions[only.axis][only.index].kind {
                self.dimensions[only.axis][only.index].kind = whole
            }
        }
    }

    /// [1, C, H, W] as it is.
    init(standard shape: Shape) {
        let parts: [(Atom.Kind, Int)] = [
            (.channels(stride: 1), shape.channels), (.height, shape.height), (.width, shape.width),
        ]
        self.init(dimensions: [[]] + parts.map { $1 > 1 ? [Atom(kind: $0, size: $1)] : [] })
    }

    /// The tensor's shape at the size the model was read for.
    var sizes: [Int] { dimensions.map { $0.reduce(1) { $0 * $1.size } } }

    /// The sizes with what they are of: `[1, 224 rows, 224 columns, 3 channels]`.
    var inWords: String {
        let parts = dimensions.map { atoms -> String in
            let size = "\(atoms.reduce(1) { $0 * $1.size })"
            let kinds = atoms.reduce(into: [String]()) { kinds, atom in
                let kind =
                    switch atom.kind {
                    case .channels, .part(of: .channels, _, _): "channels"
                    case .height, .part(of: .rows, _, _): "rows"
                    case .width, .part(of: .columns, _, _): "columns"
                    }
                if kinds.last != kind { kinds.append(kind) }
            }
            return ([size] + [kinds.joined(separator: " and ")].filter { !$0.isEmpty }).joined(separator: " ")
        }
        return "[\(parts.prefix(8).joined(separator: ", "))]"
    }

    /// What the size of a dimension is, for the activation of `node`, of this shape.
    func source(of axis: Int, _ node: Graph.NodeID, _ shape: Shape) -> ONNXNumbers.Source {
        let kinds = dimensions[axis].map(\.kind)
        // A side of one position may have more at another size.
        if kinds == [.height] || kinds.isEmpty && axis == 2 && self == ONNXLayout(standard: shape) {
            return .side(of: node, isHeight: true, times: 1)
        }
        if kinds == [.width] || kinds.isEmpty && axis == 3 && self == ONNXLayout(standard: shape) {
            return .side(of: node, isHeight: false, times: 1)
        }
        return dimensions[axis].allSatisfy(\.isFixed) ? .constant : .mixed
    }

    /// The index of an axis that may be counted from the end; nil when there is no such axis.
    func axis(_ index: Int) -> Int? {
        let axis = index < 0 ? index + dimensions.count : index
        return dimensions.indices.contains(axis) ? axis : nil
    }

    /// Whether dimension `axis` holds all of the channels, in their order, and nothing else.
    func isChannels(_ axis: Int, count: Int) -> Bool {
        dimensions[axis] == (count > 1 ? [Atom(kind: .channels(stride: 1), size: count)] : [])
    }
}

// MARK: - What reshaping operators do

extension ONNXLayout {
    /// The dimensions in another order.
    func transposed(_ order: [Int]) -> ONNXLayout { ONNXLayout(dimensions: order.map { dimensions[$0] }) }

    /// Without the dimensions `axes`; nil when one of them is not 1.
    func squeezed(_ axes: Set<Int>) -> ONNXLayout? {
        guard axes.allSatisfy({ dimensions[$0].isEmpty }) else { return nil }
        return ONNXLayout(dimensions: dimensions.indices.filter { !axes.contains($0) }.map { dimensions[$0] })
    }

    /// With the dimensions `axes` reduced to 1.
    func without(_ axes: Set<Int>) -> ONNXLayout {
        ONNXLayout(dimensions: dimensions.indices.map { axes.contains($0) ? [] : dimensions[$0] })
    }

    /// With height and width taken out of the dimensions `axes`.
    func withoutSides(_ axes: Set<Int>) -> ONNXLayout {
        ONNXLayout(
            dimensions: dimensions.indices.map {
                axes.contains($0) ? dimensions[$0].filter(\.isChannels) : dimensions[$0]
            })
    }

    /// With dimensions of 1 at the places `axes` of the result.
    func unsqueezed(_ axes: Set<Int>) -> ONNXLayout {
        var rest = dimensions[...]
        return ONNXLayout(
            dimensions: (0..<dimensions.count + axes.count).map { axes.contains($0) ? [] : rest.popFirst() ?? [] })
    }

    /// The same numbers in the same order as a tensor of shape `target`; nil when that would tear height or width apart.
    func reshaped(_ target: [Int]) -> ONNXLayout? {
        var rest = dimensions.flatMap { $0 }[...]
        var result: [[Atom]] = []
        for wanted in target {
            var open = wanted
            var atoms: [Atom] = []
            while open > 1 {
                guard let next = rest.popFirst() else { return nil }
                if open.isMultiple(of: next.size) {
                    open /= next.size
                    atoms.append(next)
                } else if next.size.isMultiple(of: open), case .channels(let stride) = next.kind {
                    let inner = next.size / open
                    atoms.append(Atom(kind: .channels(stride: stride * inner), size: open))
                    rest = ([Atom(kind: next.kind, size: inner)] + rest)[...]
                    open = 1
                } else if next.size.isMultiple(of: open), case .part(let side, let stride, isOpen: false) = next.kind {
                    let inner = next.size / open
                    atoms.append(Atom(kind: .part(of: side, stride: stride * inner, isOpen: false), size: open))
                    rest = ([Atom(kind: next.kind, size: inner)] + rest)[...]
                    open = 1
                } else {
                    return nil
                }
            }
            result.append(atoms)
        }
        return rest.isEmpty ? ONNXLayout(dimensions: result) : nil
    }

    /// With dimension `axis`, which holds channels alone, taken apart into dimensions of these sizes; nil when they do not
    /// make it up.
    func splitting(_ axis: Int, into sizes: [Int]) -> ONNXLayout? {
        guard let parts = ONNXLayout(dimensions: [dimensions[axis]]).reshaped(sizes) else { return nil }
        return ONNXLayout(dimensions: dimensions[..<axis] + parts.dimensions + dimensions[(axis + 1)...])
    }

    /// With the parts of dimension `axis` replaced by all of `count` channels, in their order.
    func replacingChannels(_ axis: Int, count: Int) -> ONNXLayout {
        var dimensions = dimensions
        dimensions[axis] = count > 1 ? [Atom(kind: .channels(stride: 1), size: count)] : []
        return ONNXLayout(dimensions: dimensions)
    }

    /// What two tensors make element by element, aligned at their last dimensions, as ONNX broadcasts; nil when they do
    /// not fit.
    func joined(_ other: ONNXLayout) -> ONNXLayout? {
        let rank = max(dimensions.count, other.dimensions.count)
        let pad = { (layout: ONNXLayout) in
            [[Atom]](repeating: [], count: rank - layout.dimensions.count) + layout.dimensions
        }
        var result: [[Atom]] = []
        for (a, b) in zip(pad(self), pad(other)) {
            guard a == b || a.isEmpty || b.isEmpty else { return nil }
            result.append(a.isEmpty ? b : a)
        }
        return ONNXLayout(dimensions: result)
    }
}

// MARK: - Where a channel is

extension ONNXLayout {
    /// The channels in the order in which the tensor has them; nil when they are as they should be.
    func channelOrder(count: Int) -> [Int]? {
        let parts = dimensions.flatMap { $0 }.filter(\.isChannels)
        guard parts.count > 1 else { return nil }
        return parts.reduce([0]) { order, part in
            guard case .channels(let stride) = part.kind else { return order }
            return order.flatMap { first in (0..<part.size).map { first + $0 * stride } }
        }
    }

    /// By channel: the index of its number in a constant of shape `sizes` that is broadcast to this tensor; nil when the
    /// constant changes over height or width, or does not fit.
    func indices(intoConstant sizes: [Int], channels: Int) -> [Int]? {
        let offset = dimensions.count - sizes.count
        guard offset >= 0 || sizes.prefix(-offset).allSatisfy({ $0 == 1 }) else { return nil }
        var indices = [Int](repeating: 0, count: channels)
        var stride = 1
        for axis in sizes.indices.reversed() where sizes[axis] != 1 {
            let atoms = dimensions[axis + offset]
            guard atoms.allSatisfy(\.isChannels), atoms.reduce(1, { $0 * $1.size }) == sizes[axis] else { return nil }
            for atom in atoms.reversed() {
                guard case .channels(let step) = atom.kind else { return nil }
                for channel in 0..<channels { indices[channel] += channel / step % atom.size * stride }
                stride *= atom.size
            }
        }
        return indices
    }
}
