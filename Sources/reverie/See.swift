import ArgumentParser
import Foundation
import Jobs
import Pictures
import Terminal

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
        var report = ImpressionReport(isJSON: json)
        let network = try resources.networks.network(network)
        try report.end(with: Impression(of: seen, by: network, most: top) { report.hear($0) })
    }
}
