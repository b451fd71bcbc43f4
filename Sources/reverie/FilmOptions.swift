import ArgumentParser
import Dreams
import Recipes

/// What is said of a film, and nothing of its frames.
struct FilmOptions: ParsableArguments {
    @Option(
        name: .customLong("fps"),
        help: ArgumentHelp(
            "Of a film, frames a second: 24, 29.97 or 30000/1001; those of the preset when absent.", valueName: "RATE"))
    var rate: FrameRate?

    @Option(
        help: ArgumentHelp(
            "Of a film with transparency in .mp4, what it lies on: white, black or #rrggbb; white when absent.",
            valueName: "COLOUR"))
    var background: String?

    /// What transparent frames lie on.
    func paper() throws -> FilmEncoding.Paper {
        guard let background else { return FilmEncoding.Paper() }
        let names = ["white": "#ffffff", "black": "#000000", "grey": "#808080", "gray": "#808080"]
        guard let colour = Colour(hexadecimal: names[background.lowercased()] ?? background) else {
            throw ValidationError(
                "--background is '\(background)'; it must be white, black, grey or a colour such as #20a0ff")
        }
        return FilmEncoding.Paper(name: background, colour: [colour.red, colour.green, colour.blue])
    }

    func validate() throws { _ = try paper() }
}
