package import Networks
import Tensors

/// What layers were like in training, and how far a batch of pictures is from that.
///
/// Mean and variance over a batch are sums over its pictures. So they are gathered first, from all pictures; once they are known, the gradient
/// of each picture depends on the others through them alone, and is that of the whole batch.
package struct BatchStatistics: Sendable {
    /// A layer that something is known of.
    package struct Layer: Sendable {
        package let node: Graph.NodeID
        let means: [Float]
        let variances: [Float]
    }

    /// In the order of the graph.
    package let layers: [Layer]

    /// What a network's file tells: of the layers behind which a batch normalization stood, in the units that they have behind it.
    /// - Parameter end: nothing that lies beside or behind the way to it is counted.
    /// - Returns: nil where it tells of none.
    package init?(of graph: Graph, before end: Graph.NodeID) {
        layers = graph.computed(for: [end]).compactMap { node in
            guard let known = graph.nodes[node].statistics else { return nil }
            return Layer(node: node, means: known.means, variances: known.deviations.map { $0 * $0 })
        }
        if layers.isEmpty { return nil }
    }

    /// What layers are like over some pictures.
    init(_ layers: [Layer]) { self.layers = layers }
}

/// Sums over the positions of each channel of a layer, of one picture or of many.
struct ChannelSums: Sendable {
    private(set) var count = 0
    private(set) var sums: [Double]
    private(set) var squares: [Double]

    /// Those of an activation, `[1, C, H, W]`.
    init(of x: Tensor) {
        count = x.shape.area
        let span = x.values.span
        sums = (0..<x.shape.channels).map { Sums.sum(span.extracting(x.indices(ofChannel: $0))) }
        squares = (0..<x.shape.channels).map { Sums.squares(span.extracting(x.indices(ofChannel: $0))) }
    }

    /// Those of other pictures, too.
    mutating func add(_ other: ChannelSums) {
        count += other.count
        for channel in sums.indices {
            sums[channel] += other.sums[channel]
            squares[channel] += other.squares[channel]
        }
    }

    /// Mean and variance of each channel, the variance being that of these numbers, and no guess at that of others.
    var moments: (means: [Double], variances: [Double]) {
        let n = Double(max(count, 1))
        let means = sums.map { $0 / n }
        return (means, zip(squares, means).map { max(0, $0 / n - $1 * $1) })
    }
}

/// How a layer's numbers are pulled to where they were in training: ∂/∂x[c, p] = offset[c] + slope[c] · x[c, p].
struct StatisticsPull: Sendable {
    /// √mean_c ((μ(x) − μ)/s)² + √mean_c ((σ²(x) − σ²)/s²)², s being the deviation in training of each channel: so layers and networks of
    /// any scale count alike.
    let distance: Double
    private let offsets: [Float]
    private let slopes: [Float]

    /// - Parameter sums: those of the whole batch.
    init(_ sums: ChannelSums, to layer: BatchStatistics.Layer, weight: Double) {
        let (means, variances) = sums.moments
        let channels = Double(max(means.count, 1))
        // What hardly ever moved in training is not measured by that alone.
        let usual = layer.variances.reduce(0) { $0 + Double($1) } / channels
        let scales = layer.variances.map { Double($0) + 0.01 * usual + 1e-12 }
        let ofMeans = means.indices.map { (means[$0] - Double(layer.means[$0])) / scales[$0].squareRoot() }
        let ofVariances = means.indices.map { (variances[$0] - Double(layer.variances[$0])) / scales[$0] }
        func length(_ x: [Double]) -> Double { (x.reduce(0) { $0 + $1 * $1 } / channels).squareRoot() }
        let (meanLength, varianceLength) = (length(ofMeans), length(ofVariances))
        distance = meanLength + varianceLength
        let share = weight / channels / Double(max(sums.count, 1))
        // ∂σ²(x)/∂x = 2(x − μ(x))/n
        let slopes = means.indices.map {
            varianceLength > 0 ? 2 * share * ofVariances[$0] / varianceLength / scales[$0] : 0
        }
        offsets = means.indices.map {
            let pull = meanLength > 0 ? share * ofMeans[$0] / meanLength / scales[$0].squareRoot() : 0
            return Float(pull - slopes[$0] * means[$0])
        }
        self.slopes = slopes.map(Float.init)
    }

    /// The gradient at one picture's activation, `[1, C, H, W]`.
    func gradient(at x: Tensor) -> Tensor {
        let area = x.shape.area
        let source = x.values.span
        return Tensor(unwritten: x.shape) { gradient in
            for channel in offsets.indices {
                let (offset, slope) = (offsets[channel], slopes[channel])
                for i in channel * area..<(channel + 1) * area { gradient[i] = offset + slope * source[i] }
            }
        }
    }
}
