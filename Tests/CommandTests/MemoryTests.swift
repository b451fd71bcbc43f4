import Foundation
import Pictures
import TestSupport
import Testing

/// What the process holds, measured of a process of its own (`peak_bytes`, VmHWM), beside its plan and its bound.
@Suite(.serialized) struct MemoryTests {
    /// Presets of a few steps, each of which holds something of its own.
    private static let presets: [(name: String, text: String)] = [
        ("pixels", stage(#"octaves = { count = 3 }, jitter = 16"#)),
        ("waves", stage(#"octaves = { count = 2 }, parameterization = "fourier", optimizer = "adam""#)),
        ("laplacian", stage(#"octaves = { count = 1 }, gradient = "laplacian", optimizer = r.momentum(0.9)"#)),
        (
            "colours",
            stage(#"octaves = { count = 1 }, gradient = "laplacian", parameterization = r.pixels { space = "oklab" }"#)
        ),
        ("memory", stage(#"octaves = { count = 1 }, optimizer = "lbfgs", jitter = 0"#, steps: 4)),
        ("blur", #"r.blur(0.01)"#), ("zoom", #"r.zoom(1.3)"#), ("kaleidoscope", #"r.kaleidoscope { segments = 6 }"#),
        ("tone", #"r.tone { contrast = 1.2, saturation = 1.1 }"#),
        ("keep", #"r.blur(0.01), r.keep_luminance("input")"#),
    ]

    private static func stage(_ options: String, steps: Int = 2) -> String {
        "r.stage { maximize = net:at(0.2):energy(), steps = \(steps), " + options + " }"
    }

    private static func preset(_ stages: String) -> String {
        """
        local r = require "reverie"
        return r.preset { api = 1, title = "T", canvas = r.clouds { width = 1500, height = 1000 },
          recipe = function(net, p) return { \(stages) } end }
        """
    }

    /// In bytes.
    private func peak(_ outcome: Program.Outcome) throws -> Int {
        #expect(outcome.status == 0, "\(outcome.chatter.suffix(400))")
        let text = try #require(outcome.chatter.matches(of: /"peak_bytes": (\d+)/).last?.1)
        return try #require(Int(text))
    }

    /// What a plan says, in bytes.
    private func planned(_ arguments: [String], in folder: String) throws -> Int {
        let outcome = try Program.run(["plan"] + arguments, in: folder)
        #expect(outcome.status == 0, "\(outcome.chatter)")
        let found = try #require(outcome.output.firstMatch(of: /holds about ([\d.]+) (M|G)iB/))
        return Int((Double(found.1) ?? 0) * (found.2 == "G" ? 0x1p30 : 0x1p20))
    }

    /// What it needs at least, by its refusal, in MiB.
    private func least(_ arguments: [String], in folder: String, by command: String = "plan") throws -> Int {
        let outcome = try Program.run([command] + arguments + ["--memory", "16MiB"], in: folder)
        #expect(outcome.status == 1)
        return try #require(Int(outcome.chatter.firstMatch(of: /--memory (\d+)MiB/)?.1 ?? ""))
    }

    private func check(_ peak: Int, _ plan: Int, bound: Int? = nil, _ what: String) {
        let ratio = Double(peak) / Double(plan)
        // Pages of the program itself that were not read lately are no part of it on a busy machine.
        #expect((0.75...1.1).contains(ratio), "\(what): planned \(plan >> 20) MiB, held \(peak >> 20) MiB")
        guard let bound else { return }
        #expect(Double(peak) <= 1.02 * Double(bound), "\(what): \(peak >> 20) MiB within \(bound >> 20) MiB")
    }

    @Test(arguments: presets.indices) func whatIsHeldIsWhatIsPlannedAndWhatIsAllowed(index: Int) throws {
        try Fixtures.withTemporaryFolder { folder in
            let (name, stages) = MemoryTests.presets[index]
            try write(stages, to: folder + "/p.lua")
            let run = ["p.lua", "-o", "o.png", "--progress", "json", "--force"]
            check(
                try peak(try Program.run(["run"] + run, in: folder)), try planned(["p.lua"], in: folder), name)
            // The least that it asks for is enough.
            let bound = try least(["p.lua"], in: folder)
            let tight = ["--memory", "\(bound)MiB"]
            check(
                try peak(try Program.run(["run"] + run + tight, in: folder)),
                try planned(["p.lua"] + tight, in: folder), bound: bound << 20, name + " within the least")
        }
    }

    /// Each operation of the canvas within the least that a dream with it asks for, on a photo that it may be told to match.
    @Test(arguments: [
        "rotate(7)", "swirl {}", "ripple {}", "warp { amount = 0.05, wavelength = 0.2 }", "seamless {}",
        #"mirror("left")"#,
        "shift(0.2, 0.1)", #"blend(r.input(), "luminosity", 0.5)"#, "match_colours()", "match_histogram()",
        "keep_colour()", ##"palette { "#102040", "#f0e0c0", "#c04020" }"##, "sharpen()", "resize(1.25)",
        "opacity(r.circle {})", "curve { { 0, 0.1 }, { 1, 0.9 } }", "grain()", "local_contrast()",
    ])
    func operationsKeepToTheirBounds(_ operation: String) throws {
        try Fixtures.withTemporaryFolder { folder in
            try write("r.\(operation)", to: folder + "/p.lua")
            try Picture(colours: Clouds.paint(width: 1500, height: 1000, seed: 4)).write(to: folder + "/photo.jpg")
            let arguments = ["p.lua", "photo.jpg"]
            let bound = try least(arguments, in: folder)
            let tight = ["--memory", "\(bound)MiB"]
            let held = try peak(
                try Program.run(["run"] + arguments + ["-o", "o.png", "--progress", "json"] + tight, in: folder))
            check(held, try planned(arguments + tight, in: folder), bound: bound << 20, operation)
        }
    }

    /// Previews are pictures beside the dream, and a sheet is one beside the pictures that it is made of; a large photo is made small while it is
    /// read.
    @Test func previewsSheetsAndLargePhotosKeepToTheirBounds() throws {
        try Fixtures.withTemporaryFolder { folder in
            try write(MemoryTests.stage("octaves = { count = 2 }"), to: folder + "/p.lua")
            let photo = Picture(colours: Clouds.paint(width: 6000, height: 4000, seed: 4))
            for name in ["photo.jpg", "photo.tif"] { try photo.write(to: folder + "/" + name) }
            for (verb, arguments) in [
                ("run", ["p.lua", "--preview", "preview.png"]), ("sweep", ["p.lua", "--vary", "seed=1,2,3"]),
                ("sweep", ["p.lua", "--vary", "seed=1,2,3,4", "--cell", "1200"]),
                ("run", ["p.lua", "photo.jpg", "--long-edge", "400"]),
                ("run", ["p.lua", "photo.tif", "--long-edge", "400"]),
            ] {
                let output = ["-o", "o.png", "--force", "--progress", "json"]
                let bound = try least(arguments + output, in: folder, by: verb)
                let held = try peak(
                    try Program.run([verb] + arguments + output + ["--memory", "\(bound)MiB"], in: folder))
                #expect(Double(held) <= 1.02 * Double(bound << 20), "\(arguments): \(held >> 20) MiB within \(bound)")
                #expect(held < 300 << 20, "\(arguments)")
            }
        }
    }

    /// Each kind of file holds something of its own while it is written.
    @Test(arguments: [
        ["o.png"], ["o.png", "--depth", "16"], ["o.jpg"], ["o.webp"], ["o.tif"],
        ["o.tif", "--depth", "16"], ["o.exr"],
    ])
    func writingKeepsToItsBound(_ file: [String]) throws {
        try Fixtures.withTemporaryFolder { folder in
            try write("r.grain(0.5)", to: folder + "/p.lua")
            let arguments = ["p.lua", "--width", "2400", "--height", "1600", "--progress", "json", "-o"] + file
            let bound = try least(arguments, in: folder, by: "run")
            let held = try peak(try Program.run(["run"] + arguments + ["--memory", "\(bound)MiB"], in: folder))
            #expect(Double(held) <= 1.02 * Double(bound << 20), "\(held >> 20) MiB within \(bound)")
            #expect(Double(held) >= 0.8 * Double(bound << 20), "\(held >> 20) MiB within \(bound)")
        }
    }

    /// Of a large picture the least is little more than the picture: whoever holds it once too often breaks the bound, which the room that
    /// the program itself is given hides at small sizes. Of 16 bits the file is nearly as large as its numbers, and is held beside the picture.
    @Test(arguments: [#"r.tone { contrast = 1.2 }"#, #"r.vignette { amount = 0.5 }"#])
    func aLargePictureIsHeldOnce(stage: String) throws {
        try Fixtures.withTemporaryFolder { folder in
            try write(stage, to: folder + "/p.lua")
            let size = ["--width", "3600", "--height", "2400"]
            let run = ["p.lua", "-o", "o.png", "--depth", "16", "--progress", "json"] + size
            let bound = try least(run, in: folder, by: "run")
            let tight = ["--memory", "\(bound)MiB"]
            let held = try peak(try Program.run(["run"] + run + tight, in: folder))
            check(held, try planned(["p.lua"] + size + tight, in: folder), bound: bound << 20, "a large picture")
            #expect(bound << 20 < 64 << 20 + 2 * 12 * 3600 * 2400)
        }
    }

    /// A JPEG comes row by row, and less is held of it than of the dream; a WebP is there all at once.
    @Test(arguments: [
        ("photo.jpg", stage("octaves = { count = 1 }")), ("photo.webp", "r.tone { contrast = 1.2 }"),
    ]) func readingAPhotoIsPlanned(_ photo: String, _ stage: String) throws {
        try Fixtures.withTemporaryFolder { folder in
            try write(stage, to: folder + "/p.lua")
            try Picture(colours: Clouds.paint(width: 2400, height: 1600, seed: 4)).write(to: folder + "/" + photo)
            let arguments = ["p.lua", photo, "--long-edge", "300"]
            let held = try peak(
                try Program.run(["run"] + arguments + ["-o", "o.png", "--progress", "json"], in: folder))
            check(held, try planned(arguments, in: folder), "a photo")
        }
    }

    @Test func filmsAndBatchesKeepToTheirBounds() throws {
        try Fixtures.withTemporaryFolder { folder in
            let stage = MemoryTests.stage("octaves = { count = 1 }")
            try write(
                "r.film { frames = 3, camera = r.camera { zoom = 1.05 }, each = { \(stage) } }",
                to: folder + "/film.lua")
            try write(stage, to: folder + "/p.lua")
            for (preset, more, output) in [("film.lua", [], "frames/"), ("p.lua", ["a.jpg", "b.jpg"], "out/")] {
                for name in more {
                    try Picture(colours: Clouds.paint(width: 1200, height: 800, seed: 4)).write(to: folder + "/" + name)
                }
                let bound = try least([preset] + more.prefix(1), in: folder)
                let tight = ["--memory", "\(bound)MiB"]
                let held = try peak(
                    try Program.run(
                        ["run", preset] + more + ["-o", output, "--progress", "json"] + tight, in: folder))
                check(
                    held, try planned([preset] + more.prefix(1) + tight, in: folder), bound: bound << 20, output)
            }
        }
    }

    /// A size that would fit is sought with what its own picture takes, and not that of the size which does not fit.
    @Test func whatFitsIsFoundFarBelow() throws {
        try Fixtures.withTemporaryFolder { folder in
            try write(MemoryTests.stage("octaves = { count = 1 }"), to: folder + "/p.lua")
            try Picture(colours: Clouds.paint(width: 450, height: 300, seed: 4)).write(to: folder + "/photo.png")
            let plan = ["plan", "p.lua", "photo.png", "--memory", "100MiB", "--long-edge"]
            let refused = try Program.run(plan + ["2000"], in: folder)
            let found = try #require(refused.chatter.firstMatch(of: /there is room for (\d+) pixels/)?.1)
            #expect(try Program.run(plan + ["\(found)"], in: folder).status == 0)
        }
    }

    /// What a canvas is painted with is more than the canvas: noise is mixed of four planes, and 1/f goes through a spectrum.
    @Test(arguments: [
        "plain {", "clouds {", "noise {", #"noise { kind = "pink","#, #"noise { kind = "cells","#, "radial {",
    ])
    func paintingACanvasIsPlanned(_ canvas: String) throws {
        try Fixtures.withTemporaryFolder { folder in
            let colours =
                canvas.hasPrefix("radial")
                ? ##"colours = { "#fff0c0", "#102040" },"## : canvas.hasPrefix("plain") ? ##"colour = "#e02810","## : ""
            let text = MemoryTests.preset("r.vignette()").replacing("clouds {", with: canvas + colours)
            try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/p.lua"))
            let bound = try least(["p.lua"], in: folder)
            let tight = ["--memory", "\(bound)MiB"]
            let held = try peak(
                try Program.run(["run", "p.lua", "-o", "o.png", "--progress", "json"] + tight, in: folder))
            check(held, try planned(["p.lua"] + tight, in: folder), bound: bound << 20, canvas)
        }
    }

    /// Every position of a large layer with every other of a guide's would be ten times the bound: they are looked for in blocks.
    @Test func matchesOfALargeLayerAreSoughtWithinTheBound() throws {
        try Fixtures.withTemporaryFolder { folder in
            try write(
                #"r.stage { maximize = net:layer("conv1"):guide(r.input()), octaves = { count = 1 }, steps = 1 }"#,
                to: folder + "/p.lua")
            let size = ["--width", "224", "--height", "224"]
            let held = try peak(
                try Program.run(["run", "p.lua", "-o", "o.png", "--progress", "json"] + size, in: folder))
            check(held, try planned(["p.lua"] + size, in: folder), "guided by a large layer")
            #expect(held < 4 * 111 * 111 * 111 * 111 / 3)
        }
    }

    private func write(_ stages: String, to path: String) throws {
        try Data(MemoryTests.preset(stages).utf8).write(to: URL(fileURLWithPath: path))
    }
}
