import Engine
package import Networks
import Wording

extension Renderer {
    /// What of the network its backend has no kernels for, in a sentence; nil where it has them for all of it.
    /// - Parameter size: of the canvas.
    package func fallbacks(at size: Extent) throws -> String? {
        var counts: [String: Int] = [:]
        var layers = 0
        for stage in Set(recipe.everyStage) {
            guard case .ascent(let ascent) = stage.action else { continue }
            let (objective, view) = (objective(of: stage), Augmentation(ascent: ascent, canvas: size).size)
            guard objective.readsNetwork else { continue }
            let graph = objective.redirectedGraph ?? objective.graph
            let (known, missing) = try backend.kernels(
                for: graph, height: view.height, width: view.width, outputs: objective.outputs)
            layers = max(layers, known.count + missing.count)
            let summaries = Dictionary(grouping: missing) { graph.nodes[$0].operation.summary }
            counts.merge(summaries.mapValues(\.count)) { max($0, $1) }
        }
        guard !counts.isEmpty else { return nil }
        let words = counts.sorted { $0.key < $1.key }.map { "\($0.value) × \($0.key)" }
        return "\(counts.values.reduce(0, +)) of \(Phrases.count(layers, "layer")) have no shader, and the processor "
            + "computes them by plain loops: \(words.joined(separator: ", "))"
    }
}
