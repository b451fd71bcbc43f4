import Tensors

/// Where in a render a state is.
public struct RenderPosition: Hashable, Sendable {
    /// Of a film, counted from 0; nil within the recipe's own stages.
    public let frame: Int?
    /// Of the recipe or of the frame, counted from 0.
    public let stage: Int
    /// Whether nothing of the stage is done.
    public let isBeginning: Bool

    /// A place from its parts.
    public init(frame: Int?, stage: Int, isBeginning: Bool) {
        (self.frame, self.stage, self.isBeginning) = (frame, stage, isBeginning)
    }
}

extension RenderPosition: Comparable {
    /// Whether it comes earlier.
    public static func < (left: Self, right: Self) -> Bool {
        func order(_ position: Self) -> (Int, Int, Int) {
            (position.frame ?? -1, position.stage, position.isBeginning ? 0 : 1)
        }
        return order(left) < order(right)
    }
}

/// What a render holds between two steps or before a stage, as plain numbers and tensors: enough to go on to the same bytes.
///
///     let result = try renderer.render(photo) { progress in
///         try progress.state().write(to: "state", of: identity)
///         return .goOn
///     }
///
/// Its parts are written in one order and read in the same; each part's file says which (`store` and `restore`). Taking it copies
/// no tensor.
public struct RenderState: Hashable, Sendable {
    var numbers: [Int] = []
    var tensors: [Tensor] = []
    /// What computed the render that left it, where it was read from a file.
    public internal(set) var device: String?

    /// A state at a place, that everything else is still to be put into.
    init(at position: RenderPosition) {
        put(position.frame ?? -1)
        put(position.stage)
        put(position.isBeginning)
    }

    /// What its tensors hold.
    public var bytes: Int { tensors.reduce(0) { $0 + 4 * $1.shape.count } }

    /// Where it is.
    public var position: RenderPosition { RenderPosition(numbers) }

    mutating func put(_ number: Int) { numbers.append(number) }

    mutating func put(_ flag: Bool) { put(flag ? 1 : 0) }

    mutating func put(_ number: Double) { put(Int(truncatingIfNeeded: number.bitPattern)) }

    mutating func put(_ number: Float) { put(Int(number.bitPattern)) }

    mutating func put(_ tensor: Tensor) { tensors.append(tensor) }

    mutating func put(_ tensor: Tensor?) {
        put(tensor != nil)
        if let tensor { put(tensor) }
    }

    mutating func put(_ tensors: [Tensor]) {
        put(tensors.count)
        for tensor in tensors { put(tensor) }
    }
}

extension RenderPosition {
    /// What a state's first numbers say.
    init(_ numbers: [Int]) {
        func number(_ index: Int) -> Int { numbers.indices.contains(index) ? numbers[index] : 0 }
        frame = number(0) < 0 ? nil : number(0)
        stage = max(number(1), 0)
        isBeginning = number(2) == 1
    }
}

/// Takes a state apart in the order that it was put together; what was taken is held here no longer.
struct StateReader {
    private var state: RenderState
    private var nextNumber = 0
    private var nextTensor = 0

    init(_ state: consuming RenderState) { self.state = state }

    /// A whole number within a range.
    /// - Throws: `CheckpointError.inconsistent`, as everything here when the state is of another render.
    mutating func integer(in range: ClosedRange<Int>) throws -> Int {
        let number = try number()
        guard range.contains(number) else { throw CheckpointError.inconsistent }
        return number
    }

    mutating func flag() throws -> Bool { try integer(in: 0...1) == 1 }

    mutating func double() throws -> Double { Double(bitPattern: UInt64(bitPattern: Int64(try number()))) }

    mutating func float() throws -> Float { Float(bitPattern: UInt32(truncatingIfNeeded: try number())) }

    /// A tensor, of this shape where one is given.
    mutating func tensor(_ shape: Shape? = nil) throws -> Tensor {
        guard nextTensor < state.tensors.count else { throw CheckpointError.inconsistent }
        defer { nextTensor += 1 }
        let tensor = exchange(&state.tensors[nextTensor], with: .empty)
        guard shape == nil || tensor.shape == shape else { throw CheckpointError.inconsistent }
        return tensor
    }

    mutating func optionalTensor(_ shape: Shape? = nil) throws -> Tensor? { try flag() ? try tensor(shape) : nil }

    /// Tensors; with `shapes`, as many and of these shapes.
    mutating func tensors(_ shapes: [Shape]? = nil) throws -> [Tensor] {
        let count = try integer(in: 0...state.tensors.count)
        guard shapes == nil || shapes?.count == count else { throw CheckpointError.inconsistent }
        return try (0..<count).map { try tensor(shapes?[$0]) }
    }

    private mutating func number() throws -> Int {
        guard nextNumber < state.numbers.count else { throw CheckpointError.inconsistent }
        defer { nextNumber += 1 }
        return state.numbers[nextNumber]
    }
}
