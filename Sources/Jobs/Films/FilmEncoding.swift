import Files
import Foundation
import Pictures
import Wording

/// A video being made of a film's frames, which are piped to ffmpeg one after the other.
///
/// It grows in the folder of the frames, and has its name only when it is whole.
struct FilmEncoding {
    let ffmpeg: FFmpeg
    let kind: FilmKind
    let rate: FrameRate
    let paper: Paper
    /// How much of them it keeps.
    var quality = FilmQuality.good
    let frames: FilmFrames
    /// How many frames there are; all of them are there.
    let count: Int
    /// What the film shows, one place after the other: numbers of frames, counted from 1; each once when nil.
    var shown: [Int]?
    /// What is heard; nothing when nil.
    var sound: ClipSound?
    /// Whether the user has had enough.
    let isStopped: () -> Bool

    /// What is seen through what is transparent, where the kind keeps no transparency.
    struct Paper: Hashable {
        /// As the user calls it.
        var name = "white"
        /// sRGB-encoded, 0…1.
        var colour: SIMD3<Float> = [1, 1, 1]
    }

    /// Makes the video, and gives it its name.
    /// - Returns: what the user should know of it.
    /// - Throws: `FilmError.notEncoded`; `FFmpeg.Problem.interrupted`; nothing of the video is left then.
    func write(to path: String) throws -> [String] {
        let part = Paths.inside(frames.folder, "film.part")
        UnfinishedFile.note(part)
        defer { Files.remove(part) }
        do {
            let remarks = try encode(to: part)
            try? AnimationTexts.write(into: part, recipeOf: frames.path(1))
            try FilmEncoding.finish(part, path)
            return remarks
        } catch let problem as FFmpeg.Problem {
            guard case .failed(let reason) = problem else { throw problem }
            throw FilmError.notEncoded(path: path, frames: frames.folder, reason: reason)
        }
    }

    private func encode(to part: String) throws -> [String] {
        let (first, profile) = try frame(1)
        var layout = VideoFrameLayout(width: first.width, height: first.height)
        if kind.wantsEvenSides {
            (layout.width, layout.height) = ((first.width + 1) / 2 * 2, (first.height + 1) / 2 * 2)
        }
        let isDeep = kind.keepsDepth && first.metadata.depth == 16
        layout.bits = isDeep ? 16 : 8
        layout.keepsAlpha = kind.keepsAlpha && (1...count).contains(where: frames.hasAlpha)
        layout.paper = paper.colour
        let file = try FilmEncoding.create(part)
        defer { close(file) }
        if kind == .gif {
            try encodeGIF(layout, first, into: file)
        } else {
            _ = try run(kind.arguments(layout, quality), layout, first, into: file)
        }
        return remarks(first, layout, hadProfile: profile != nil)
    }

    /// A GIF has a palette, made of all frames: they are piped twice, so that nobody has to hold them.
    private func encodeGIF(_ layout: VideoFrameLayout, _ first: Picture, into file: Int32) throws {
        let path = Paths.inside(frames.folder, "palette.part")
        let palette = try FilmEncoding.create(path)
        defer { close(palette) }
        // It needs no name to be read again.
        Files.remove(path)
        let limit = kind.fastestRate.flatMap { $0.perSecond < rate.perSecond ? "fps=\($0)," : nil } ?? ""
        try run(
            ["-vf", limit + "palettegen=stats_mode=diff", "-c:v", "png", "-f", "image2pipe"], layout, first,
            into: palette)
        lseek(palette, 0, SEEK_SET)
        try run(
            [
                "-f", "png_pipe", "-i", "pipe:3", "-lavfi",
                "[0:v]\(limit)null[v];[v][1:v]paletteuse=dither=sierra2_4a",
            ] + kind.arguments(layout, quality), layout, first, into: file, reading: palette)
    }

    private static func create(_ path: String) throws -> Int32 {
        let file = Files.open(path, O_RDWR | O_CREAT | O_TRUNC)
        guard file >= 0 else {
            throw FFmpeg.Problem.failed("'\(Phrases.harmless(path))' cannot be written: \(SystemProblem(errno))")
        }
        return file
    }

