import ArgumentParser
package import Jobs

/// What is said of a film, and nothing of its frames.
struct FilmOptions: ParsableArguments {
    @Option(
        name: .customLong("fps"),
        help: ArgumentHelp(
            "Of a film, frames a second: 24, 29.97 or 30000/1001; those of the preset, or of the video that it dreams over, when absent. Of a video, so many are taken, and its length stays.",
            valueName: "RATE"))
    var rate: FrameRate?

    @Option(
        help: ArgumentHelp(
            "Of a film with transparency in .mp4, what it lies on: white, black or #rrggbb; white when absent.",
            valueName: "COLOUR"))
    var background: String?

    @Option(
        help: ArgumentHelp(
            "How much is kept: of a JPEG or a WebP 1 to 100, 95 and everything when absent; of a video small, good or best, good when absent. .mp4 is H.264, .webm VP9, .mov ProRes (LT, HQ, 4444), and .mkv FFV1, which loses nothing.",
            valueName: "LEVEL"))
    var quality: String?
}

extension FrameRate: ExpressibleByArgument {
    /// `24`, `29.97` or `30000/1001`.
    package init?(argument: String) { self.init(argument) }
}
