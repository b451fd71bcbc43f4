import Dreams
import Files
import Foundation
import Networks
package import Pictures
package import Recipes
package import Wording

/// A preset with other values again and again: from one job, and what varies in it, to the cells of a sheet.
package struct SweepSheet {
    /// What varies.
    package let grid: SweepGrid
    /// All combinations, each a job of its own.
    package let cells: [SheetCell]
    /// How they lie.
    package let layout: ContactSheet
    /// The first of them, with its files read.
    package let first: ResolvedJob

    /// - Parameters:
    ///   - base: what the cells have in common.
    ///   - texts: what varies, `strength=0.5,1,2`.
    ///   - side: the longer one of a cell, in pixels.
    ///   - known: what a cell does, by its number, where that was settled before.
    /// - Throws: `SheetError`, and what is wrong with the first cell.
    package init(
        _ base: RenderJob, varying texts: [String], cell side: Int, with resources: JobResources,
        known: ((Int) throws -> RenderJob)? = nil
    ) throws {
        let source = try base.preset.source()
        let preset = try source.outline()
        let grid = try SweepGrid(try texts.map { try SweepAxis($0, of: preset) })
        if let axis = grid.axes.first(where: { $0.isSet(in: base) }) {
            throw SheetError.axis(axis.name, problem: "\(axis.option) sets it already; leave out one of them")
        }
        var base = base
        if !base.size.namesSize { base.size.longEdge = side }
        cells = try grid.cells.enumerated().map { index, values in
            if let known { return SheetCell(place: index, label: grid.label(values), job: try known(index)) }
            var job = base
            for (axis, value) in zip(grid.axes, values) { axis.set(value, in: &job) }
            return SheetCell(place: index, label: grid.label(values), job: job)
        }
        if base.preset.recipe == nil, known == nil { try SweepSheet.check(cells, of: source) }
        let first = try cells[0].named { [cells] in try ResolvedJob(cells[0].job, with: resources) }
        let shown = first.size.scaled(toLongEdge: min(side, max(first.size.width, first.size.height)))
        layout = ContactSheet(
            title: SweepSheet.title(of: first, on: base.picture, grid), blocks: grid.blocks, cellWidth: shown.width,
            cellHeight: shown.height)
        (self.grid, self.first) = (grid, first)
    }

    /// Looks at what no network is needed for, before one is loaded or fetched for the first cell.
    private static func check(_ cells: [SheetCell], of source: PresetSource) throws {
        let check = try source.settingsCheck()
        for cell in cells {
            try cell.named {
                try cell.job.checkFiles()
                try check(source.takingPictures(of: cell.job.settings()).1)
            }
        }
    }

    /// What all cells have in common.
    private static func title(of job: ResolvedJob, on picture: PictureInput?, _ grid: SweepGrid) -> String {
        let varied = grid.axes.map(\.name)
        let facts: [(String, String?)] = [
            ("", job.recipe.title), ("network", job.network.manifest.name), ("seed", "seed \(job.recipe.seed)"),
            ("", picture.map { Paths.name(of: $0.source.name) }),
        ]
        let set = job.carried.parameters.sorted { $0.key < $1.key }.filter { !varied.contains($0.key) }
        return (facts.compactMap { varied.contains($0.0) ? nil : $0.1 } + set.map { "\($0.key)=\($0.value)" })
            .joined(separator: " · ")
    }

    /// What a sheet carries, made of what its first cell does.
    package func carried(_ first: CarriedRecipe) -> CarriedRecipe {
        var recipe = first
        recipe.varied = grid.axes.map(\.carried)
        return recipe
    }

    /// What renders the last cell from the sheet: its pictures, and its values.
    package func settingsOfLast(_ base: RenderJob) throws -> [(SettingName, value: String?)] {
        let folder = try base.preset.source().folder
        var files = base.pictures.mapValues(\.name)
        for name in first.carried.pictures.files.keys { files[name] = files[name] ?? folder.map { $0 + "/" + name } }
        return files.sorted { $0.key < $1.key }.map { (.picture, "\($0.key)=\($0.value)") }
            + zip(grid.axes, grid.cells.last ?? []).map { axis, value in axis.said(value) }
    }
}
