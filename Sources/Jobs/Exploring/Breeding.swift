import Foundation
import Networks
public import Recipes
import Tensors
public import Wording

/// Children of pictures: each has one parent's preset, and parameters that are mixed of all parents' and nudged.
///
///     let children = try Breeding(of: [first, second]).children(9, seed: 4)
///
/// A number lies between two parents' and is moved by a normal deviate of a part of its range; anything else is one parent's. The seed is
/// one parent's or a new one. Which, is a function of `seed` and of the child's number: the same call gives the same children.
public struct Breeding: Sendable {
    /// A child as a job, and what it has of its own.
    public struct Child: Sendable {
        /// Its render, small or large; its picture, if the parents had one, is still to be named.
        public var job: RenderJob
        /// Which parent's preset, network and size it has, counted from 0.
        public let parent: Int
        /// What it is made of: parameters as typed, and its seed.
        public let parameters: [String: String]
        /// Of everything random.
        public let seed: UInt64
        /// Whether its parent dreamt on a picture, and not on the preset's own canvas.
        public let isDreamtOnPicture: Bool
    }

    private let parents: [CarriedRecipe]
    private let knobs: [[Parameter]]

    /// - Throws: `BreedingError` for too few parents or too many, and what is wrong with a parent's preset.
    public init(of parents: [CarriedRecipe]) throws {
        guard (1...9).contains(parents.count) else { throw BreedingError.parents(parents.count) }
        self.parents = parents
        knobs = try parents.map { try $0.source.outline().parameters }
    }

    /// Children, each another.
    /// - Parameters:
    ///   - spread: how far numbers are moved, as a part of their range; 0…1.
    public func children(_ count: Int, seed: UInt64, spread: Double = 0.06) -> [Child] {
        (0..<count).map { child(UInt64($0), seed: seed, spread: spread) }
    }

    private func child(_ number: UInt64, seed: UInt64, spread: Double) -> Child {
        var dice = Philox(key: seed, stream: number)
        let chosen = Int.random(in: parents.indices, using: &dice)
        var parameters: [String: String] = [:]
        for knob in knobs[chosen] {
            // Of parents of other presets only those count that know it.
            let given = parents.indices.compactMap { index -> String? in
                knobs[index].contains { $0.name == knob.name && $0.isLike(knob) }
                    ? parents[index].parameters[knob.name] ?? knobs[index].first { $0.name == knob.name }?.plainDefault
                    : nil
            }
            guard let value = knob.mixed(given, spread: spread, &dice), value != knob.plainDefault else { continue }
            parameters[knob.name] = value
        }
        let own = Bool.random(using: &dice)
        let childSeed = own ? UInt64.random(in: 0..<1_000_000, using: &dice) : parents[chosen].seed
        var job = RenderJob(repeating: parents[chosen])
        // What the parent set and the child does not, is the preset's default again.
        job.parameters = knobs[chosen].reduce(into: [:]) { values, knob in
            values[knob.name] = parameters[knob.name] ?? knob.plainDefault
        }
        job.seed = childSeed
        job.parents = parents.map(\.digest)
        return Child(
            job: job, parent: chosen, parameters: parameters, seed: childSeed,
            isDreamtOnPicture: parents[chosen].pictures.input != nil)
    }
}

/// What can be wrong with parents.
public enum BreedingError: UsageProblem {
    /// None, or too many.
    case parents(Int)

    /// In words.
    public var description: String {
        switch self {
        case .parents(let count): "breeding takes one to nine pictures, not \(count)"
        }
    }
}

extension Parameter {
    /// Its default as a user types it; nil for files.
    fileprivate var plainDefault: String? {
        switch kind {
        case .number(let value, _): value == value.rounded() && abs(value) < 1e9 ? "\(Int(value))" : "\(value)"
        case .integer(let value, _): "\(value)"
        case .boolean(let value): "\(value)"
        case .choice(let value, _), .className(let value), .text(let value): value
        case .picture, .pictures, .sound: nil
        }
    }

    /// Whether another takes the same.
    fileprivate func isLike(_ other: Parameter) -> Bool {
        switch (kind, other.kind) {
        case (.number, .number), (.integer, .integer), (.boolean, .boolean), (.className, .className), (.text, .text):
            true
        case (.choice(_, let ours), .choice(_, let theirs)): ours == theirs
        default: false
        }
    }

    /// A value of some.
    fileprivate func mixed(_ given: [String], spread: Double, _ dice: inout Philox) -> String? {
        guard !given.isEmpty, plainDefault != nil else { return nil }
        func pick() -> String { given[Int.random(in: given.indices, using: &dice)] }
        func number(in range: ClosedRange<Double>) -> Double? {
            guard let one = Double(pick()), let other = Double(pick()) else { return nil }
            // Where a range goes far beyond the numbers (frames: 1 to 5000) it is no measure of them.
            let scale = min(range.upperBound - range.lowerBound, 4 * max(abs(one), abs(other), 1))
            let mixed = one + (other - one) * Double(dice.uniform()) + Double(dice.normal()) * scale * spread
            return min(max(mixed, range.lowerBound), range.upperBound)
        }
        switch kind {
        case .number(_, let range): return number(in: range).map { "\(($0 * 1e4).rounded() / 1e4)" }
        case .integer(_, let range):
            return number(in: Double(range.lowerBound)...Double(range.upperBound)).map { "\(Int($0.rounded()))" }
        default: return pick()
        }
    }
}

extension CarriedRecipe {
    /// What names it in the recipes of its children: half of the SHA-256 of its JSON, in hexadecimal.
    public var digest: String { String((try? json()).map { Data($0.utf8).sha256.prefix(32) } ?? "") }
}
