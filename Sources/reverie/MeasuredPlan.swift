import Dreams
import Engine
import Foundation
import Networks
import Pictures
import Recipes
import Wording

extension Session {
    /// The renderer, with what its steps take on this machine: measured once, for less than a second, and remembered.
    func measuredRenderer() throws -> Renderer {
        var renderer = try renderer()
        let cache = StepTimeCache(network: try networkDigest())
        renderer.stepTimes = cache.load()
        let known = renderer.stepTimes
        try renderer.calibrate(for: size)
        if renderer.stepTimes != known { cache.save(renderer.stepTimes) }
        return renderer
    }

    /// What is going to be done.
    /// - Throws: `DoesNotFit`, with options that would make it fit, where the bound on memory is too tight; `DreamError`.
    func plan(_ renderer: Renderer) throws -> RenderPlan {
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
struct DoesNotFit: Error, CustomStringConvertible {
    let problem: String
    let remedies: [String]

    var description: String {
        problem + (remedies.isEmpty ? "" : "; it would fit with \(Phrases.choices(remedies))")
    }
}

/// What was measured of this machine's speed: a file in `$XDG_CACHE_HOME/reverie` for each machine, number of threads, network
/// and version of Reverie. One that cannot be read or written is not there.
struct StepTimeCache {
    private let path: String

    /// - Parameter digest: the network's.
    init(network digest: String) {
        let key = [
            Machine.processor, KernelVariant.best.rawValue, "\(Threads.count)", digest, Reverie.version,
        ].joined(separator: "\n")
        path = Folders.cache + "/step-times-\(Data(key.utf8).sha256.prefix(16)).json"
    }

    private static let largestFile = 1 << 20
    private static let mostKinds = 1000

    func load() -> StepTimes {
        guard let file = FileHandle(forReadingAtPath: path),
            let data = try? file.read(upToCount: StepTimeCache.largestFile),
            let times = try? JSONDecoder().decode(StepTimes.self, from: data), times.count < StepTimeCache.mostKinds
        else { return StepTimes() }
        return times
    }

    func save(_ times: StepTimes) {
        try? FileManager.default.createDirectory(atPath: Folders.cache, withIntermediateDirectories: true)
        if let data = try? JSONEncoder().encode(times) { try? AtomicFile.write(data, to: path) }
    }
}
