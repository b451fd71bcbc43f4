import Dreams
import Engine
import Networks
import Pictures
import Tensors

extension Session {
    /// What this render is, for its state on disk.
    func identity(_ options: RecipeOptions, _ plan: RenderPlan) throws -> RenderIdentity {
        typealias Fact = RenderIdentity.Fact
        var facts = [
            Fact("Reverie's version", Reverie.version), Fact("the kernels' build", KernelVariant.best.rawValue),
            Fact("the preset", presetDigest, isDigest: true), Fact("the network's name", network.manifest.name),
            Fact("the network", try networkDigest(), isDigest: true), Fact("the seed", "\(recipe.seed)"),
            Fact("the size", "\(size.width)×\(size.height)"),
        ]
        for setting in options.settings.sorted() {
            let parts = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            facts.append(Fact("the parameter \(parts[0])", parts.count > 1 ? String(parts[1]) : ""))
        }
        facts.append(Fact("the picture", pictureDigest, isDigest: true))
        for (name, digest) in pictureDigests.sorted(by: { $0.key < $1.key }) {
            facts.append(Fact("the picture \(name)", digest, isDigest: true))
        }
        let tilings = plan.everyStage.flatMap(\.octaves).map(\.tiling).filter { $0.count > 1 }
        facts.append(Fact("the cut into tiles (--memory, --fast-halo)", tilings.isEmpty ? "none" : summary(tilings)))
        return RenderIdentity(facts)
    }

    private func summary(_ tilings: [Tiling]) -> String {
        let words = tilings.map { tiling in
            if case .fast(let halo) = tiling.mode { "\(tiling) that see \(halo) pixels" } else { "\(tiling)" }
        }
        let kinds = words.indices.filter { $0 == 0 || words[$0] != words[$0 - 1] }
        return kinds.map { words[$0] }.joined(separator: ", ")
    }
}

extension Picture {
    /// SHA-256 of all that it holds.
    var sha256: String {
        var digest = Digest()
        withUnsafeBytes(of: Int32(width)) { digest.add($0) }
        colours.values.withUnsafeBytes { digest.add($0) }
        alpha?.values.withUnsafeBytes { digest.add($0) }
        profile?.withUnsafeBytes { digest.add($0) }
        return digest.text
    }
}
