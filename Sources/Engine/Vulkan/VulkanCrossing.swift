import Networks
import Tensors

// What goes between host and device: through memory that both see, one crossing after the other.

extension VulkanRecording {
    /// Words of the arena.
    struct Piece {
        let first: Int
        let count: Int
    }

    /// The words before what goes between host and device: the factors of its crossings.
    static let head = 64

    /// What numbers are multiplied by where they cross over, by its place before them.
    enum Factor: Int {
        /// Nothing.
        case one
        /// Of the gradients that the way back begins with: so large that small ones are not lost in 16 bits.
        case seed
        /// Of the gradient that it ends with.
        case result
    }

    /// What gradients are multiplied by while they are on the device: a power of two, so that it changes no digit of what 16 bits can hold.
    var scale: Float {
        get { staging.bytes.load(fromByteOffset: Factor.seed.rawValue * VulkanRecording.word, as: Float.self) }
        set {
            for (factor, value) in [(Factor.one, 1), (.seed, newValue), (.result, 1 / newValue)] {
                staging.bytes.storeBytes(
                    of: value, toByteOffset: factor.rawValue * VulkanRecording.word, as: Float.self)
            }
        }
    }

    func place(of node: Graph.NodeID) -> Piece {
        Piece(first: plan.activations[node] ?? 0, count: plan.shapes[node].count)
    }

    func gradient(_ node: Graph.NodeID) -> Piece {
        Piece(first: plan.gradients[node] ?? 0, count: plan.shapes[node].count)
    }
}

// MARK: - What the device does

extension VulkanRecording {
    /// Records that what was brought goes to these places, one after the other.
    func upload(_ pieces: [Piece], times factor: Factor = .one) throws {
        var first = VulkanRecording.head
        for piece in pieces {
            try cross(piece, first, isBack: false, times: factor)
            first += piece.count
        }
    }

    /// Records that what lies there is to be fetched.
    func download(_ pieces: [Piece], times factor: Factor = .one) throws {
        var first = VulkanRecording.head
        for piece in pieces {
            try cross(piece, first, isBack: true, times: factor)
            first += piece.count
        }
    }

    private func cross(_ piece: Piece, _ first: Int, isBack: Bool, times factor: Factor) throws {
        let (there, here) = (first * VulkanRecording.word, piece.first * VulkanRecording.word)
        guard plan.precision == .half else {
            let (from, to) = isBack ? (arena, staging) : (staging, arena)
            return commands.copy(
                from, isBack ? here : there, to: to, isBack ? there : here, bytes: piece.count * VulkanRecording.word)
        }
        let addresses = [
            staging.address + UInt64(there), arena.address + UInt64(here),
            staging.address + UInt64(factor.rawValue * VulkanRecording.word),
        ]
        try commands.run(
            shader("crossing"), [isBack.word], told: addresses.flatMap(VulkanRecording.words) + [0, piece.count.word],
            groups: .elements(piece.count))
    }
}

// MARK: - What the host does

extension VulkanRecording {
    /// Writes tensors, one after the other, where the device looks for them.
    func bring(_ tensors: [Tensor]) {
        var target = staging.bytes + VulkanRecording.head * VulkanRecording.word
        for tensor in tensors {
            let bytes = tensor.values.count * VulkanRecording.word
            tensor.values.withUnsafeBytes { values in
                if let first = values.baseAddress { target.copyMemory(from: first, byteCount: bytes) }
            }
            target += bytes
        }
    }

    /// What the device has left there, one after the other.
    func fetch(_ shapes: [Shape]) -> [Tensor] {
        var source = UnsafeRawPointer(staging.bytes + VulkanRecording.head * VulkanRecording.word)
        return shapes.map { shape in
            defer { source += shape.count * VulkanRecording.word }
            let values = [Float](unsafeUninitializedCapacity: shape.count) { values, count in
                if let first = values.baseAddress {
                    UnsafeMutableRawPointer(first).copyMemory(
                        from: source, byteCount: shape.count * VulkanRecording.word)
                }
                count = shape.count
            }
            return Tensor(shape: shape, values: values)
        }
    }
}

// MARK: - Both

extension VulkanRecording {
    /// Brings tensors to the places of nodes, at once.
    func carry(_ tensors: [Tensor], to nodes: [Graph.NodeID]) throws {
        try begin()
        try upload(nodes.map(place))
        bring(tensors)
        for part in try end() { try part.run() }
    }

    /// What lies at the place of a node.
    func carryBack(_ node: Graph.NodeID) throws -> Tensor {
        try begin()
        try download([place(of: node)])
        for part in try end() { try part.run() }
        return fetch([plan.shapes[node]])[0]
    }
}
