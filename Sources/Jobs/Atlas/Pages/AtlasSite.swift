import Dreams
import Files
import Foundation
package import Networks
import Pictures
import Recipes
import Tensors
import Wording

/// The pages of an atlas in a folder: one for each layer and channel that was asked for, beside those that are there already.
///
/// Dreams are kept as a sheet's cells are, so that what was interrupted goes on, and what is there is not dreamt again.
package struct AtlasSite {
    /// What a user wants of it.
    package struct Wishes {
        /// A photo that is dreamt on, too; the coffee that presets come with when nil.
        package var photo: String?
        /// Pictures among which those are looked for that excite most.
        package var pictures: String?
        /// How many of them a page shows.
        package var most = 8
        /// The side of an activation atlas, in cells; 0 makes none.
        package var grid = 8
        /// Of a dream, in pixels.
        package var side = 160
        /// What is otherwise in every dream.
        package var steps: Int?
        package var seed: UInt64?
        package var threads: Int?

        package init() {}
    }

    private let network: Network
    private let name: String
    private let entries: [AtlasPage.Entry]
    private let wishes: Wishes
    private let folder: String
    private let before: AtlasFacts
    /// Whose activations are laid out.
    private let gridNode: Graph.NodeID?

    /// - Parameters:
    ///   - page: what is asked for.
    ///   - name: of the network, or its file.
    ///   - hasLayer: whether one layer is asked for, whose activations are laid out where there are pictures.
    /// - Throws: `AtlasError` where the folder is somebody else's, or there are no pictures.
    package init(
        _ page: AtlasPage, of network: Network, named name: String, hasLayer: Bool, in folder: String, _ wishes: Wishes
    ) throws {
        (self.network, self.name, self.wishes, self.folder) = (network, name, wishes, folder)
        entries = page.entries
        gridNode = hasLayer && wishes.pictures != nil && wishes.grid > 0 ? page.entries.first?.node : nil
        let own = AtlasFacts(
            network: network.manifest.name, title: network.manifest.title, sha256: network.manifest.sha256)
        before = try AtlasSite.found(in: folder, own) ?? own
        if let pictures = wishes.pictures, !Files.isFolder(pictures) { throw AtlasError.noPictures(folder: pictures) }
        if let photo = wishes.photo { _ = try Picture.read(contentsOf: photo) }
    }

    /// What is there already.
    private static func found(in folder: String, _ own: AtlasFacts) throws -> AtlasFacts? {
        let path = Paths.inside(folder, "atlas.json")
        guard Files.exists(path) else {
            if Files.exists(folder), !Files.isFolder(folder) {
                throw AtlasError.notOurs(folder: folder, holds: "a file's bytes")
            }
            if let other = (Files.names(in: folder) ?? []).first(where: { !$0.hasPrefix(".") }) {
                throw AtlasError.notOurs(folder: folder, holds: "'\(other)'")
            }
            return nil
        }
        guard let data = Files.map(path), let facts = try? JSONDecoder().decode(AtlasFacts.self, from: data) else {
            throw AtlasError.notOurs(folder: folder, holds: "an 'atlas.json' that cannot be read")
        }
        guard facts.sha256 == own.sha256, facts.network == own.network else {
            throw AtlasError.notOurs(folder: folder, holds: "the pages of another network, \(facts.network)")
        }
        return facts
    }

    /// Dreams what is not there, and writes the pages of all that is.
    /// - Throws: `AtlasError`, `SheetError`, `PictureError`, `NetworkError`, `EngineError`.
    package func run(
        with resources: JobResources, control: JobControl, tell: @escaping (SheetEvent) -> Void
    ) throws -> SheetOutcome {
        let start = ContinuousClock.now
        for inside in ["", "pictures"] { try make(Paths.inside(folder, inside)) }
        let survey = try wishes.pictures.map { pictures in
            try FolderSurvey(of: network, entries: entries, grid: gridNode, in: pictures) { control.isStopped }
        }
        let grid = survey.map { ActivationGrid($0.vectors, side: max(wishes.grid, 1)) }
        var facts = AtlasFacts(
            network: before.network, title: before.title, sha256: before.sha256, pages: entries.map(page))
        if let gridNode, let grid, let survey, !grid.cells.isEmpty {
            facts.grids = [
                AtlasFacts.Grid(
                    layer: network.graph.nodes[gridNode].name, node: gridNode, label: network.label(of: gridNode),
                    side: wishes.grid,
                    cells: grid.cells.map { AtlasFacts.Grid.Cell(row: $0.row, column: $0.column, count: $0.count) },
                    pictures: survey.paths.count, activations: grid.activations)
            ]
        }
        let dreams = dreams(grid)
        let cells = CellRun(with: resources, control: control, pixels: 0, tell: tell)
        let (order, _) = try cells.look(
            at: dreams.enumerated().map { place, dream in
                SheetCell(place: place, label: dream.label, job: dream.job)
            })
        var problem: (any Error)?
        var outcome = cells.dreamAll(order) { cell, picture in
            let dream = dreams[cell.place]
            do {
                try write(picture, to: dream.file)
                try note(dream, picture, in: &facts)
            } catch { problem = problem ?? error }
        }
        if let problem { throw problem }
        if let survey { try addPictures(of: survey, to: &facts) }
        // A layer that was not reached keeps what it had.
        facts.pages.removeAll { $0.dream == nil && $0.onPhoto == nil && $0.pictures.isEmpty }
        facts.grids.removeAll { $0.cells.allSatisfy { $0.file == nil } }
        let all = before.adding(facts)
        for (file, text) in AtlasMarkup(facts: all).files.sorted(by: { $0.key < $1.key }) {
            try AtomicFile.write(Data(text.utf8), to: Paths.inside(folder, file))
        }
        try AtomicFile.write(Data((try all.jsonLines() + "\n").utf8), to: Paths.inside(folder, "atlas.json"))
        outcome.seconds = (ContinuousClock.now - start) / .seconds(1)
        return outcome
    }

    private func make(_ folder: String) throws {
        do { try Files.makeFolder(folder) } catch {
            throw PictureError.unwritable(path: folder, reason: "the folder cannot be made")
        }
    }

    private func page(of entry: AtlasPage.Entry) -> AtlasFacts.Page {
        AtlasFacts.Page(
            layer: network.graph.nodes[entry.node].name, node: entry.node, label: network.label(of: entry.node),
            channel: entry.channel, name: entry.channel.flatMap { network.className(ofChannel: $0, of: entry.node) },
            channels: network.channels(of: entry.node), depth: network.depths[entry.node])
    }

    // MARK: - Dreams

    /// A dream of a page, or of a place of an activation atlas.
    private struct Dream {
        enum Kind: Equatable { case noise, photo, cell(Int) }

        let kind: Kind
        /// The entry that it is of.
        let entry: Int
        let label: String
        let file: String
        let job: RenderJob
    }

    private func dreams(_ grid: ActivationGrid?) -> [Dream] {
        let ofEntries = entries.enumerated().flatMap { index, entry in
            let layer = network.graph.nodes[entry.node].name
            let base = "pictures/\(entry.node)" + (entry.channel.map { "-\($0)" } ?? "")
            var photo = RenderJob(
                preset: .path(Folders.shipped + "/Scripts/library/atlas-photo.lua"),
                picture: .file(wishes.photo ?? Folders.shipped + "/Presets/guides/coffee.jpg"))
            photo.network = name
            photo.parameters["layer"] = layer
            photo.size = CanvasSize(longEdge: 2 * wishes.side)
            var noise = AtlasPage.job(ofLayer: layer, of: name, side: wishes.side, steps: wishes.steps)
            if let channel = entry.channel {
                (noise.parameters["channel"], photo.parameters["channel"]) = ("\(channel)", "\(channel)")
            }
            return [
                Dream(kind: .noise, entry: index, label: entry.label, file: base + ".png", job: noise),
                Dream(
                    kind: .photo, entry: index, label: entry.label + " on a photo", file: base + "-photo.png",
                    job: photo),
            ]
        }
        guard let gridNode, let grid else { return ofEntries.map(directed) }
        let cells = grid.cells.enumerated().map { number, cell in
            let preset = ActivationPreset(layer: network.graph.nodes[gridNode].name, direction: cell.direction)
            var job = RenderJob(preset: .text(preset.text, name: "activation.lua", modules: nil))
            job.network = name
            job.parameters["steps"] = wishes.steps.map { "\($0)" }
            job.size = CanvasSize(width: wishes.side / 2 + 16, height: wishes.side / 2 + 16)
            return Dream(
                kind: .cell(number), entry: 0, label: "atlas \(cell.row + 1),\(cell.column + 1)",
                file: "pictures/\(gridNode)-atlas-\(cell.row)-\(cell.column).png", job: job)
        }
        return (ofEntries + cells).map(directed)
    }

    private func directed(_ dream: Dream) -> Dream {
        var job = dream.job
        (job.seed, job.bounds.threads) = (wishes.seed, wishes.threads)
        return Dream(kind: dream.kind, entry: dream.entry, label: dream.label, file: dream.file, job: job)
    }

    private func write(_ picture: Picture, to file: String) throws {
        var options = Picture.WritingOptions()
        options.bits = 8
        options.texts = [(keyword: "Software", text: OutputFile.signature)]
        let path = Paths.inside(folder, file)
        let data = try picture.encoded(as: .png, options: options, path: path)
        guard Files.map(path) != data else { return }
        try AtomicFile.write(data, to: path)
    }

    private func note(_ dream: Dream, _ picture: Picture, in facts: inout AtlasFacts) throws {
        switch dream.kind {
        case .noise:
            facts.pages[dream.entry].dream = dream.file
            facts.pages[dream.entry].classes = try Impression.classes(in: picture, by: network, most: 5).filter {
                $0.share >= 0.01
            }
        case .photo: facts.pages[dream.entry].onPhoto = dream.file
        case .cell(let number): facts.grids[0].cells[number].file = dream.file
        }
    }

    // MARK: - Pictures

    /// Small copies of the pictures that excite most, each once.
    private func addPictures(of survey: FolderSurvey, to facts: inout AtlasFacts) throws {
        var known: [String: (file: String, sees: String?)] = [:]
        for (index, entry) in entries.enumerated() {
            facts.pages[index].pictures = try survey.best(for: entry, most: wishes.most).map { path, score in
                if known[path] == nil {
                    let picture = try Picture.read(contentsOf: path)
                    let size = Extent(height: picture.height, width: picture.width).scaled(toLongEdge: 320)
                    var small = picture.resized(height: size.height, width: size.width)
                    small.metadata = PictureMetadata()
                    let file = "pictures/seen-\(Data(path.utf8).sha256.prefix(16)).png"
                    try write(small, to: file)
                    known[path] = (file, try Impression.classes(in: picture, by: network, most: 1).first?.name)
                }
                let copy = known[path]
                return AtlasFacts.Seen(
                    file: copy?.file ?? "", name: Paths.name(of: path), score: (score * 100).rounded() / 100,
                    sees: copy?.sees)
            }
        }
    }
}

