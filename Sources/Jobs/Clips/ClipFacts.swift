import Dreams
import Files
import Foundation
import Networks
import Wording

/// What ffprobe says of a video: its stream of pictures, each of the pictures that can be decoded, and its sound.
struct ClipFacts {
    /// Of the pictures, as they are shown: upright, and with square pixels.
    let size: Extent
    /// When each of them is shown, in seconds from the first one, never falling.
    let times: [Double]
    /// How long all of them are shown, in seconds.
    let length: Double
    /// The rate that the file names.
    let rate: FrameRate?
    /// How its samples are read.
    let samples: ClipSamples
    /// Its sound; nil where it has none.
    let sound: ClipSound?
    /// What the user should know.
    let remarks: [String]

    /// Decodes all of a video once.
    /// - Throws: `FilmError.badClip`, `FilmError.noFFmpegForClip`.
    init(_ path: String, _ container: VideoContainer) throws {
        guard let probe = FFmpeg("ffprobe") else { throw FilmError.noFFmpegForClip(path: path) }
        func bad(_ reason: String) -> FilmError { .badClip(path: path, reason: reason) }
        let file = Files.open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw bad("\(SystemProblem(errno))") }
        defer { close(file) }
        func ask(
            _ entries: String, _ more: [String], nothing: String = "nothing can be read of it"
        ) throws -> (said: Data, wrong: [String]) {
            do {
                return try probe.answer(
                    ["-f", container.rawValue, "-show_entries", entries] + more + ["-i", FFmpeg.file(3)], reading: file,
                    nothing: nothing)
            } catch let FFmpeg.Problem.failed(reason) {
                throw bad(reason)
            }
        }
        let (text, wrong) = try ask(ClipFacts.entries, ["-of", "json"])
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let report = try? decoder.decode(Report.self, from: text), let streams = report.streams else {
            throw bad(wrong.last ?? "it is damaged or cut off")
        }
        guard let stream = streams.first(where: { $0.codecType == "video" && $0.disposition?.attachedPic != 1 })
        else {
            throw bad(
                streams.isEmpty ? wrong.last ?? "it is damaged or cut off" : "there are no moving pictures in it")
        }
        let (lines, damage) = try ask(
            "frame=best_effort_timestamp,pkt_duration,duration,width,height",
            ["-threads", "0", "-select_streams", "V:0", "-of", "compact=p=0"], nothing: "no picture of it can be read")
        let frames = String(decoding: lines, as: UTF8.self).split(separator: "\n").compactMap(Frame.init)
        guard let first = frames.first else { throw bad(damage.last ?? "no picture of it can be read") }
        if let other = frames.firstIndex(where: { $0.width != first.width || $0.height != first.height }) {
            throw bad(
                "picture \(other + 1) is \(frames[other].width)×\(frames[other].height), and the first "
                    + "\(first.width)×\(first.height): cut it where its size changes")
        }
        size =
            try stream.shown(Extent(height: first.height, width: first.width))
            ?? { throw bad("its pixels have no shape") }()
        guard size.width <= 16384, size.height <= 16384 else {
            throw bad("its pictures are \(size.width)×\(size.height), and 16384 a side is the most")
        }
        rate = stream.rFrameRate.flatMap { FrameRate($0) } ?? stream.avgFrameRate.flatMap { FrameRate($0) }
        let tick = stream.timeBase.flatMap(Fraction.init)?.value ?? 0
        let usual = 1 / (rate ?? .cinema).perSecond
        var times: [Double] = []
        for frame in frames {
            let next = times.last.map { $0 + usual } ?? 0
            times.append(max(times.last ?? -.infinity, frame.time.map { Double($0) * tick } ?? next))
        }
        let start = times[0]
        self.times = times.map { $0 - start }
        let last = frames.last?.duration.map { Double($0) * tick } ?? 0
        length = times[times.count - 1] - start + (last > 0 ? last : usual)
        samples = ClipSamples(stream, first)
        let sounds = streams.filter { $0.codecType == "audio" }
        sound = sounds.first.flatMap(\.codecName).map { codec in
            ClipSound(
                path: path, format: container.rawValue, codec: codec,
                delay: (report.format?.startTime.flatMap(Double.init) ?? 0) - (start.isFinite ? start : 0))
        }
        var remarks = samples.remarks.map { "'\(Phrases.harmless(path))' \($0)" }
        if let damage = damage.first {
            remarks.append(
                "'\(Phrases.harmless(path))' is damaged (\(Phrases.harmless(damage, limit: 120))): \(Phrases.count(frames.count, "picture")) of it can be read"
            )
        }
        if sounds.count > 1 {
            remarks.append("'\(Phrases.harmless(path))' has \(sounds.count) sound tracks; the first is taken")
        }
        self.remarks = remarks
    }

    private static let entries =
        "stream=codec_type,codec_name,width,height,pix_fmt,r_frame_rate,avg_frame_rate,time_base,color_space,color_transfer,"
        + "color_primaries,field_order,sample_aspect_ratio:stream_tags=alpha_mode,rotate:stream_side_data=rotation"
        + ":stream_disposition=attached_pic:format=start_time"

    /// ffprobe's own words.
    private struct Report: Decodable {
        struct Format: Decodable { var startTime: String? }
        var streams: [ClipStream]?
        var format: Format?
    }

    /// A picture of it: `best_effort_timestamp=512|pkt_duration=512|width=640|height=272`.
    struct Frame {
        /// In ticks; nil where nobody knows.
        var time: Int?
        var duration: Int?
        var width: Int
        var height: Int

        init?(_ line: Substring) {
            let words = line.split(separator: "|").map { $0.split(separator: "=", maxSplits: 1) }
            let values = Dictionary(
                words.compactMap { $0.count == 2 ? (String($0[0]), Int($0[1])) : nil },
                uniquingKeysWith: { first, _ in first })
            guard let width = values["width"] ?? nil, let height = values["height"] ?? nil, width > 0, height > 0 else {
                return nil
            }
            (self.width, self.height) = (width, height)
            time = values["best_effort_timestamp"] ?? nil
            duration = (values["duration"] ?? nil) ?? (values["pkt_duration"] ?? nil)
        }
    }
}

