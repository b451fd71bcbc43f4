import Files
import Foundation
import Pictures
import TestSupport
import Testing

import Jobs

/// The pages of an atlas.
@Suite(.serialized) struct AtlasSiteTests {
    private let model = Fixtures.path("Batches/model.onnx")

    private func run(
        _ folder: String, layer: String?, channels: String? = nil, pictures: String? = nil
    ) throws -> SheetOutcome {
        let resources = Small.resources()
        let network = try resources.networks.network(model)
        let page = try AtlasPage(of: network, layer: layer, channels: channels, like: nil, most: 4, side: 32)
        var wishes = AtlasSite.Wishes()
        (wishes.side, wishes.steps, wishes.pictures, wishes.grid, wishes.most) = (32, 8, pictures, 3, 2)
        return try AtlasSite(page, of: network, named: model, hasLayer: layer != nil, in: folder, wishes)
            .run(with: resources, control: JobControl()) { _ in }
    }

    /// Every place that a page leads to, and every picture that it shows.
    private func links(_ text: String) -> [String] {
        text.matches(of: /(?:href|src)="([^"]*)"/).map { String($0.1) }
    }

    private func pages(_ folder: String) throws -> [String: String] {
        try (Files.names(in: folder) ?? []).filter { $0.hasSuffix(".html") }.reduce(into: [:]) {
            $0[$1] = try String(contentsOfFile: folder + "/" + $1, encoding: .utf8)
        }
    }

    @Test func everyLinkLeadsSomewhereAndNothingLeadsElsewhere() throws {
        try Fixtures.withTemporaryFolder { folder in
            let photos = folder + "/photos"
            try Files.makeFolder(photos)
            for seed in 0..<5 {
                let picture = Picture(colours: Clouds.paint(width: 48, height: 40, seed: UInt64(seed)))
                try picture.write(to: photos + "/<b>&\(seed)\".png")
            }
            let outcome = try run(folder + "/pages", layer: "/2/Relu", channels: "0-1", pictures: photos)
            #expect(outcome.failures.isEmpty && !outcome.isInterrupted)
            let pages = try pages(folder + "/pages")
            #expect(pages.count == 4)
            for (name, text) in pages {
                for link in links(text) {
                    #expect(Files.exists(folder + "/pages/" + link), "\(name) leads to \(link)")
                }
                #expect(!text.contains("<b>&") && !text.contains("http") && !text.contains("<script"))
            }
            let channel = try #require(pages.first { $0.key.hasSuffix("channel-1.html") }?.value)
            #expect(
                channel.contains("&lt;b&gt;&amp;") && channel.contains("from noise") && channel.contains("on a photo"))
            let layer = try #require(pages.first { $0.value.contains("Activation atlas") }?.value)
            #expect(layer.contains("80 activations of 5 pictures"))

            // Others come beside them; what was there stays, and is not dreamt again.
            _ = try run(folder + "/pages", layer: "/2/Relu", channels: "1-2")
            let more = try self.pages(folder + "/pages")
            #expect(more.count == 5)
            #expect(more.first { $0.key.hasSuffix("channel-1.html") }?.value.contains("&lt;b&gt;") == true)
            #expect(more["index.html"]?.contains("3 channel pages, an activation atlas") == true)
        }
    }

    @Test func foldersOfOthersAreLeftAlone() throws {
        try Fixtures.withTemporaryFolder { folder in
            try Data("mine".utf8).write(to: URL(fileURLWithPath: folder + "/thesis.txt"))
            let refusal = #expect(throws: AtlasError.self) { try run(folder, layer: nil) }
            #expect("\(try #require(refusal))".contains("holds 'thesis.txt'"))
            #expect(Files.names(in: folder) == ["thesis.txt"])
            #expect(throws: AtlasError.self) { try run(folder + "/new", layer: nil, pictures: folder) }
        }
    }

    @Test func theAxesAreTheDirectionsInWhichActivationsVaryMost() {
        // Along (3, 4, 0)/5 by ±10, along (0, 0, 1) by ±2.
        let vectors: [[Float]] = [[6, 8, 2], [6, 8, -2], [-6, -8, 2], [-6, -8, -2]]
        let axes = ActivationGrid.axes(of: vectors, count: 2)
        for (axis, right) in zip(axes, [[0.6, 0.8, 0], [0, 0, 1]] as [[Float]]) {
            let cosine = zip(axis, right).reduce(Float(0)) { $0 + $1.0 * $1.1 }
            #expect(abs(abs(cosine) - 1) < 1e-4)
        }
    }

    @Test func alikeActivationsShareAPlace() {
        // Four kinds, ten of each, far apart: four corners.
        let kinds: [[Float]] = [[10, 3, 0, 0], [10, -3, 0, 0], [-10, 3, 0, 0], [-10, -3, 0, 0]]
        let vectors: [[Float]] = kinds.flatMap { kind -> [[Float]] in
            (0..<10).map { number -> [Float] in [kind[0], kind[1], Float(number) * 0.01, 0] }
        }
        let grid = ActivationGrid(vectors, side: 2)
        #expect(grid.cells.map(\.count) == [10, 10, 10, 10])
        #expect(Set(grid.cells.map { [$0.row, $0.column] }).count == 4)
        for cell in grid.cells {
            #expect(abs(cell.direction.reduce(0) { $0 + $1 * $1 } - 1) < 1e-4 && abs(cell.direction[0]) > 0.1)
        }
        #expect(ActivationGrid([], side: 3).cells.isEmpty && ActivationGrid([[1, 2]], side: 3).cells.isEmpty)
    }
}
