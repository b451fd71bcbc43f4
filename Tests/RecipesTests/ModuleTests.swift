import Foundation
import Recipes
import TestSupport
import Testing

@Suite struct ModuleTests {
    /// Files of a folder, and what a preset there, of the given body, complains of.
    private func complaint(_ body: String, _ files: [String: String], links: [String: String] = [:]) throws -> String {
        try Fixtures.withTemporaryFolder { folder in
            for (name, text) in files {
                let url = URL(fileURLWithPath: folder + "/" + name)
                try FileManager.default.createDirectory(
                    at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(text.utf8).write(to: url)
            }
            for (name, target) in links {
                try FileManager.default.createSymbolicLink(atPath: folder + "/" + name, withDestinationPath: target)
            }
            let text = PresetSource.recipe(body).text
            try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/preset.lua"))
            return try PresetSource(contentsOf: folder + "/preset.lua").complaint()
        }
    }

    @Test func modulesLieBesideThePreset() throws {
        let files = ["numbers.lua": "return { steps = 7 }", "deep/er.lua": "return require('numbers').steps + 1"]
        let body =
            "return r.stage { maximize = net.fire8:energy(), step_size = require('deep.er') + require('numbers').steps }"
        #expect(try complaint(body, files).contains("step 15.0"))
    }

    @Test func mistakesAreNamed() throws {
        #expect(
            try complaint("require 'none'", [:])
                == "preset.lua:4: there is no module 'none' beside the preset or among the plugins")
        #expect(
            try complaint("require 'a'", ["a.lua": "require 'b'", "b.lua": "require 'a'"])
                == "b.lua:1: modules require each other in a circle: a -> b -> a")
        #expect(try complaint("require 'a'", ["a.lua": "local x = = 1"]).hasPrefix("a.lua:1: unexpected symbol"))
        #expect(
            try complaint("require 'l'", [:], links: ["l.lua": "/etc/hostname"])
                == "preset.lua:4: module 'l' is a link; only plain files are read")
        #expect(
            try complaint("require 'big'", ["big.lua": String(repeating: " ", count: 300_000)])
                == "preset.lua:4: module 'big': it is larger than 256 KiB")
    }

    @Test func presetsAreFoundByName() throws {
        try Fixtures.withTemporaryFolder { folder in
            try Data("x".utf8).write(to: URL(fileURLWithPath: folder + "/tidepool.lua"))
            let library = PresetLibrary(folders: ["/nowhere", folder])
            #expect(library.names == ["tidepool"])
            #expect(try library.find("tidepool").name == "tidepool.lua")
            let error = #expect(throws: PresetError.self) { try library.find("tidepol") }
            #expect(
                error.map { "\($0)" }
                    == "there is no preset 'tidepol' (did you mean 'tidepool'?); there is tidepool, or name a .lua file"
            )
            #expect(throws: PresetError.unreadable(path: folder + "/x.lua", reason: "there is no such file")) {
                try library.find(folder + "/x.lua")
            }
        }
    }
}
