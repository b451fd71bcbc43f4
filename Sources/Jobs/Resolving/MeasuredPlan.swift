package import Dreams
import Engine
import Foundation
import Networks
import Pictures
import Recipes
import Wording

extension ResolvedJob {
    /// The renderer, with what its work takes on this machine: measured once, for less than a second, and remembered; but not for long
    /// where others have the processors, of whom the next render may know nothing.
    /// - Parameters:
    ///   - output: how what it renders is written.
    ///   - measures: whether what nobody has measured yet is measured; a draft has no time for that.
    package mutating func measuredRenderer(
        for output: (picture: WorkKind, film: WorkKind?)? = nil, measures: Bool = true
    ) throws -> Renderer {
        var renderer = try renderer()
        renderer.output = output
        let cache = WorkTimeCache(network: try networkDigest())
        renderer.workTimes = cache.load()
        guard measures else { return renderer }
        let known = renderer.workTimes
        let contention = Contention()
        try renderer.calibrate(for: size)
        guard renderer.workTimes != known else { return renderer }
        isMachineBusy = contention.isBusy
        cache.save(renderer.workTimes, isBusy: isMachineBusy)
        return renderer
    }

    /// Remembers what a render took, so that the next plan is nearer; but not where others had the processors.
    func remember(_ samples: WorkSamples, _ contention: Contention) throws {
        guard !contention.isBusy else { return }
        let cache = WorkTimeCache(network: try networkDigest())
        var times = cache.loadQuiet()
        times.learn(samples)
        cache.save(times, isBusy: false)
    }

    /// What is said of a plan whose times are those of a busy machine.
    var busyRemark: String { isMachineBusy ? " (the machine is busy with something else)" : "" }

    /// What is going to be done.
    /// - Throws: `DoesNotFit`, with options that would make it fit, where the bound on memory is too tight; `DreamError`.
    package func plan(_ renderer: Renderer) throws -> RenderPlan {
        do {
            return try renderer.plan(for: size, frameCount: frames?.count)
        } catch let problem as EngineError {
            guard case .doesNotFit = problem else { throw problem }
            throw DoesNotFit(problem: "\(problem)", remedies: try remedies(renderer))
        }
    }

    /// Options that would make the render fit into memory.
    private func remedies(_ renderer: Renderer) throws -> [String] {
        var remedies: [String] = []
        let most = Memory.machineBytes * 9 / 10
        func fits(memory: Int) -> Bool { (try? self.renderer(memory: memory).plan(for: size)) != nil }
        if fits(memory: most) {
            let least = bounds(from: 0, to: most >> 20) { fits(memory: $0 << 20) }.yes
            // A little more than the least, which would be the slowest.
            remedies.append("--memory \(least + least / 4 + 1)MiB")
        }
        let longest = max(size.height, size.width)
        func fits(edge: Int) -> Bool {
            (try? renderer.plan(for: size.scaled(toLongEdge: edge), frameCount: frames?.count)) != nil
        }
        if let small = [64, 128, 256, 512, 1024].first(where: { $0 < longest && fits(edge: $0) }) {
            remedies.append("--long-edge \(bounds(from: small, to: longest) { !fits(edge: $0) }.no)")
        }
        return remedies
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

/// A render that the machine, or what it may take of it, has no room for.
package struct DoesNotFit: Error, CustomStringConvertible {
    package let problem: String
    package let remedies: [String]

    package var description: String {
        problem + (remedies.isEmpty ? "" : "; it would fit with \(Phrases.choices(remedies))")
    }
}
