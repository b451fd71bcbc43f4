public import ArgumentParser
import Jobs
public import Wording

/// How a network's work on a large picture is cut up, for the commands that run one bare.
struct TilingOptions: ParsableArguments {
    @Option(help: "Side of a tile, in pixels; the whole picture at once when absent or 0.")
    var tile: Int = 0

    @Option(
        help: ArgumentHelp(
            "A bound on what the process holds, such as 2GiB or 512MiB; bands of rows, and tiles, follow from it.",
            valueName: "BYTES")
    )
    var memory: ByteCount?

    @Option(
        help: ArgumentHelp(
            "Let tiles see only this many pixels around them: faster, and an approximation.", valueName: "PIXELS"))
    var fastHalo: Int?

    func validate() throws {
        if let problem = choice.problem { throw ValidationError(problem) }
    }

    /// How the network's work is cut up.
    var choice: TilingChoice { TilingChoice(tile: tile, memory: memory?.bytes, fastHalo: fastHalo) }
}

extension ByteCount: ExpressibleByArgument {
    /// What a user wrote.
    public init?(argument: String) { self.init(argument) }
}
