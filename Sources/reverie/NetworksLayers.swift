import ArgumentParser
import Jobs
import Networks
import Terminal
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

    @OptionGroup var arguments: NetworkArguments

    @Argument(help: "A layer's name, or a pattern: * stands for any text, ? for one character.")
    var pattern: String?

    @OptionGroup var sides: PictureSides

    func run() throws {
        let network = try arguments.load()
        let (width, height) = sides.sides(usual: network.manifest.trainedSize)
        let list = try LayerList(of: network, matching: pattern, width: width, height: height)
        if !list.table.rows.isEmpty { list.table.lines.forEach(Console.print) }
        guard !list.closed.rows.isEmpty else { return }
        if !list.table.rows.isEmpty { Console.print("") }
        list.closed.lines.forEach(Console.print)
    }
}
