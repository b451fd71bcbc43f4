import ArgumentParser
import Networks
import Tensors

/// `reverie networks layers NETWORK`
struct NetworksLayers: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "layers", abstract: "Lists a network's layers: kind, shape, stride, receptive field, cost.",
        discussion: "Example:\n  reverie networks layers squeezenet --size 512")

    @Argument(help: "A network's name, or a .onnx file.")
    var network: String

    @Option(help: "Side of a square picture, in pixels, that shapes and costs are given for.")
    var size: Int?

    func validate() throws {
        if let size, !(1...16384).contains(size) {
            throw ValidationError("--size is \(size); it must be between 1 and 16384 pixels")
        }
    }

    func run() throws {
        let network = try NetworkLibrary.standard.load(network)
        let side = size ?? network.manifest.trainedSize
        let table = Table(
            headings: ["LAYER", "ALIAS", "KIND", "SHAPE AT \(side)", "STRIDE", "SEES", "MFLOP"],
            rows: try rows(of: network, side: side))
        table.lines.forEach(Console.print)
    }

    private func rows(of network: Network, side: Int) throws -> [[String]] {
        let facts = try network.graph.facts(height: side, width: side)
        let aliases = Dictionary(grouping: network.manifest.aliases.keys.sorted()) {
            network.manifest.aliases[$0] ?? ""
        }
        return zip(network.graph.nodes, facts).map { node, facts in
            let names = [node.name] + node.otherNames
            return [
                node.name, names.flatMap { aliases[$0] ?? [] }.joined(separator: " "), node.operation.kind,
                facts.shape.dimensions.dropFirst().map(String.init).joined(separator: "×"),
                "\(facts.stride.height)", "\(facts.receptiveField.height)",
                "\(2 * facts.multiplyAdds / 1_000_000)",
            ]
        }
    }
}
