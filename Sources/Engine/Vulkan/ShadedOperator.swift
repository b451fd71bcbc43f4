import Operators
import Tensors

/// An operator that devices have shaders for: it says so in the file of its family.
protocol ShadedOperator: Operator {
    /// The shaders, there and back; nil where they do not suit the shapes.
    func shaded(_ place: ShaderPlace) -> ShaderLayer?
}

/// Where an operator stands.
struct ShaderPlace {
    let operands: [Shape]
    let output: Shape
}

/// What an operator is on a device: calls of shaders, there and back.
struct ShaderLayer {
    /// What makes the output.
    var forward: [ShaderCall]
    /// By operand: what makes, or adds to, its gradient.
    var backward: [[ShaderCall]]
    /// What of forward the shaders read on their way back.
    var reads: BackwardReads
    /// Numbers that the device has from the beginning.
    var tables: [ShaderTable] = []
    /// Words that forward writes and backward reads.
    var state = 0
    /// Words for backward's own use.
    var scratch = 0
    /// Words for forward's own use.
    var room = 0
}

/// Numbers of a layer that do not change.
struct ShaderTable {
    /// How many words it has.
    let words: Int
    /// Whether they are numbers as activations are, which a device may keep in 16 bits (`Numbers`), and not words as they stand here.
    var areNumbers = false
    /// Where it is kept for every size of the picture, and under which name; nil where it is made anew.
    var kept: (preparations: Preparations, name: String)?
    /// The words.
    let make: () -> [UInt32]
}

/// A run of a shader.
struct ShaderCall {
    /// Where a shader reads or writes.
    enum SourceLine: Hashable {
        case operand(Int)
        case output
        /// The gradient of the output.
        case seed
        /// The gradient of an operand.
        case target(Int)
        case state
        case scratch
        case room
        case table(Int)
        /// What this call does not touch.
        case nothing
    }

    /// A place, from one of its words on.
    struct Address: Hashable {
        let place: SourceLine
        var first = 0
    }

    /// How many groups run, along three axes.
    struct Groups: Hashable {
        var x: Int
        var y = 1
        var z = 1

        /// So many that each of `count` numbers has an invocation.
        static func elements(_ count: Int, by size: Int = 256) -> Groups { each((count + size - 1) / size) }

        /// So many, in lines: no device need take more than 65535 along an axis.
        static func each(_ count: Int) -> Groups {
            count <= 65535 ? Groups(x: count) : Groups(x: 32768, y: (count + 32767) / 32768)
        }
    }

    /// Its file in Shaders, without the ending.
    let shader: String
    /// Its specialization constants.
    let constants: [UInt32]
    let addresses: [Address]
    /// What it is told behind `accumulates`.
    let numbers: [UInt32]
    let groups: Groups

    /// A call, its constants and numbers in the order of the shader.
    init(
        _ shader: String, _ constants: [any ShaderNumber] = [], _ addresses: [Address], _ numbers: [any ShaderNumber],
        groups: Groups
    ) {
        (self.shader, self.addresses, self.groups) = (shader, addresses, groups)
        (self.constants, self.numbers) = (constants.map(\.word), numbers.map(\.word))
    }
}

extension ShaderCall.Address {
    static let output = ShaderCall.Address(place: .output)
    static let seed = ShaderCall.Address(place: .seed)
    static let state = ShaderCall.Address(place: .state)
    static let scratch = ShaderCall.Address(place: .scratch)
    static let nothing = ShaderCall.Address(place: .nothing)

    static func operand(_ index: Int, from first: Int = 0) -> ShaderCall.Address {
        ShaderCall.Address(place: .operand(index), first: first)
    }

    static func target(_ index: Int, from first: Int = 0) -> ShaderCall.Address {
        ShaderCall.Address(place: .target(index), first: first)
    }

    static func table(_ index: Int, from first: Int = 0) -> ShaderCall.Address {
        ShaderCall.Address(place: .table(index), first: first)
    }

    static func output(from first: Int) -> ShaderCall.Address { ShaderCall.Address(place: .output, first: first) }
    static func seed(from first: Int) -> ShaderCall.Address { ShaderCall.Address(place: .seed, first: first) }
}

/// A number as a shader is told it: 32 bits, whatever they mean.
protocol ShaderNumber {
    var word: UInt32 { get }
}

extension Int: ShaderNumber {
    var word: UInt32 { UInt32(truncatingIfNeeded: self) }
}

extension Float: ShaderNumber {
    var word: UInt32 { bitPattern }
}

extension Bool: ShaderNumber {
    var word: UInt32 { self ? 1 : 0 }
}
