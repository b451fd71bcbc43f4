import ArgumentParser
import Jobs
import Pictures
import Recipes
import Terminal

/// Where a sheet goes and what is told of it: what `sweep` and `atlas` have in common.
struct SheetOptions: ParsableArguments {
    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("Where the sheet goes: \(PictureFormat.writtenEndings).", valueName: "SHEET"),
        completion: .file())
    var file: String?

    @Flag(help: "Replace SHEET even if Reverie did not make it.")
    var force = false

    @Option(help: "auto, bar, lines, json or none.")
    var progress: ProgressStyle?

    @Flag(name: .customLong("no-recipe"), help: "Do not store in SHEET how its cells are made.")
    var leavesRecipeOut = false

    private var place: JobOutput { JobOutput(output, replaces: force, leavesRecipeOut: leavesRecipeOut) }

    /// Where the sheet goes; nowhere where nobody says so.
    var output: String { file ?? "" }

    /// - Throws: `ValidationError` where nobody says where the sheet goes.
    func needOutput() throws {
        if file == nil { throw ValidationError("Missing expected argument '--output <SHEET>'") }
    }

    /// The sheet's file.
    /// - Throws: `PictureError` when it cannot be written.
    func target() throws -> SheetTarget { try SheetTarget(place) }

    /// The same for whoever writes it later.
    /// - Throws: `PictureError` when it cannot be written.
    func jobOutput() throws -> JobOutput {
        if output != "-" { _ = try target() }
        return place
    }

    /// Whether there is a file that others can be made of.
    var carriesRecipe: Bool { !leavesRecipeOut && output != "-" }

    /// Renders the cells of a sheet, writes it, and tells of it.
    /// - Parameter picture: what its first place shows already.
    /// - Throws: as `SheetReport.end`.
    func render(
        _ layout: ContactSheet, _ cells: [SheetCell], to target: SheetTarget, with resources: JobResources,
        showing picture: Picture? = nil, carrying recipe: (CarriedRecipe) -> CarriedRecipe = { $0 }
    ) throws -> SheetReport {
        let report = try SheetReport(of: output, progress: progress)
        var run = try SheetRun(layout, to: target, with: resources, control: Interrupt.control, tell: report.hear)
        if let picture { run.show(picture, inCell: 0) }
        try report.end(with: try run.run(cells, carrying: recipe))
        return report
    }

    /// - Throws: `ValidationError` for a side that no cell has.
    static func check(cell: Int) throws { try WrongUsage.check("--cell", cell, 32...2048, " pixels") }
}
