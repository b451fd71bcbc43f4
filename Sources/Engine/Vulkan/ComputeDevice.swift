import Wording

/// Something that Vulkan computes on, as its driver describes it.
public struct ComputeDevice: Hashable, Sendable {
    /// What it is, by the number that Vulkan has for it.
    public enum Kind: UInt32, Sendable {
        case other, integrated, card, virtual, processor
    }

    /// Its driver's name for it; where several have the same, the later ones with their number.
    public let name: String
    /// What it is.
    public let kind: Kind
    /// The driver and its version, in its maker's words.
    public let driver: String
    /// The version of Vulkan: `1.3.230`.
    public let version: String
    /// What it has of its own, in bytes.
    public let memory: Int
    /// What of that is free; nil where the driver does not say.
    public let freeMemory: Int?
    /// The most bytes that one piece of its memory can have.
    let largestPiece: Int
    /// Whether it keeps numbers of 16 bits, too (`Precision.half`).
    public let storesHalf: Bool
    /// What it lacks to compute dreams; nil where it lacks nothing.
    public let lack: String?
    /// Its place among those that the drivers name.
    let index: UInt32

    /// The bytes that a network may take on it: most of what it has, in one piece.
    public var room: Int {
        let most = memory / 8 * 7
        return largestPiece > 0 ? min(most, largestPiece) : most
    }

    /// Whether it is hardware for computing, and not a processor that plays it.
    public var isGraphicsCard: Bool { lack == nil && [.integrated, .card, .virtual].contains(kind) }
}

extension ComputeDevice {
    /// `an NVIDIA GeForce RTX 4090, a graphics card: driver NVIDIA 550.54, Vulkan 1.3.277, 24 GiB, of which 22.1 GiB are free`
    public var summary: String {
        let free = freeMemory.map { ", of which \(Phrases.bytes($0)) are free" } ?? ""
        let of = "\(driver), Vulkan \(version), \(Phrases.bytes(memory))\(free)"
        return "\(name), \(kind.words): \(of); "
            + (lack.map { "cannot be used: \($0)" } ?? "computes in float32"
                + (storesHalf ? ", and keeps float16" : ""))
    }
}

extension ComputeDevice.Kind {
    fileprivate var words: String {
        switch self {
        case .other: "of no kind that Vulkan knows"
        case .integrated: "graphics within the processor"
        case .card: "a graphics card"
        case .virtual: "a virtual machine's graphics"
        case .processor: "the processor playing a graphics card, slower than the processor itself"
        }
    }
}