    /// Pipes all frames through ffmpeg into a file.
    private func run(
        _ arguments: [String], _ layout: VideoFrameLayout, _ first: Picture, into file: Int32,
        reading other: Int32? = nil
    ) throws {
        let input = [
            "-f", "rawvideo", "-pixel_format", layout.pixelFormat, "-video_size", "\(layout.width)x\(layout.height)",
            "-framerate", "\(rate)", "-i", "pipe:0",
        ]
        // Nothing that is another in every run: neither identifiers that are drawn nor times.
        let output = ["-fflags", "+bitexact", "-metadata", "comment=\(OutputFile.signature)", "file:/dev/stdout"]
        let clip = try sound?.opened(for: kind)
        defer { clip.map { _ = close($0.file) } }
        let words = input + (clip?.input ?? []) + arguments + (clip?.output ?? []) + output
        var last = (number: 1, bytes: first.videoFrame(layout))
        try ffmpeg.run(words, into: file, reading: [other, clip?.file].compactMap(\.self), until: isStopped) { put in
            for number in shown ?? Array(1...count) {
                guard number != last.number else {
                    try put(last.bytes)
                    continue
                }
                let picture = try frame(number).picture
                guard picture.width == first.width, picture.height == first.height else {
                    throw FFmpeg.Problem.failed(
                        "frame \(number) is \(picture.width)×\(picture.height), and the first \(first.width)×\(first.height)"
                    )
                }
                last = (number, picture.videoFrame(layout))
                try put(last.bytes)
            }
        }
        try FilmEncoding.checkWhole(file)
    }

    /// Looks whether all that was written is on the disk. The end of a Matroska file that finds no room ffmpeg leaves out without a word, and ends
    /// well (5.1): where there is no room for a block more, its end may be one of these.
    private static func checkWhole(_ file: Int32) throws {
        var facts = stat()
        guard fstat(file, &facts) == 0, facts.st_size > 0 else { throw FFmpeg.Problem.failed("it wrote nothing") }
        let block = [UInt8](repeating: 0, count: 4096)
        let written = pwrite(file, block, block.count, facts.st_size)
        guard written >= 0 else { throw FFmpeg.Problem.failed("\(SystemProblem(errno))") }
        guard written == block.count, fsync(file) == 0, ftruncate(file, facts.st_size) == 0, fsync(file) == 0 else {
            throw FFmpeg.Problem.failed("\(SystemProblem(ENOSPC))")
        }
    }

    /// A frame in the colours of sRGB, which videos are tagged with, and the profile that it had.
    private func frame(_ number: Int) throws -> (picture: Picture, profile: [UInt8]?) {
        let picture = try Picture.read(contentsOf: frames.path(number))
        return (picture.converted(to: nil), picture.profile)
    }

    private func remarks(_ first: Picture, _ layout: VideoFrameLayout, hadProfile: Bool) -> [String] {
        var remarks: [String] = []
        if hadProfile {
            remarks.append(
                "the video is in sRGB: colours of the frames that it does not have are brought to the nearest")
        }
        if layout.width != first.width || layout.height != first.height {
            remarks.append(
                "the film is \(layout.width)×\(layout.height): .\(kind.rawValue) wants even sides, and the last column or row is there twice"
            )
        }
        if !kind.keepsAlpha, (1...count).contains(where: frames.hasAlpha) {
            remarks.append(
                "what is transparent lies on \(paper.name) (\(SettingName.background)); .webm, .mov, .mkv, .apng and .gif keep transparency"
            )
        }
        if let sound, kind.coding(of: sound) == nil { remarks.append("a .\(kind.rawValue) has no sound") }
        if !kind.hasQualities, quality != .good {
            remarks.append(
                "a .\(kind.rawValue) has one quality: \(SettingName.quality.set(to: quality.rawValue)) changes nothing")
        }
        if let fastest = kind.fastestRate, fastest.perSecond < rate.perSecond {
            remarks.append("a GIF shows \(fastest.number) frames a second at most: the others are left out")
        }
        return remarks
    }

    /// Gives a whole file its name; the rename is on the disk once the folder is.
    private static func finish(_ part: String, _ path: String) throws {
        do {
            try Files.rename(part, to: path)
        } catch {
            throw FFmpeg.Problem.failed("\(error)")
        }
        let folder = Files.open(Paths.folder(of: path), O_RDONLY | O_DIRECTORY)
        guard folder >= 0 else { return }
        fsync(folder)
        close(folder)
    }
}
