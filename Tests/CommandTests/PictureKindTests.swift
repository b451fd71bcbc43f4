import Foundation
import Pictures
import TestSupport
import Testing

/// What a PNG is to the commands, every kind of picture file is.
@Suite(.serialized) struct PictureKindTests {
    private let same = """
        local r = require "reverie"
        return r.preset { api = 1, title = "Same", recipe = function(net) return { r.tone {} } end }
        """

    private func inFolder(_ body: (String) throws -> Void) throws {
        try Fixtures.withTemporaryFolder { folder in
            try Data(same.utf8).write(to: URL(fileURLWithPath: folder + "/same.lua"))
            try FileManager.default.createDirectory(atPath: folder + "/in", withIntermediateDirectories: true)
            for name in ["irot.avif", "rgb.heic", "rgb16.tif", "layers.exr", "orientation-6.webp"] {
                try Fixtures.data("Pictures/kinds/" + name).write(to: URL(fileURLWithPath: "\(folder)/in/\(name)"))
            }
            try body(folder)
        }
    }

    @Test func recipesAreCarriedAndDoneAgain() throws {
        try inFolder { folder in
            for format in PictureFormat.written {
                let ending = format.endings[0]
                let first = try Program.run(["run", "same.lua", "in/irot.avif", "-o", "a." + ending], in: folder)
                #expect(first.status == 0, "\(first.chatter)")
                #expect(
                    try Program.run(["show", "a." + ending, "--preset"], in: folder).output.contains("title = \"Same\"")
                )
                // Ours, which may be replaced.
                let redone = try Program.run(["redo", "a." + ending, "in/irot.avif", "-o", "b." + ending], in: folder)
                #expect(redone.status == 0, "\(redone.chatter)")
                #expect(
                    try Program.run(["redo", "a." + ending, "in/irot.avif", "-o", "b." + ending], in: folder).status
                        == 0)
                let (a, b) = try (
                    Data(contentsOf: URL(fileURLWithPath: "\(folder)/a.\(ending)")),
                    Data(contentsOf: URL(fileURLWithPath: "\(folder)/b.\(ending)"))
                )
                #expect(a == b && PictureFormat(of: a) == format)
            }
            let history = try Program.run(["history", "."], in: folder).output
            #expect(
                history.split(separator: "\n").count { $0.contains("48×32") } == 2 * PictureFormat.written.count,
                "\(history)")
        }
    }

    @Test func foldersOfThemAreBatches() throws {
        try inFolder { folder in
            let command = ["run", "same.lua", "in/", "-o", "out/{name}.tif", "--depth", "16"]
            try FileManager.default.createDirectory(atPath: folder + "/out", withIntermediateDirectories: true)
            #expect(try Program.run(command, in: folder).chatter.contains("rendered 5 of 5 pictures"))
            #expect(try Program.run(command + ["--resume"], in: folder).chatter.contains("5 were there already"))
            let names = ["irot", "layers", "orientation-6", "rgb", "rgb16"]
            for name in names {
                let picture = try Picture.read(contentsOf: "\(folder)/out/\(name).tif")
                #expect((picture.width, picture.height, picture.metadata.depth) == (48, 32, 16))
            }
        }
    }

    @Test func strangersAreNotReplacedAndPagesAreTold() throws {
        try inFolder { folder in
            let refused = try Program.run(["run", "same.lua", "-o", "in/rgb16.tif"], in: folder)
            #expect(refused.status == 1 && refused.chatter.contains("was not made by Reverie"))
            try Fixtures.data("Pictures/kinds/pages.tif").write(to: URL(fileURLWithPath: folder + "/pages.tif"))
            let told = try Program.run(["run", "same.lua", "pages.tif", "-o", "a.png"], in: folder).chatter
            #expect(told.contains("'pages.tif': it has 2 pages, of which the first was taken"))
        }
    }

    /// Known before any work.
    @Test func whatAFormatDoesNotTakeIsRefused() throws {
        try inFolder { folder in
            let wide = try Program.run(
                ["run", "same.lua", "in/rgb16.tif", "-o", "a.webp", "--width", "16384", "--height", "16"], in: folder)
            #expect(
                wide.status != 0
                    && wide.chatter.contains("WebP has at most 16383 pixels a side, and 'a.webp' would have 16384×16"),
                "\(wide.chatter)")
            let (fine, coarse) = ("fine.webp", "coarse.webp")
            #expect(try Program.run(["run", "same.lua", "in/rgb16.tif", "-o", fine], in: folder).status == 0)
            let command = ["run", "same.lua", "in/rgb16.tif", "-o", coarse, "--quality", "40"]
            #expect(try Program.run(command, in: folder).status == 0)
            #expect(try Program.run(["show", coarse], in: folder).output.contains("quality 40"))
            // Done again it is as coarse.
            #expect(try Program.run(["redo", coarse, "in/rgb16.tif", "-o", "again.webp"], in: folder).status == 0)
            let files = try [coarse, "again.webp"].map { try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\($0)")) }
            #expect(files[0] == files[1])
            let apart = try [fine, coarse].map { try Picture.read(contentsOf: "\(folder)/\($0)").colours }
            #expect(apart[0] != apart[1])
            let deep = try Program.run(["run", "same.lua", "-o", "a.webp", "--depth", "16"], in: folder)
            #expect(deep.status != 0 && deep.chatter.contains("--depth is 16, and WebP has other samples"))
        }
    }
}
