import Engine
package import Networks
import Wording

extension Renderer {
    /// What of a step its backend has no kernels for, in a sentence or two; nil where it has them for all of it.
    /// - Parameter size: of the canvas.
    package func fallbacks(at size: Extent) throws -> String? {
        var counts: [String: Int] = [:]
        var layers = 0
        var reasons: [String] = []
        let book = StagePictures(pictures, network: network, backend: backend)
        for stage in Set(recipe.everyStage).sorted(by: { $0.name < $1.name }) {
            guard case .ascent(let ascent) = stage.action else { continue }
            let (objective, augmentation) = (objective(of: stage), Augmentation(ascent: ascent, canvas: size))
            let view = augmentation.size
            guard objective.readsNetwork else { continue }
            let graph = objective.redirectedGraph ?? objective.graph
            let (known, missing) = try backend.kernels(
                for: graph, height: view.height, width: view.width, outputs: objective.outputs)
            layers = max(layers, known.count + missing.count)
            let summaries = Dictionary(grouping: missing) { graph.nodes[$0].operation.summary }
            counts.merge(summaries.mapValues(\.count)) { max($0, $1) }
            let reason = try hostReason(
                of: objective, augmentation, guide: { try book.size(of: $0, input: size, place: stage.place) })
            let sentence: String
            if let reason {
                sentence = "the objective of '\(Phrases.harmless(stage.name))' \(reason)"
            } else if let reason = ascent.hostReason(of: objective) {
                sentence =
                    "the steps of '\(Phrases.harmless(stage.name))' are the processor's around the network, "
                    + "since \(reason)"
            } else {
                continue
            }
            if !reasons.contains(sentence) { reasons.append(sentence) }
        }
        if !counts.isEmpty {
            let words = counts.sorted { $0.key < $1.key }.map { "\($0.value) × \($0.key)" }
            reasons.insert(
                "\(counts.values.reduce(0, +)) of \(Phrases.count(layers, "layer")) have no shader, and the processor "
                    + "computes them by plain loops: \(words.joined(separator: ", "))", at: 0)
        }
        return reasons.isEmpty ? nil : reasons.joined(separator: "\n")
    }

    /// What of an objective is the processor's, and why; nil where nothing is.
    private func hostReason(
        of objective: StageObjective, _ augmentation: Augmentation, guide: (PictureReading) throws -> Extent
    ) throws -> String? {
        guard backend.takesObjectives else {
            return "is the processor's, since numbers of 16 bits do not hold its sums"
        }
        do {
            let penalties = try DeviceObjective(penaltiesOf: objective, augmentation, guide: guide)?.objective
            let isStep = augmentation.ascent.hostReason(of: objective) == nil
            let own = try DeviceObjective(objective, augmentation, isStep: isStep, guide: guide).objective
            let missing = [own, penalties].compactMap(\.self).flatMap { backend.missing(of: $0) }
            guard !missing.isEmpty else { return nil }
            return "has no shader for \(Set(missing).sorted().joined(separator: ", ")): the processor computes that"
        } catch let lack as DeviceObjective.Lack {
            return switch lack {
            case .readsCanvas: "is the processor's, since it reads the canvas as the network sees it"
            case .readsNoLayer: "is the processor's, since a part of it reads no layer"
            }
        }
    }
}
