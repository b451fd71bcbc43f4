import Foundation
import Tensors
import TestSupport
import Testing

/// Recipes, packs and settings that are damaged, as the program reads them: it takes each or refuses it in words, is ended by none, and
/// leaves them as they are.
///
/// A few of each; as many as `REVERIE_SHARED_FILES` says, from `REVERIE_SHARED_SEED` on, where these are set.
@Suite(.serialized) struct StrangersFileTests {
    private static let preset = """
        local r = require "reverie"
        return r.preset { api = 1, title = "Little", canvas = r.clouds { width = 64, height = 48 },
          params = { depth = r.number { default = 0.3, min = 0.1, max = 0.5 } },
          recipe = function(net, p) return { r.stage { maximize = net:at(p.depth):energy(), octaves = { count = 1 }, steps = 1 } } end }
        """
    private static let settings = """
        { "memory": "4GiB", "threads": 1, "progress": "none", "checkpoint-every": 60, "fast-halo": 32, "inline": false }
        """
    private static let variables = ProcessInfo.processInfo.environment
    private let count = variables["REVERIE_SHARED_FILES"].flatMap { Int($0) } ?? 6
    private let seed = variables["REVERIE_SHARED_SEED"].flatMap { UInt64($0) } ?? 1

    /// A folder with a preset, its pack, and a picture of it with the recipe in it and beside it.
    private func withFiles(_ body: (String) throws -> Void) throws {
        try Fixtures.withTemporaryFolder { folder in
            try Data(Self.preset.utf8).write(to: URL(fileURLWithPath: folder + "/little.lua"))
            for arguments in [
                ["run", "little.lua", "-o", "a.png", "--set", "depth=0.25", "--sidecar", "--depth", "8"],
                ["presets", "pack", "little.lua", "-o", "a.reverie"],
            ] {
                let outcome = try Program.run(arguments, in: folder)
                #expect(outcome.status == 0, "\(outcome.chatter)")
            }
            try body(folder)
        }
    }

    /// Writes a damaged file and lets the program at it; gives how often it was taken.
    private func tryAll(
        _ name: String, in folder: String, variables: [String: String] = [:], _ lines: [[String]],
        _ mutant: (inout Philox) throws -> Data
    ) throws {
        var dice = Philox(key: seed)
        var taken = 0
        for _ in 0..<count {
            let data = try mutant(&dice)
            let path = URL(fileURLWithPath: folder + "/" + name)
            try data.write(to: path)
            let before = try FileManager.default.subpathsOfDirectory(atPath: folder).sorted()
            for line in lines {
                let outcome = try Program.run(line, in: folder, variables: variables)
                // 64 is for arguments that are none; anything else is a signal.
                guard [0, 1, 64].contains(outcome.status) else {
                    let kept = FileManager.default.temporaryDirectory.path + "/" + (name as NSString).lastPathComponent
                    try data.write(to: URL(fileURLWithPath: kept))
                    Issue.record("reverie \(line) ended with \(outcome.status) over \(kept)")
                    continue
                }
                if outcome.status == 0 { taken += 1 } else { #expect(outcome.chatter.contains("reverie: ")) }
                let isHarmless = (outcome.chatter + outcome.output).unicodeScalars.allSatisfy {
                    $0 == "\n" || $0.properties.generalCategory != .control
                }
                #expect(isHarmless, "\(line): \(outcome.chatter)")
                #expect(try Data(contentsOf: path) == data)
                try? FileManager.default.removeItem(atPath: folder + "/out.png")
                #expect(try FileManager.default.subpathsOfDirectory(atPath: folder).sorted() == before, "\(line)")
            }
        }
        print("fuzzed \(name): \(count * lines.count) commands, of which \(taken) did their work")
        if count > 50 { #expect(taken > count / 20) }
    }

    private func data(_ path: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path)) }

    @Test func damagedRecipes() throws {
        try withFiles { folder in
            let whole = try data(folder + "/a.png.recipe.json")
            let lines = [
                ["show", "x.recipe.json"], ["show", "x.recipe.json", "--facts"],
                ["redo", "x.recipe.json", "-o", "out.png", "--width", "64", "--progress", "none"],
                ["plan", "x.recipe.json", "--width", "64"],
            ]
            try tryAll("x.recipe.json", in: folder, lines) { dice in try Damage.json(of: whole, &dice) }
        }
    }

    @Test func damagedCarriers() throws {
        try withFiles { folder in
            let whole = try data(folder + "/a.png")
            let lines = [["show", "x.png"], ["run", "x.png", "-o", "out.png", "--width", "64", "--progress", "none"]]
            try tryAll("x.png", in: folder, lines) { dice in Damage.bytes(of: [whole], &dice) }
        }
    }

    @Test func damagedPacks() throws {
        try withFiles { folder in
            let whole = try data(folder + "/a.reverie")
            let lines = [["presets", "show", "x.reverie"], ["plan", "x.reverie", "--width", "64"]]
            try tryAll("x.reverie", in: folder, lines) { dice in Damage.bytes(of: [whole], &dice) }
        }
    }

    @Test func damagedSettings() throws {
        try withFiles { folder in
            try FileManager.default.createDirectory(
                atPath: folder + "/home/reverie", withIntermediateDirectories: true)
            let whole = Data(Self.settings.utf8)
            let lines = [
                ["plan", "little.lua"], ["run", "little.lua", "-o", "out.png"],
                ["sweep", "little.lua", "--vary", "seed=1,2", "--cell", "64", "-o", "out.png"],
            ]
            try tryAll(
                "home/reverie/config.json", in: folder,
                variables: ["XDG_CONFIG_HOME": folder + "/home", "XDG_CACHE_HOME": folder + "-cache"], lines
            ) { dice in
                try Damage.json(of: whole, own: ["\"1TiB\"", "\"0B\"", "1024", "86400", "\"lines\""], &dice)
            }
            try? FileManager.default.removeItem(atPath: folder + "-cache")
        }
    }

    /// What lies where a picture's recipe goes is replaced where it is one, and kept where it is none.
    @Test func damagedRecipesWhereOneGoes() throws {
        try withFiles { folder in
            let whole = try data(folder + "/a.png.recipe.json")
            var dice = Philox(key: seed, stream: 1)
            for _ in 0..<count {
                let mutant = try Damage.json(of: whole, &dice)
                try mutant.write(to: URL(fileURLWithPath: folder + "/b.png.recipe.json"))
                let run = try Program.run(["run", "little.lua", "-o", "b.png", "--sidecar"], in: folder)
                let left = try data(folder + "/b.png.recipe.json")
                #expect([0, 1].contains(run.status) && (left == mutant) == (run.status == 1), "\(run.chatter)")
                let shown = try Program.run(["show", "b.png.recipe.json"], in: folder)
                #expect(shown.status == run.status, "\(run.chatter)\(shown.chatter)")
            }
        }
    }
}
