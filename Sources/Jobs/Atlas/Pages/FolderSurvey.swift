import Engine
import Files
import Networks
import Pictures
import Tensors

/// What layers and channels see in a folder of pictures, 320 pixels on their longer side.
struct FolderSurvey {
    /// How much each of some pictures excites a channel, or all of a layer: means, or root mean squares.
    private(set) var scores: [AtlasPage.Entry: [Float]] = [:]
    /// Activations at single positions of a layer, which an atlas is made of.
    private(set) var vectors: [[Float]] = []
    /// The pictures that were looked at.
    let paths: [String]

    /// As many positions of a picture are taken, drawn from all but its border.
    private static let positions = 16

    /// - Parameters:
    ///   - folder: of the pictures.
    ///   - grid: the layer whose activations are gathered, too.
    ///   - isStopped: asked after each picture.
    /// - Throws: `PictureError`, `NetworkError`, `EngineError`; `AtlasError.noPictures`.
    init(
        of network: Network, entries: [AtlasPage.Entry], grid: Graph.NodeID?, in folder: String,
        isStopped: () -> Bool
    ) throws {
        let all = PictureFolder.pictures(under: folder)
        guard !all.isEmpty else { throw AtlasError.noPictures(folder: folder) }
        let outputs = Set(entries.map(\.node) + [grid].compactMap(\.self)).sorted()
        var run: (size: Extent, execution: any Execution)?
        var seen: [String] = []
        for (number, path) in all.enumerated() where !isStopped() {
            let picture = ChannelSearch.shrunk(try Picture.read(contentsOf: path))
            let size = Extent(height: picture.height, width: picture.width)
            if run?.size != size {
                run = (
                    size,
                    try Backends.fast.prepare(network.graph, height: size.height, width: size.width, outputs: outputs)
                )
            }
            var levels = picture.colours
            levels.scale(by: 255)
            let input = network.manifest.preprocessing.networkInput(fromLevels: levels)
            guard let activations = try run?.execution.forward(input) else { continue }
            for entry in entries {
                guard let x = activations[entry.node] else { continue }
                scores[entry, default: []].append(FolderSurvey.score(of: x, channel: entry.channel))
            }
            if let grid, let x = activations[grid] { vectors += FolderSurvey.vectors(of: x, picture: number) }
            seen.append(path)
        }
        paths = seen
    }

    private static func score(of x: Tensor, channel: Int?) -> Float {
        guard let channel else { return x.rootMeanSquare }
        return Float(Sums.sum(x.values.span.extracting(x.indices(ofChannel: channel)))) / Float(max(x.shape.area, 1))
    }

    private static func vectors(of x: Tensor, picture: Int) -> [[Float]] {
        let (height, width) = (x.shape.height, x.shape.width)
        // What a layer sees at the border is the border.
        let rim = min(height, width) > 4 ? 1 : 0
        var dice = Philox(key: 0xA71A5, stream: 1 << 32 | UInt64(picture))
        return (0..<min(positions, height * width)).map { _ in
            let row = rim + Int(dice.uniform() * Float(height - 2 * rim))
            let column = rim + Int(dice.uniform() * Float(width - 2 * rim))
            return (0..<x.shape.channels).map { x.values[$0 * x.shape.area + row * width + column] }
        }
    }

    /// The pictures that excite something most, with how many deviations each is above the mean of all.
    func best(for entry: AtlasPage.Entry, most: Int) -> [(path: String, score: Float)] {
        guard let scores = scores[entry], !scores.isEmpty else { return [] }
        let mean = scores.reduce(0, +) / Float(scores.count)
        let deviation = (scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(scores.count)).squareRoot()
        return scores.indices.sorted { (scores[$0], $1) > (scores[$1], $0) }.prefix(most).map {
            (paths[$0], deviation > 0 ? (scores[$0] - mean) / deviation : 0)
        }
    }
}
