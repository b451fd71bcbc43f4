import Engine
import Foundation
import Networks
import Pictures
import Tensors

/// Looks how a network answers to a small picture under each way of preprocessing.
///
/// Where batch normalizations were folded away, the network still knows what their outputs were like in training: the
/// right preprocessing makes the picture's channels alike. Where it knows nothing, how sure it is of a class is told, which
/// proves little. The picture is painted, not photographed, so neither can tell whether red or blue comes first.
struct PreprocessingCheck {
    /// What one way makes of the picture.
    private struct Finding {
        let kind: PreprocessingKind
        /// How far the means of channels lie from those of training, in deviations of training; the median.
        var distance: Float?
        /// The largest share of a class.
        var confidence: Float?
    }

    private let findings: [Finding]

    /// Runs the network once for each way, to the first layers that know their statistics, or to the classes.
    init(of guess: ManifestGuess) throws {
        let graph = guess.graph
        guard graph.inputChannels == 3 else {
            findings = []
            return
        }
        let known = graph.nodes.indices.filter { graph.nodes[$0].statistics != nil }.prefix(8)
        let logits = guess.manifest.logits.flatMap { name in graph.nodes.firstIndex { $0.name == name } }
        let outputs = known.isEmpty ? logits.map { [$0] } ?? [] : Array(known)
        guard !outputs.isEmpty else {
            findings = []
            return
        }
        let side = guess.manifest.trainedSize
        var levels = Clouds.paint(width: side, height: side, seed: 1)
        levels.scale(by: 255)
        let run = try Backend.fast.prepare(graph, height: side, width: side, outputs: outputs)
        findings = try PreprocessingKind.allCases.map { kind in
            var way = kind.preprocessing
            if kind == guess.kind { way = guess.manifest.preprocessing }
            let activations = try run.forward(way.networkInput(fromLevels: levels))
            var finding = Finding(kind: kind)
            if known.isEmpty {
                finding.confidence = logits.flatMap { activations[$0] }.map { Self.confidence($0) }
            } else {
                finding.distance = Self.median(
                    known.flatMap { node -> [Float] in
                        guard let statistics = graph.nodes[node].statistics, let a = activations[node] else {
                            return []
                        }
                        return Self.distances(a, statistics)
                    })
            }
            return finding
        }
    }

    /// What was found, honestly.
    func lines(chosen: PreprocessingKind) -> [String] {
        guard let own = findings.first(where: { $0.kind == chosen }) else {
            return ["check: none; it knows neither classes nor what its layers were like in training"]
        }
        let rounded = { (number: Float) in "\((number * 100).rounded() / 100)" }
        guard let distance = own.distance else {
            let list = findings.map { "\($0.kind.rawValue) \(rounded($0.confidence ?? 0))" }.joined(separator: ", ")
            return [
                "check: it knows no statistics of training; its surest class on a painted sky: \(list). That proves little"
            ]
        }
        let list = findings.map { "\($0.kind.rawValue) \(rounded($0.distance ?? 0))" }.joined(separator: ", ")
        let best = findings.min { $0.distance ?? .infinity < $1.distance ?? .infinity } ?? own
        let verdict =
            distance <= (best.distance ?? 0) * 1.5 + 0.05
            ? "that agrees with \(chosen.rawValue)"
            : "that speaks for \(best.kind.rawValue); --preprocessing \(best.kind.rawValue) --force would take it"
        return [
            "check: deviations between a painted sky and training, in the first normalized layers: \(list); \(verdict)"
        ]
    }

    private static func distances(_ activation: Tensor, _ statistics: Graph.ChannelStatistics) -> [Float] {
        (0..<activation.shape.channels).compactMap { channel in
            guard statistics.deviations[channel] > 0 else { return nil }
            let values = activation.values[activation.indices(ofChannel: channel)]
            let mean = values.reduce(0, +) / Float(values.count)
            let spread = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(values.count)).squareRoot()
            // A picture varies less than all of them do; one that varies more is as wrong as one whose mean is off.
            let excess = max(0, spread / statistics.deviations[channel] - 1)
            return abs(mean - statistics.means[channel]) / statistics.deviations[channel] + excess
        }
    }

    private static func median(_ numbers: [Float]) -> Float? {
        let sorted = numbers.filter(\.isFinite).sorted()
        return sorted.isEmpty ? nil : sorted[sorted.count / 2]
    }

    private static func confidence(_ logits: Tensor) -> Float {
        let channels = (0..<logits.shape.channels).map { logits.values[logits.indices(ofChannel: $0)].reduce(0, +) }
        guard let top = channels.max() else { return 0 }
        return 1 / channels.reduce(0) { $0 + exp($1 - top) }
    }
}
