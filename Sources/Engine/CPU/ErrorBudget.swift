package import Networks

/// Which convolutions are summed directly, because a rounding of theirs would grow too large behind them.
///
/// Winograd's convolution is off by about three times as much as a direct sum (6e-7 of what it gives, instead of 2e-7). Mostly that is
/// nothing; where differences grow a hundredfold up to a network's end (`ErrorGrowth`), its first layers would add more to the error
/// there than all direct sums together. So every layer has a budget: its rounding may have grown to `ErrorBudget.most` where it is largest,
/// and a layer behind which more would become of it goes without Winograd.
///
/// It is decided once, when a network is loaded, and is the same for any size, tile and band, and for any layer that is asked for.
package enum ErrorBudget {
    /// What a layer's rounding may have become behind it.
    static let most: Float = 5e-6
    /// What Winograd's convolution is off by.
    static let winograd: Float = 6e-7
    /// Differences do not grow much in fewer layers than these, on the longest way through a network.
    private static let fewestLayers = 20
    /// Sizes that growth is measured at: the first one that a network has room in.
    private static let sides = [96, 128, 224, 299]

    /// Decides for every convolution of a network; what was decided stays with its weights.
    /// - Parameter trainedSize: a size that surely has room for it.
    package static func settle(_ graph: Graph, trainedSize: Int) {
        guard graph.longestWay >= fewestLayers else { return }
        let convolutions = graph.nodes.indices.compactMap { node in
            (graph.nodes[node].operation as? Convolution).map { (node, $0) }
        }.filter { FastWinograd.square(of: $0.1) != nil }
        let sides = graph.knownSide.map { [$0] } ?? sides
        guard !convolutions.isEmpty, let growth = ErrorGrowth(of: graph, sides: sides + [trainedSize]) else { return }
        for (node, convolution) in convolutions {
            if let times = growth.behind[node], times * winograd > most { convolution.sumDirectly(growth: times) }
        }
    }
}

/// What is noted of a convolution whose rounding grows.
private final class RoundingGrowth: Sendable {
    let times: Float

    init(times: Float) { self.times = times }
}

extension Convolution {
    /// How many times a rounding of it becomes larger behind it, where that is why it is summed directly.
    package var roundingGrowth: Float? {
        let noted: RoundingGrowth? = preparations.known("summed directly")
        return noted?.times
    }

    /// Has it be summed directly from now on.
    fileprivate func sumDirectly(growth: Float) {
        _ = preparations.value("summed directly") { RoundingGrowth(times: growth) }
    }
}

extension Graph {
    /// Convolutions and products on the longest way through it.
    fileprivate var longestWay: Int {
        var ways = [Int](repeating: 0, count: nodes.count)
        for (index, node) in nodes.enumerated() {
            let before = node.inputs.map { ways[$0] }.max() ?? 0
            ways[index] = before + (node.operation is Convolution ? 1 : 0)
        }
        return ways.max() ?? 0
    }
}
