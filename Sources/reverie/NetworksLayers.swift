import ArgumentParser
import Networks
import Tensors
import Wording

/// `reverie networks layers NETWORK`
struct NetworksLayers: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "layers", abstract: "Lists a network's layers: kind, shape, stride, receptive field, cost.",
        discussion: """
            Examples:
              reverie networks layers squeezenet --size 512
              reverie networks layers squeezenet "fire*/concat" --width 1024 --height 600
            """)

    @Argument(help: "A network's name, or a .onnx or .caffemodel file.")
    var network: String

    @Option(help: "The layers of a .caffemodel; the .prototxt beside it when absent.")
    var prototxt: String?

    @Argument(help: "A layer's name, or a pattern: * stands for any text, ? for one character.")
    var pattern: String?

    @Option(help: "Side of a square picture, in pixels, that shapes and costs are given for.")
    var size: Int?

    @Option(help: "Width, when the picture is not square.")
    var width: Int?

    @Option(help: "Height, when the picture is not square.")
    var height: Int?

    func validate() throws {
        for (name, side) in [("--size", size), ("--width", width), ("--height", height)] {
            if let side, !(1...16384).contains(side) {
                throw ValidationError("\(name) is \(side); it must be between 1 and 16384 pixels")
            }
        }
    }

    func run() throws {
        let network = try NetworkLibrary.standard.load(network, prototxt: prototxt)
        let side = size ?? network.manifest.trainedSize
        let (width, height) = (width ?? side, height ?? side)
        let nodes = try pattern.map { try network.nodes(matching: $0) } ?? Array(network.graph.nodes.indices)
        let facts = network.graph.factsWhereTheyFit(height: height, width: width)
        let size = width == height ? "\(width)" : "\(width)×\(height)"
        let table = Table(
            headings: ["LAYER", "ALIAS", "KIND", "SHAPE AT \(size)", "STRIDE", "SEES", "MFLOP"],
            rows: nodes.map { row(of: $0, in: network, facts[$0]) })
        table.lines.forEach(Console.print)
    }

    /// A layer that has no room at this size shows only what it is.
    private func row(of index: Graph.NodeID, in network: Network, _ facts: LayerFacts?) -> [String] {
        let node = network.graph.nodes[index]
        let name = [node.name, network.aliases(of: index).joined(separator: " "), node.operation.summary]
        guard let facts else { return name + ["no room", "", "", ""] }
        let pair = { (extent: Extent) in
            extent.height == extent.width ? "\(extent.height)" : "\(extent.width)×\(extent.height)"
        }
        return name + [
            facts.shape.dimensions.dropFirst().map(String.init).joined(separator: "×"), pair(facts.stride),
            facts.receptiveField == Extent(0) ? "all" : pair(facts.receptiveField),
            "\(facts.multiplyAdds / 500_000)",
        ]
    }
}
