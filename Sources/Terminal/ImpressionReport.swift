import Foundation
package import Jobs
import Wording

/// What a terminal is told of what a network sees in a picture: classes at once, the rest when it is compared.
package struct ImpressionReport {
    private var waiting = WaitingLine()
    private let isJSON: Bool

    /// - Parameter isJSON: whether it is told in one go, as JSON.
    package init(isJSON: Bool) {
        self.isJSON = isJSON
        waiting.show("reading the network")
    }

    /// Hears what is found on the way.
    package mutating func hear(_ news: Impression.News) {
        switch news {
        case .classes(let classes, let reason):
            // They are there long before the rest is.
            waiting.finish()
            guard !isJSON else { return }
            if let reason { return Console.print(reason) }
            show("class", "sure", classes.map { [$0.name, "\(Int(($0.share * 100).rounded())) %"] })
        case .looked(let number, let count):
            waiting.show("looking at pictures to compare with: \(number) of \(count)")
        }
    }

    /// Tells the rest.
    package mutating func end(with impression: Impression) throws {
        waiting.finish()
        if isJSON { return Console.print(try impression.jsonLines()) }
        Console.print("")
        show("layer", "mean activation ÷ usual", impression.layers.map { [$0.name, text($0.activation)] })
        Console.print("")
        show(
            "channel", "standard deviations above usual",
            impression.channels.map {
                ["\($0.layer):\($0.channel)", text($0.score) + ($0.name.map { "  \($0)" } ?? "")]
            })
    }

    private func show(_ heading: String, _ measure: String, _ rows: [[String]]) {
        Table(headings: [heading, measure], rows: rows).lines.forEach(Console.print)
    }

    private func text(_ number: Float) -> String { String(format: "%.2f", number) }
}
