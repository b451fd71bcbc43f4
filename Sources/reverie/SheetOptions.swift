import ArgumentParser
import Wording

/// Where a sheet goes and what is told of it: what `sweep` and `atlas` have in common.
struct SheetOptions: ParsableArguments {
    @Option(
        name: .shortAndLong, help: ArgumentHelp("Where the sheet goes: .png or .jpg.", valueName: "SHEET"),
        completion: .file())
    var output: String

    @Flag(help: "Replace SHEET even if Reverie did not make it.")
    var force = false

    @Option(help: "auto, bar, lines, json or none.")
    var progress: ProgressStyle?

    @Flag(name: .customLong("no-recipe"), help: "Do not store in SHEET how its cells are made.")
    var leavesRecipeOut = false

    /// The sheet's file.
    /// - Throws: `PictureError` when it cannot be written.
    func target() throws -> OutputFile { try OutputFile(path: output, force: force) }

    /// Whether there is a file that others can be made of.
    var carriesRecipe: Bool { !leavesRecipeOut && output != OutputFile.stdout }

    /// - Throws: `ValidationError` for a side that no cell has.
    static func check(cell: Int) throws {
        guard !(32...2048).contains(cell) else { return }
        throw ValidationError("--cell is \(cell); it must be between 32 and 2048 pixels")
    }
}

/// What can be wrong with a sheet.
enum SheetError: Error, CustomStringConvertible {
    /// A value of `--vary` that is none, or too many of them.
    case axis(String, problem: String)
    case tooLarge(cells: Int, width: Int, height: Int)
    /// A frame that a film does not have.
    case frame(Int, count: Int)
    /// One of the cells cannot be rendered.
    case cell(String, problem: String)

    /// The longest side, and the most pixels, of a sheet.
    static let (longestSide, mostPixels) = (32_000, 100_000_000)

    var description: String {
        switch self {
        case .axis(let text, let problem):
            "--vary \(Phrases.harmless(text, limit: 100)): \(problem)"
        case .tooLarge(let cells, let width, let height):
            "a sheet of \(Phrases.count(cells, "cell")) has \(width)×\(height) pixels, which is too large; take fewer, or a smaller --cell"
        case .frame(let wanted, let count):
            "--frame is \(wanted), and the film has \(Phrases.count(count, "frame"))"
        case .cell(let label, let problem):
            "with \(Phrases.harmless(label, limit: 200)): \(problem)"
        }
    }
}
