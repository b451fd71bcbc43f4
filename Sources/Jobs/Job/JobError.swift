import Engine
public import Pictures
import Wording

/// What can be wrong with a job itself, beside what is wrong with its preset, its pictures or its files.
public enum JobError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A side that no canvas has.
    case side(String, Int)
    /// A scale beyond 0.01…100.
    case scale(Double)
    /// A canvas that would be too large.
    case canvas(width: Int, height: Int)
    /// A number beyond its range.
    case number(String, value: Int, range: ClosedRange<Int>)
    /// A text that says no rate, or no colour.
    case text(String, value: String, wanted: String)
    /// A depth that no picture has.
    case depth(Int)
    /// A frame that the film does not have.
    case frame(Int, count: Int)
    /// What has no shots.
    case noShots
    /// A film whose frames were all there, of which no picture was made.
    case noPicture

    /// Two that exclude each other.
    case excluding(String, [String])
    /// A time between two states beyond its range.
    case pause(Double)
    /// A depth that the output's format does not have.
    case otherDepth(Int, format: PictureFormat)
    /// A quality, for what loses nothing; nil where the output is no picture.
    case withoutLoss(Int, format: PictureFormat?)

    /// One sentence.
    public var description: String {
        switch self {
        case .side(let name, let side):
            "\(SettingName(name)) is \(side); it must be between \(CanvasSize.sides.lowerBound) and \(CanvasSize.sides.upperBound) pixels"
        case .scale(let scale): "\(SettingName.scale) is \(scale); it must be between 0.01 and 100"
        case .canvas(let width, let height):
            "the canvas would be \(width)×\(height); \(CanvasSize.sides.upperBound) is the longest side"
        case .number(let name, let value, let range):
            "\(SettingName(name)) is \(value); it must be between \(range.lowerBound) and \(range.upperBound)"
                + (name == SettingName.fastHalo.name ? " pixels" : "")
        case .text(let name, let value, let wanted):
            "\(SettingName(name)) is '\(Phrases.harmless(value))'; it must be \(wanted)"
        case .depth(let depth): "\(SettingName.depth) is \(depth); it must be 8 or 16"
        case .otherDepth(let depth, let format):
            "\(SettingName.depth) is \(depth), and \(format.name) has other samples; leave it out, or let OUT end in "
                + PictureFormat.endings(takingDepth: depth)
        case .withoutLoss(let quality, nil):
            "\(SettingName.quality) is \(quality); of a video it is \(Phrases.choices(FilmQuality.allCases.map(\.rawValue)))"
        case .withoutLoss(let quality, let format?):
            "\(SettingName.quality) is \(quality), and \(format.name) loses nothing; leave it out, or "
                + "let OUT end in " + PictureFormat.endingsTakingQuality
        case .pause(let seconds):
            "\(SettingName("checkpointEvery")) is \(seconds); it must be between 0 and 86400 seconds"
        case .noShots: "only a film over a video, or over a folder of frames, has shots"
        case .noPicture: "no picture was made: all frames were there already"
        case .frame(let wanted, let count):
            "\(SettingName.frame) is \(wanted), and the film has \(Phrases.count(count, "frame"))"
        case .excluding(let one, let others):
            "\(SettingName(one)) and \(Phrases.choices(others.map { "\(SettingName($0))" })) exclude each other"
        }
    }
}

extension JobError {
    /// Whether it is known only once the files are read, and yet the fault of what was asked for.
    package var isOfRequest: Bool {
        switch self {
        case .canvas, .number: true
        default: false
        }
    }
}

extension RenderJob {
    /// Looks at what is wrong with the job itself.
    /// - Throws: `JobError`.
    package func check() throws {
        try size.check()
        if let threads = bounds.threads, !(1...1024).contains(threads) {
            throw JobError.number("threads", value: threads, range: 1...1024)
        }
        if let halo = bounds.fastHalo, !CanvasSize.halos.contains(halo) {
            throw JobError.number("fastHalo", value: halo, range: CanvasSize.halos)
        }
        if let precision = bounds.precision, Precision(rawValue: precision) == nil {
            let choices = Phrases.choices(Precision.allCases.map(\.rawValue))
            throw JobError.text("precision", value: precision, wanted: choices)
        }
        if let output, let depth = output.depth {
            guard depth == 8 || depth == 16 else { throw JobError.depth(depth) }
            if let format = try? PictureFormat(ofName: output.path), !format.takes(depth: depth) {
                throw JobError.otherDepth(depth, format: format)
            }
        }
        try output?.checkQuality()
        try output?.checkBackground()
        if let seconds = checkpoint?.everySeconds, !(0...86400).contains(seconds) { throw JobError.pause(seconds) }
        if let part, part != .nothing, part.first < 1 || part.last < part.first {
            throw JobError.number("part", value: part.first, range: 1...max(part.last, 1))
        }
        if case .number(let number)? = frame, number < 1 {
            throw JobError.number("frame", value: number, range: 1...1_000_000)
        }
    }
}

extension RenderJob {
    /// Looks whether the files that it names are there, before a network is loaded for them, or fetched.
    /// - Throws: `PictureError.unreadable`.
    package func checkFiles() throws {
        try picture?.source.check()
        for (_, input) in pictures.sorted(by: { $0.key < $1.key }) { try input.source.check() }
    }
}

extension JobOutput {
    /// - Throws: `JobError`.
    fileprivate func checkQuality() throws {
        guard let quality else { return }
        if let number = pictureQuality {
            guard (1...100).contains(number) else { throw JobError.number("quality", value: number, range: 1...100) }
            let format = path == OutputFile.stdout ? .png : try? PictureFormat(ofName: path)
            // The pictures of a folder are named one by one.
            guard format != nil || FilmKind(ofName: path) != nil else { return }
            guard let format, format.takesQuality else { throw JobError.withoutLoss(number, format: format) }
        } else if filmQuality == nil || FilmKind(ofName: path) == nil {
            throw JobError.text(
                "quality", value: quality,
                wanted: "between 1 and 100 for \(PictureFormat.endingsTakingQuality), and "
                    + "\(Phrases.choices(FilmQuality.allCases.map(\.rawValue))) for a video")
        }
    }
}

extension CanvasSize {
    /// The halos that tiles may have.
    package static let halos = 0...16384
}
