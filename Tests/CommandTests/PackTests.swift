import Foundation
import Pictures
import TestSupport
import Testing

@Suite(.serialized) struct PackTests {
    @Test func aPackRunsAsItsPresetDoes() throws {
        try Fixtures.withTemporaryFolder { folder in
            func write(_ text: String, _ name: String) throws {
                try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/" + name))
            }
            try write(
                """
                local r = require "reverie"
                return r.preset { api = 1, title = "Pool", author = "Ada", licence = "CC0-1.0",
                  params = { deep = r.boolean { default = false } },
                  recipe = function(net, p)
                    -- Only one of the ends of a parameter requires this.
                    local steps = p.deep and require("deep.steps") or 2
                    return { r.stage { maximize = net.fire5:energy(), steps = steps, octaves = { count = 1 } } }
                  end }
                """, "pool.lua")
            try FileManager.default.createDirectory(atPath: folder + "/deep", withIntermediateDirectories: true)
            try write("return 3", "deep/steps.lua")
            let packed = try Program.run(["presets", "pack", "pool.lua", "-o", "shared.reverie"], in: folder)
            #expect(packed.status == 0, "\(packed.chatter)")
            #expect(packed.chatter.contains("wrote shared.reverie: pool.lua with 1 module and 0 pictures"))
            for (preset, out) in [("pool.lua", "a.png"), ("shared.reverie", "b.png")] {
                let outcome = try Program.run(
                    ["run", preset, "-o", out, "--width", "96", "--set", "deep=true"], in: folder)
                #expect(outcome.status == 0, "\(outcome.chatter)")
            }
            #expect(
                try Data(contentsOf: URL(fileURLWithPath: folder + "/a.png"))
                    == Data(contentsOf: URL(fileURLWithPath: folder + "/b.png")))

            // Dropped into the user's folder it is listed with what it says of itself.
            let presets = folder + "/config/reverie/presets"
            try FileManager.default.createDirectory(atPath: presets, withIntermediateDirectories: true)
            try FileManager.default.moveItem(atPath: folder + "/shared.reverie", toPath: presets + "/shared.reverie")
            let home = ["XDG_CONFIG_HOME": folder + "/config"]
            let list = try Program.run(["presets", "list"], variables: home).output
            #expect(list.contains(/shared +Pool\n/), "\(list)")
            let all = try Program.run(["presets", "list", "--json"], variables: home).output
            #expect(all.contains(/"author" : "Ada",\n[^}]*"licence" : "CC0-1.0"/), "\(all)")
            let shown = try Program.run(["presets", "show", "shared"], variables: home).output
            #expect(shown.contains("--set deep="))
        }
    }

    @Test(arguments: [
        (["presets", "pack", "classic", "-o", "a.zip"], Int32(64), "a pack's name must end in .reverie"),
        (["presets", "pack", "clasic", "-o", "a.reverie"], 1, "there is no preset 'clasic' (did you mean 'classic'?)"),
        (["run", "none.reverie", "-o", "a.png"], 1, "cannot read 'none.reverie': there is no such file"),
        (["run", "/dev/zero.reverie", "-o", "a.png"], 1, "there is no such file"),
        (["redo", "/dev/zero", "-o", "a.png"], 1, "cannot read '/dev/zero': it is a device"),
        (["show", "/"], 1, "cannot read '/': it is a folder"),
    ])
    func mistakes(_ arguments: [String], _ status: Int32, _ sentence: String) throws {
        try Fixtures.withTemporaryFolder { folder in
            let outcome = try Program.run(arguments, in: folder)
            #expect(outcome.status == status)
            #expect(outcome.chatter.contains(sentence), "\(outcome.chatter)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
        }
    }
}
