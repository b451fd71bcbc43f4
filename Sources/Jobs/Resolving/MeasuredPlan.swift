package import Dreams
import Engine
import Foundation
import Networks
import Pictures
import Recipes
import Wording

extension ResolvedJob {
    /// The renderer, with what its work takes on this machine: measured once, for less than a second, and remembered; but where others have the
    /// processors, not for long, and no longer than they do.
    /// - Parameters:
    ///   - output: how what it renders is written.
    ///   - measures: whether what nobody has measured yet is measured; a draft has no time for that.
    package mutating func measuredRenderer(
        for output: (picture: WorkKind, film: WorkKind?)? = nil, measures: Bool = true
    ) throws -> Renderer {
        var renderer = try renderer()
        renderer.output = output
        let cache = WorkTimeCache(network: try networkDigest(), on: device)
        var known = cache.load()
        if measures { known.forgetOutdated(waiting: MachineLoad.waiting) }
        renderer.workTimes = known.times
        isMachineBusy = known.busy != nil
        guard measures else { return renderer }
        let contention = Contention()
        try renderer.calibrate(for: size)
        let new = renderer.workTimes.unknown(to: known.times)
        guard new.count > 0 else { return renderer }
        known.learn(new, waiting: contention.isBusy ? contention.waiting : nil)
        isMachineBusy = known.busy != nil
        cache.save(known)
        return renderer
    }

    /// Remembers what a render took, so that the next plan is nearer; but not where others had the processors.
    func remember(_ samples: WorkSamples, _ contention: Contention) throws {
        guard !contention.isBusy else { return }
        let cache = WorkTimeCache(network: try networkDigest(), on: device)
        var known = cache.load()
        known.learn(samples)
        cache.save(known)
    }

    /// What is going to be done.
    ///
    /// Where the bound leaves little room, memory that is given back is not kept from here on: what is held is then what is planned.
    /// - Throws: `MemoryTooSmall`, with what would make it fit, where the bound on memory is too tight; `DreamError`.
    package func plan(_ renderer: Renderer) throws -> RenderPlan {
        do {
            let plan = try renderer.plan(for: size, frameCount: frames?.count)
            let room = bound - plan.memory
            if room < min(plan.memory / 2, ResolvedJob.mostFreed) { FreedMemory.giveBack() } else { FreedMemory.keep() }
            return plan
        } catch let problem as EngineError {
            guard case .doesNotFit(_, _, let most, let needed) = problem else { throw problem }
            // It is the device that is too small, and not what the process may hold.
            if let device = device.device, bound == device.room {
                throw EngineError.deviceMemory(name: device.name, needed: needed, most: most)
            }
            throw try refusal(renderer)
        }
    }

    /// What the allocator keeps at most of what it is given back.
    private static let mostFreed = 512 << 20

    /// What would make the render fit into memory.
    private func refusal(_ renderer: Renderer) throws -> MemoryTooSmall {
        let most = Memory.machineBytes
        func fits(memory: Int) -> Bool {
            (try? self.renderer(memory: memory).plan(for: size, frameCount: frames?.count)) != nil
        }
        let least = fits(memory: most) ? bounds(from: 0, to: most >> 20) { fits(memory: $0 << 20) }.yes << 20 : nil
        let longest = max(size.height, size.width)
        func fits(edge: Int) -> Bool {
            let smaller = size.scaled(toLongEdge: edge)
            var renderer = renderer
            renderer.surroundings = surroundings(at: smaller)
            return (try? renderer.plan(for: smaller, frameCount: frames?.count)) != nil
        }
        let small = [64, 128, 256, 512, 1024].first { $0 < longest && fits(edge: $0) }
        return MemoryTooSmall(
            size: size, bound: bound, least: least,
            longEdge: small.map { bounds(from: $0, to: longest) { !fits(edge: $0) }.no })
    }

    /// Neighbouring numbers, within a 64th, of which `holds` is true for the second only; it is false for `low` and true for `high`.
    private func bounds(from low: Int, to high: Int, where holds: (Int) -> Bool) -> (no: Int, yes: Int) {
        var (no, yes) = (low, high)
        while yes - no > max(1, yes / 64) {
            let middle = (no + yes) / 2
            if holds(middle) { yes = middle } else { no = middle }
        }
        return (no, yes)
    }
}

/// A render that its disk has no room for.
package struct DoesNotFit: Error, CustomStringConvertible {
    package let problem: String
    package let remedies: [String]

    package var description: String {
        problem + (remedies.isEmpty ? "" : "; it would fit with \(Phrases.choices(remedies))")
    }
}

/// A render that takes more memory than it may.
package struct MemoryTooSmall: Error, CustomStringConvertible {
    let size: Extent
    let bound: Int
    /// What it needs, in whole MiB; nil where that is more than the machine has.
    let least: Int?
    /// A longer side that fits into the bound; nil where none does.
    let longEdge: Int?

    package var description: String {
        let needs =
            least.map {
                "It needs at least \(Phrases.bytes($0)), and more makes it faster: \(SettingName.memory.set(to: "\($0 >> 20)MiB"))."
            }
            ?? "It needs more than the \(Phrases.bytes(Memory.machineBytes)) that this machine has."
        let fits =
            longEdge.map {
                "Within \(Phrases.bytes(bound)) there is room for \($0) pixels: \(SettingName.longEdge.set(to: "\($0)"))."
            }
            ?? "Within \(Phrases.bytes(bound)) it fits at no size."
        return "\(size.width)×\(size.height) pixels do not fit into \(Phrases.bytes(bound)). \(needs) \(fits)"
    }
}
