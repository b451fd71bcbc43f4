import ArgumentParser
import Foundation
import Jobs
import Pictures
import Terminal
import Wording

/// `reverie see PICTURE`
struct See: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Says what a network sees in a picture: classes, and the layers and channels that it excites.",
        discussion: """
            The classes are those of the middle square. Of a layer its mean activation is told, as a multiple of what it \
            is on painted skies and noises; of a channel how many deviations its mean is above what it is there. What is found here can be \
            dreamt: 'maximize = net.LAYER:channel(N):mean()'; 'atlas NETWORK --like PICTURE' shows the channels.

            Examples:
              reverie see photo.jpg
              reverie see dream.png --network vgg16 --top 12
            """)

    @Argument(help: "A picture.", completion: .file())
    var picture: String

    @Option(help: "A network's name, or a .onnx file.", completion: .custom(TypedNames.networks))
    var network = "squeezenet"

    @Option(help: "How many classes, layers and channels.")
    var top = 6

    @Flag(help: "Print it as JSON.")
    var json = false

    func validate() throws { try WrongUsage.check("--top", top, 1...100) }

    func run() throws {
        let seen = try Picture.read(contentsOf: picture)
        let resources = JobResources(defaults: try Configuration.user())
        var waiting = WaitingLine()
        waiting.show("reading the network")
        let impression = try Impression(of: seen, by: resources.networks.network(network), most: top) { news in
            switch news {
            case .classes(let classes, let reason):
                // They are there long before the rest is.
                waiting.finish()
                if !json { showClasses(classes, reason) }
            case .looked(let number, let count):
                waiting.show("looking at pictures to compare with: \(number) of \(count)")
            }
        }
        waiting.finish()
        if json { return Console.print(try impression.jsonLines()) }
        Console.print("")
        show("layer", "mean activation ÷ usual", impression.layers.map { [$0.name, text($0.activation)] })
        Console.print("")
        show(
            "channel", "standard deviations above usual",
            impression.channels.map {
                ["\($0.layer):\($0.channel)", text($0.score) + ($0.name.map { "  \($0)" } ?? "")]
            })
    }

    private func showClasses(_ classes: [Impression.Class], _ reason: String?) {
        if let reason { return Console.print(reason) }
        show("class", "sure", classes.map { [$0.name, "\(Int(($0.share * 100).rounded())) %"] })
    }

    private func show(_ heading: String, _ measure: String, _ rows: [[String]]) {
        Table(headings: [heading, measure], rows: rows).lines.forEach(Console.print)
    }

    private func text(_ number: Float) -> String { String(format: "%.2f", number) }
}
