import Dreams
import Engine
import Foundation
import Networks
import Recipes

extension Session {
    /// What this render is, for its state on disk.
    func identity(_ plan: RenderPlan) throws -> RenderIdentity {
        typealias Fact = RenderIdentity.Fact
        let modules = carried.modules.sorted { $0.key < $1.key }.map { "\($0.key)\n\($0.value)" }.joined()
        var facts = [
            Fact("Reverie's version", carried.version), Fact("the kernels' build", KernelVariant.best.rawValue),
            Fact("the preset", Data(carried.preset.text.utf8).sha256, isDigest: true),
            Fact("the text of what the preset requires", Data(modules.utf8).sha256, isDigest: true),
            Fact("the network's name", carried.network.name),
            Fact("the network", try networkDigest(), isDigest: true), Fact("the seed", "\(carried.seed)"),
            Fact("the size", "\(size.width)×\(size.height)"),
        ]
        facts += carried.parameters.sorted { $0.key < $1.key }.map { Fact("the parameter \($0.key)", $0.value) }
        if let input = carried.pictures.input { facts.append(Fact("the picture", input.sha256, isDigest: true)) }
        let others = carried.pictures.parameters.merging(carried.pictures.files) { $1 }
        facts += others.sorted { $0.key < $1.key }.map {
            Fact("the picture \($0.key)", $0.value.sha256, isDigest: true)
        }
        if let frames { facts.append(Fact("the number of frames", "\(frames.count)")) }
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
