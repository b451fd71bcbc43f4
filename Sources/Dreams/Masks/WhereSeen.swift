import Foundation
import Networks
import Operators
import Pictures
import Tensors

/// Where the network finds evidence for a class: its class activation map, its largest value being 1.
struct WhereSeen: MaskWord {
    /// Its number.
    var classNumber = 0
    /// The power that the map is raised to.
    var sharpness: Float = 1
    /// The network; nil for the preset's.
    var network: String?

    static let schema = Schema<WhereSeen>(
        "where", "a mask: where the network sees a class (its class activation map), 1 where it is surest",
        on: .network(\.network),
        [
            .classNumber("class", \.classNumber, "a name, a synonym, or a number counted from 0"),
            .number("sharpness", \.sharpness, 0.1...8, "above 1 only the surest places are left"),
        ], example: "mask = net:where(\"tabby\")",
        equation: "m = (max(0, e)/max e)^sharpness, e = the class's evidence less the mean of all classes'",
        source:
            "Zhou et al., \"Learning deep features for discriminative localization\", 2016; for networks that end in a "
            + "mean and a linear layer the same as Grad-CAM (Selvaraju et al., 2017)")

    var description: String { "\(network.map { "\($0):" } ?? "")evidence(\(classNumber))^\(sharpness)" }
    var networks: Set<String> { Set([network].compactMap(\.self)) }

    func question(on size: Extent, to networks: DreamNetworks, place: SourceLine?) throws -> MaskQuestion? {
        let network = try networks.network(network, place: place)
        let classes = try DreamError.locating(place) { try network.classNode() }
        return MaskQuestion(
            network.graph.everywhere(classes), of: network, [classes], size: network.sizeForMasks(of: size))
    }

    /// The class's map where it is above zero, divided by its largest value, with soft edges; nothing where the network sees none.
    func plane(on canvas: Tensor, by painter: MaskPainter) throws -> Tensor {
        let (size, place) = (canvas.shape.extent, painter.place)
        let question = try question(on: size, to: painter.networks, place: place)
        guard let classes = try question?.answers(on: canvas, by: painter).first, classNumber < classes.shape.channels
        else {
            let count = try painter.networks.network(network, place: place).classes.count
            throw DreamError.channel(classNumber, of: "classes", count: count, place: place)
        }
        // Evidence is what this class has more than the others do on average.
        let plane = Shape(channels: 1, height: classes.shape.height, width: classes.shape.width)
        var own = ChannelSelection([classNumber]).forward([classes], to: plane)
        own.add(Reduction.channelMean.forward([classes], to: plane), times: -1)
        let largest = max(own.values.max() ?? 0, 1e-6)
        return own.map { pow(max($0, 0) / largest, sharpness) }
            .resized(height: size.height, width: size.width, filter: .bilinear)
    }

    func bytes(on size: Extent) -> Int { size.planes(3) }
}

extension Graph {
    /// The same with a number of a node at every position, where it comes from a mean over all positions by linear layers alone: these are then
    /// asked at every position, and the mean of what they say is what they say of the mean (Zhou et al., 2016).
    /// - Returns: the graph itself for any other node.
    fileprivate func everywhere(_ node: NodeID) -> Graph {
        var last = node
        while let layer = nodes[last].operation as? Convolution, layer.isOfOnePosition, nodes[last].inputs.count == 1 {
            let read = nodes[last].inputs[0]
            if nodes[read].operation as? Reduction == Reduction(.mean, over: .positions) {
                var nodes = nodes
                nodes[last].inputs = nodes[read].inputs
                return Graph(nodes: nodes, closed: closed)
            }
            last = read
        }
        return self
    }
}

extension Convolution {
    /// Whether a position follows from the same position, and from no other.
    fileprivate var isOfOnePosition: Bool {
        let hasMargin =
            if case .explicit(let before, let after) = window.padding {
                [before.height, before.width, after.height, after.width] != [0, 0, 0, 0]
            } else {
                false
            }
        return window.kernel == Extent(1) && window.stride == Extent(1) && !hasMargin
    }
}
