import Tensors

/// A picture that is made of the rows of a file as they come, at the size that is wanted, in the way of `Picture.resized`.
struct ResizedRows {
    private let from: Picture.Size
    private let hasAlpha: Bool
    private let orientation: Orientation
    /// Whether a picture is made of light.
    private let isSmaller: Bool
    /// As they are stored: three colours, and alpha.
    private var planes: StreamedResizing

    /// - Parameter from: the size as it is stored, and so is `to`.
    init(from: Picture.Size, to: Picture.Size, hasAlpha: Bool, orientation: Orientation) {
        (self.from, self.hasAlpha, self.orientation) = (from, hasAlpha, orientation)
        isSmaller = to.height * to.width < from.height * from.width
        planes = StreamedResizing(channels: hasAlpha ? 4 : 3, from: from, to: to)
    }

    /// What is added up, of each number, from its level: three tables.
    func tables(_ levels: [[Float]]) -> [[Float]] {
        guard isSmaller else { return levels }
        return levels.map { LightTable.light(of: Tensor(shape: Shape([$0.count]), values: $0)).values }
    }

    /// Adds the next lines: samples, `[lines][width][channels]`, that `tables` are of.
    mutating func add(_ samples: FileSamples, channels: Int, lines: Int, _ tables: [[Float]]) {
        switch samples {
        case .whole(let samples): add(samples, channels, lines, tables)
        case .floats(let samples): add(samples, channels, lines, tables)
        }
    }

    private mutating func add<Sample: FileSample>(
        _ samples: [Sample], _ channels: Int, _ lines: Int, _ tables: [[Float]]
    ) {
        let width = from.width
        let isGrey = channels < 3
        let isWeighted = hasAlpha && !planes.isSame
        let opaque = 1 / Float((tables.first?.count ?? 256) - 1)
        let shape = Shape(channels: hasAlpha ? 4 : 3, height: lines, width: width)
        planes.add(
            Tensor(shape) { (line: Int, output: inout MutableSpan<Float>) in
                let (plane, y) = line.quotientAndRemainder(dividingBy: lines)
                let first = y * width * channels
                if plane == 3 {
                    for x in 0..<width { output[x] = samples[first + x * channels + channels - 1].opacity(opaque) }
                    return
                }
                let table = tables[plane]
                let sample = first + (isGrey ? 0 : plane)
                for x in 0..<width { output[x] = samples[sample + x * channels].level(table) }
                guard isWeighted else { return }
                // Transparent pixels count as much as they can be seen.
                for x in 0..<width { output[x] *= samples[first + x * channels + channels - 1].opacity(opaque) }
            })
    }

    /// The picture, upright, once all lines were added.
    consuming func picture() -> Picture {
        let (isSmaller, isSame, orientation) = (isSmaller, planes.isSame, orientation)
        let resized = planes.result
        let (height, width) = (resized.shape.height, resized.shape.width)
        var opacity: Tensor?
        if hasAlpha {
            opacity = Tensor(
                shape: Shape(channels: 1, height: height, width: width),
                values: Array(resized.values[resized.indices(ofChannel: 3)]))
        }
        var colours = resized
        if hasAlpha {
            colours = Tensor(
                shape: Shape(channels: 3, height: height, width: width),
                values: Array(resized.values[..<(3 * height * width)]))
        }
        if !isSame {
            if let opacity { colours.divide(by: opacity) }
            colours.clamp(to: 0...1)
            if isSmaller { colours.change { $1 = SRGB.encoded($1) } }
            opacity?.clamp(to: 0...1)
        }
        return Picture(colours: orientation.upright(colours), alpha: opacity.map(orientation.upright))
    }
}