/// What ffprobe says of a stream, in its own words.
struct ClipStream: Decodable {
    struct Disposition: Decodable { var attachedPic: Int? }
    struct SideData: Decodable { var rotation: Double? }

    var codecType: String?
    var codecName: String?
    var pixFmt: String?
    var rFrameRate: String?
    var avgFrameRate: String?
    var timeBase: String?
    var colorSpace: String?
    var colorTransfer: String?
    var colorPrimaries: String?
    var fieldOrder: String?
    var sampleAspectRatio: String?
    var tags: [String: String]?
    var sideDataList: [SideData]?
    var disposition: Disposition?

    /// How large its pictures are shown, upright; nil for pixels that no screen has.
    ///
    /// Pixels that are not square become so by enlarging.
    func shown(_ coded: Extent) -> Extent? {
        var size = coded
        if let ratio = sampleAspectRatio.flatMap(Fraction.init)?.value, ratio > 0, ratio != 1 {
            guard (0.1...10).contains(ratio) else { return nil }
            if ratio > 1 {
                size.width = Int((Double(size.width) * ratio).rounded())
            } else {
                size.height = Int((Double(size.height) / ratio).rounded())
            }
        }
        let turned = (sideDataList ?? []).compactMap(\.rotation).first ?? tags?["rotate"].flatMap(Double.init) ?? 0
        let quarters = Int((turned / 90).rounded())
        return quarters % 2 == 0 ? size : Extent(height: size.width, width: size.height)
    }
}

/// `30000/1001`, or `16:9`.
struct Fraction {
    let value: Double

    init?(_ text: String) {
        let parts = text.split { $0 == "/" || $0 == ":" }.compactMap { Double($0) }
        guard parts.count == 2, parts[1] != 0 else { return nil }
        value = parts[0] / parts[1]
    }
}
