import Wording

/// What can be wrong with a job itself, beside what is wrong with its preset, its pictures or its files.
public enum JobError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A side that no canvas has.
    case side(String, Int)
    /// A scale beyond 0.01…100.
    case scale(Double)
    /// A canvas that would be too large.
    case canvas(width: Int, height: Int)
    /// A number beyond its range.
    case number(String, value: Int, range: ClosedRange<Int>)
    /// A text that says no rate, or no colour.
    case text(String, value: String, wanted: String)
    /// A depth that no PNG has.
    case depth(Int)
    /// A frame that the film does not have.
    case frame(Int, count: Int)
    /// A film whose frames were all there, of which no picture was made.
    case noPicture

    /// One sentence.
    public var description: String {
        switch self {
        case .side(let name, let side):
            "\(name) is \(side); it must be between \(CanvasSize.sides.lowerBound) and \(CanvasSize.sides.upperBound) pixels"
        case .scale(let scale): "scale is \(scale); it must be between 0.01 and 100"
        case .canvas(let width, let height):
            "the canvas would be \(width)×\(height); \(CanvasSize.sides.upperBound) is the longest side"
        case .number(let name, let value, let range):
            "\(name) is \(value); it must be between \(range.lowerBound) and \(range.upperBound)"
        case .text(let name, let value, let wanted): "\(name) is '\(Phrases.harmless(value))'; it must be \(wanted)"
        case .depth(let depth): "depth is \(depth); it must be 8 or 16"
        case .noPicture: "no picture was made: all frames were there already"
        case .frame(let wanted, let count): "--frame is \(wanted), and the film has \(Phrases.count(count, "frame"))"
        }
    }
}

extension RenderJob {
    /// Looks at what is wrong with the job itself.
    /// - Throws: `JobError`.
    func check() throws {
        try size.check()
        if let threads = bounds.threads, !(1...1024).contains(threads) {
            throw JobError.number("threads", value: threads, range: 1...1024)
        }
        if let halo = bounds.fastHalo, !CanvasSize.halos.contains(halo) {
            throw JobError.number("fastHalo", value: halo, range: CanvasSize.halos)
        }
        if let depth = output?.depth, depth != 8, depth != 16 { throw JobError.depth(depth) }
        if case .number(let number)? = frame, number < 1 {
            throw JobError.number("frame", value: number, range: 1...1_000_000)
        }
    }
}

extension CanvasSize {
    /// The halos that tiles may have.
    package static let halos = 0...16384
}