/// A preset that draws what lies in a direction of a layer's channels: a place of an activation atlas.
struct ActivationPreset {
    let layer: String
    /// One number a channel.
    let direction: [Float]

    /// Lua. The layer's name is a parameter's default, quoted as Lua reads any text.
    var text: String {
        let numbers = direction.map { String(format: "%.5g", Double($0)) }.joined(separator: ", ")
        return """
            local r = require "reverie"

            return r.preset {
              api = 1, title = "A place of an activation atlas", author = "Reverie, after Carter et al.", licence = "CC0-1.0",
              about = "What lies in a direction of a layer's channels.",
              params = {
                steps = r.integer { default = 96, min = 8, max = 2048, about = "how many" },
              },
              canvas = r.plain { colour = "#808080", width = 96, height = 96 },

              recipe = function(net, p)
                local seen, direction = net:layer(\(LuaText.quoted(layer))), r.vector { \(numbers) }
                return {
                  r.stage {
                    maximize = (seen:dot(direction) * (seen:cosine(direction):relu() + 0.1)):mean(),
                    parameterization = r.fourier { decay = 1 }, optimizer = "adam", gradient = "none",
                    step_size = 0.05, octaves = { count = 1 }, steps = p.steps, jitter = 0,
                    transforms = {
                      r.view_pad(8, 0.5), r.random_shift(6), r.random_scale { 0.9, 0.95, 1, 1.05, 1.1 },
                      r.random_rotate { -6, -2, 0, 2, 6 }, r.random_shift(3),
                    },
                  },
                }
              end,
            }
            """
    }
}

/// Texts in Lua.
private enum LuaText {
    /// `"fire5/concat"`
    static func quoted(_ text: String) -> String {
        "\""
            + text.utf8.map { byte in
                (32...126).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
                    ? String(UnicodeScalar(byte)) : String(format: "\\%03d", byte)
            }.joined() + "\""
    }
}
