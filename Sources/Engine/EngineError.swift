import Networks
import Tensors
import Wording

/// What can go wrong while a network runs: all wording of this room.
public enum EngineError: Error, Hashable, Sendable {
    /// A layer could not be made ready.
    case cannotPrepare(layer: String, reason: String)
    /// A kernel reported failure.
    case kernelFailed(layer: String)
    /// An input of another shape than the execution was prepared for.
    case wrongInput(found: String, expected: String)
    /// A seed of another shape than its layer.
    case wrongSeed(found: String, expected: String)
    /// A seed for a layer that is no output of the execution.
    case notAnOutput(node: Int)
    /// No memory for what a kernel needs.
    case outOfMemory
    /// A number of threads out of range.
    case threads(Int)
    /// A layer that approximate tiles cannot compute.
    case seesEverything(layer: String)
    /// A picture that no tiling brings within a bound on memory, both in bytes.
    case doesNotFit(width: Int, height: Int, memory: Int, needed: Int)

    static func check(input: Shape, is expected: Shape) throws {
        guard input == expected else { throw wrongInput(found: "\(input)", expected: "\(expected)") }
    }

    static func check(seed: Shape, is expected: Shape) throws {
        guard seed == expected else { throw wrongSeed(found: "\(seed)", expected: "\(expected)") }
    }
}

extension EngineError: CustomStringConvertible {
    /// One sentence.
    public var description: String {
        switch self {
        case .cannotPrepare(let layer, let reason):
            "layer '\(Phrases.harmless(layer))' cannot be computed on this machine: \(reason)"
        case .kernelFailed(let layer):
            "the kernel of layer '\(Phrases.harmless(layer))' failed"
        case .wrongInput(let found, let expected):
            "the input is \(found); this execution was prepared for \(expected)"
        case .wrongSeed(let found, let expected):
            "the seed is \(found), and its layer \(expected)"
        case .notAnOutput(let node):
            "node \(node) is no output of this execution"
        case .outOfMemory:
            "there is not enough memory for the network at this size; make the picture smaller"
        case .threads(let count):
            "\(Phrases.count(count, "thread")); between 1 and 1024 are possible"
        case .seesEverything(let layer):
            "layer '\(Phrases.harmless(layer))' is made of the whole picture at once, which the fast tiles cannot stand for; "
                + "use exact ones"
        case .doesNotFit(let width, let height, let memory, let needed):
            "\(width)×\(height) pixels take at least \(Phrases.bytes(needed)), and \(Phrases.bytes(memory)) are allowed"
        }
    }
}
