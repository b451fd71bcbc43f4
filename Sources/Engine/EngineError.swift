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
    /// A device that is not there, and what is.
    case noDevice(name: String, reason: String)
    /// A device that is there, and does not work.
    case deviceFailed(name: String, reason: String)
    /// A device that was there.
    case deviceLost(name: String)
    /// What does not keep numbers as `Precision.half` does.
    case noHalf(name: String)
    /// Activations that `Precision.half` does not hold.
    case tooLargeForHalf
    /// A device without room for so many bytes, and what it has at most.
    case deviceMemory(name: String, needed: Int?, most: Int)

    static func check(input: Shape, is expected: Shape) throws {
        guard input == expected else { throw wrongInput(found: "\(input)", expected: "\(expected)") }
    }

    static func check(seed: Shape, is expected: Shape) throws {
        guard seed == expected else { throw wrongSeed(found: "\(seed)", expected: "\(expected)") }
    }
}

extension EngineError {
    /// Whether it is a device that failed, so that the processor would do.
    public var isOfDevice: Bool {
        switch self {
        case .noDevice, .deviceFailed, .deviceLost, .deviceMemory, .noHalf: true
        default: false
        }
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
        case .noDevice(let name, let reason):
            "there is no device '\(Phrases.harmless(name))' to compute on: \(Phrases.harmless(reason))"
        case .deviceFailed(let name, let reason):
            "\(Phrases.harmless(name)) cannot be computed on: \(Phrases.harmless(reason)); the device 'cpu' always can"
        case .deviceLost(let name):
            "\(Phrases.harmless(name)) has stopped working, or its driver has given up on it"
        case .noHalf(let name):
            "\(Phrases.harmless(name)) keeps no numbers of 16 bits; it does with "
                + "\(SettingName("precision").set(to: Precision.single.rawValue))"
        case .tooLargeForHalf:
            "the network's numbers grow larger than float16 holds, 65504; "
                + "\(SettingName("precision").set(to: Precision.single.rawValue)) holds them"
        case .deviceMemory(let name, let needed, let most):
            "\(Phrases.harmless(name)) has no room for \(needed.map(Phrases.bytes) ?? "the network") beside what it holds, "
                + "of \(Phrases.bytes(most)); make the picture smaller, or take the device 'cpu'"
        }
    }
}
