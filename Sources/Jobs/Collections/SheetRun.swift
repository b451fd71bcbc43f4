import Dreams
import Foundation
import Networks
package import Pictures
package import Recipes
import Wording

/// One dream of a sheet.
package struct SheetCell {
    /// Its place among the sheet's cells.
    let place: Int
    /// What tells it from the others: `strength=2`.
    let label: String
    /// At the size of the cell, in memory; of a film, the frame that is shown.
    let job: RenderJob

    /// A cell from its parts.
    package init(place: Int, label: String, job: RenderJob) {
        var job = job
        job.frame = job.frame ?? .middle
        (self.place, self.label, self.job) = (place, label, job)
    }

    /// Runs what belongs to the cell, whose label errors begin with.
    func named<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as SheetError {
            throw error
        } catch let error as JobError {
            guard case .frame = error else { throw SheetError.cell(label, problem: "\(error)") }
            throw error
        } catch {
            throw SheetError.cell(label, problem: "\(error)")
        }
    }
}

/// What a sheet tells on its way.
package enum SheetEvent {
    /// Every cell is looked at, so that mistakes show before the first is rendered.
    case looking(cells: Int)
    /// So many are dreamt; others were before.
    case dreaming(cells: Int, known: Int, seconds: Double?)
    case progress(JobProgress)
    case remark(JobRemark)
}

/// What became of a sheet.
package struct SheetOutcome {
    /// Cells of the sheet that were to be rendered, and those that it shows.
    package let count: Int
    package internal(set) var shown = 0
    /// What went wrong, by the label of the cell.
    package internal(set) var failures: [(label: String, problem: String)] = []
    package internal(set) var isInterrupted = false
    /// Where the sheet was written: beside a finished one where it is not.
    package internal(set) var path: String?
    /// Whether the cell that was being rendered is gone on with.
    package internal(set) var isCellKept = false
    /// What all of it took.
    package internal(set) var seconds = 0.0
}

/// Renders the cells of a sheet, one after the other, and writes it: whole, or as far as it is when it is stopped.
package struct SheetRun {
    /// Drawn when its first cell is there: what does not fit is refused before.
    private lazy var sheet = DrawnSheet(layout)
    private let layout: ContactSheet
    private let output: JobOutput
    private let target: OutputFile
    private let cells: CellRun

    /// - Parameter target: the sheet's file, which was looked at before anything else.
    /// - Throws: `SheetError.tooLarge`.
    package init(
        _ layout: ContactSheet, to target: SheetTarget, with resources: JobResources, control: JobControl,
        tell: @escaping (SheetEvent) -> Void
    ) throws {
        (output, self.target) = (target.output, target.file)
        guard max(layout.width, layout.height) <= SheetError.longestSide,
            layout.width * layout.height <= SheetError.mostPixels
        else {
            throw SheetError.tooLarge(cells: layout.cells.count, width: layout.width, height: layout.height)
        }
        self.layout = layout
        cells = CellRun(with: resources, control: control, pixels: layout.width * layout.height, tell: tell)
    }

    /// Shows a picture that is there already.
    package mutating func show(_ picture: Picture, inCell index: Int) { sheet.show(picture, inCell: index) }

    /// Looks at every cell, so that mistakes show before the first is rendered; renders what was not rendered before; writes the sheet.
    ///
    /// A cell that cannot be finished stays empty, and is told at the end.
    /// - Parameter recipe: what the sheet carries, made of the first cell's.
    /// - Throws: `SheetError.cell`.
    package mutating func run(
        _ wanted: [SheetCell], carrying recipe: (CarriedRecipe) -> CarriedRecipe
    ) throws -> SheetOutcome {
        let cells = cells
        let (order, first) = try cells.look(at: wanted)
        let start = ContinuousClock.now
        var outcome = cells.dreamAll(order) { sheet.show($1, inCell: $0.place) }
        let isWhole = outcome.shown == order.count
        if !outcome.isInterrupted || outcome.shown > 0 {
            var carried = first.map(recipe)
            if !isWhole { carried?.isInterrupted = true }
            let file = outcome.isInterrupted ? target.forUnfinished : target
            outcome.path = file?.path
            try file?.write(
                sheet.picture, CarriedRecipe.Rendering(depth: 8), recipe: output.leavesRecipeOut ? nil : carried)
            if isWhole { target.removeUnfinished() }
        }
        outcome.seconds = (ContinuousClock.now - start) / .seconds(1)
        return outcome
    }

    /// Draws the sheet of cells that others have rendered, as far as they are there.
    /// - Parameters:
    ///   - first: what the first cell carries.
    ///   - picture: of a cell, by its number.
    ///   - recipe: what the sheet carries, made of the first cell's.
    /// - Throws: `PictureError` where the sheet cannot be written.
    mutating func assemble(
        _ cells: [SheetCell], first: CarriedRecipe, picture: (Int) throws -> Picture,
        carrying recipe: (CarriedRecipe) -> CarriedRecipe
    ) throws -> SheetOutcome {
        var outcome = SheetOutcome(count: cells.count)
        for (index, cell) in cells.enumerated() {
            do {
                sheet.show(try picture(index), inCell: cell.place)
                outcome.shown += 1
            } catch {
                outcome.failures.append((cell.label, "\(error)"))
            }
        }
        var carried = recipe(first)
        if outcome.shown < cells.count { carried.isInterrupted = true }
        try target.write(
            sheet.picture, CarriedRecipe.Rendering(depth: 8), recipe: output.leavesRecipeOut ? nil : carried)
        return outcome
    }

    /// What is held while a cell of a size is rendered, in bytes: the sheet, and the picture that every cell begins with.
    static func heldBeside(_ layout: ContactSheet, width: Int, height: Int) -> Int {
        12 * (layout.width * layout.height + width * height)
    }
}

/// A sheet's file, looked at before anything is read.
package struct SheetTarget {
    let output: JobOutput
    let file: OutputFile

    /// - Throws: `PictureError` when it cannot be written.
    package init(_ output: JobOutput) throws {
        self.output = output
        file = try OutputFile(path: output.path, force: output.replaces)
    }
}

/// What can be wrong with a sheet.
package enum SheetError: Error, CustomStringConvertible {
    /// A value of what varies that is none, or too many of them.
    case axis(String, problem: String)
    case tooLarge(cells: Int, width: Int, height: Int)
    /// One of the cells cannot be rendered.
    case cell(String, problem: String)

    /// The longest side, and the most pixels, of a sheet.
    static let (longestSide, mostPixels) = (32_000, 100_000_000)

    package var description: String {
        switch self {
        case .axis(let text, let problem):
            "\(SettingName.varied.set(to: Phrases.harmless(text, limit: 100))): \(problem)"
        case .tooLarge(let cells, let width, let height):
            "a sheet of \(Phrases.count(cells, "cell")) has \(width)×\(height) pixels, which is too large; take fewer, or a smaller \(SettingName.cell)"
        case .cell(let label, let problem):
            "with \(Phrases.harmless(label, limit: 200)): \(problem)"
        }
    }
}
