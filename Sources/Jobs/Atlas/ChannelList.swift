import Wording

/// Channels of a layer as users name them: `0-63`, `7`, `0-15,200-207`.
package struct ChannelList: Hashable {
    /// In the order that they were named.
    package let channels: [Int]

    /// Channels that are not asked for by their numbers.
    package static let usual = 64

    /// - Parameter text: the first 64 when nil.
    /// - Throws: `AtlasError.channels` for what is no list, or goes beyond the layer.
    package init(_ text: String?, of count: Int, layer: String) throws {
        guard let text else {
            channels = Array(0..<min(count, ChannelList.usual))
            return
        }
        func wrong(_ problem: String) -> AtlasError { .channels(text, problem: problem) }
        channels = try text.split(separator: ",", omittingEmptySubsequences: false).flatMap { piece in
            let ends = piece.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
            guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1], first <= last
            else {
                throw wrong("write numbers and ranges, such as 0-63,100")
            }
            guard last < count else { throw wrong("\(layer) has the channels 0 to \(count - 1)") }
            return Array(first...last)
        }
        guard channels.count <= SweepGrid.mostCells else { throw wrong("more than \(SweepGrid.mostCells) cells") }
    }
}

/// What can be wrong with an atlas.
package enum AtlasError: Error, CustomStringConvertible {
    case channels(String, problem: String)
    case noLayers(network: String)
    /// A folder of pictures that holds none, or is none.
    case noPictures(folder: String)
    /// A folder for pages that holds something else.
    case notOurs(folder: String, holds: String)

    package var description: String {
        switch self {
        case .channels(let text, let problem):
            "\(SettingName.channels.set(to: Phrases.harmless(text, limit: 100))): \(problem)"
        case .noLayers(let network): "\(Phrases.harmless(network)) has no layer that could be dreamt of"
        case .noPictures(let folder): "'\(Phrases.harmless(folder))' is no folder with pictures in it"
        case .notOurs(let folder, let holds):
            "'\(Phrases.harmless(folder))' holds \(Phrases.harmless(holds)); name a folder that is empty or not there yet, or one of "
                + "this network's pages"
        }
    }
}
