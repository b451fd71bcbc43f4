import Foundation
import Pictures
import Recipes
import TestSupport
import Testing

/// Files beside a preset that mean harm, and presets that reach for what is not theirs.
@Suite struct HostileFileTests {
    /// What a preset of the given body complains of in a folder that `prepare` has filled.
    private func complaint(_ body: String, _ prepare: (String) throws -> Void) throws -> String {
        try Fixtures.withTemporaryFolder { folder in
            try FileManager.default.createDirectory(atPath: folder + "/home/plugins", withIntermediateDirectories: true)
            try prepare(folder + "/home")
            let text = PresetSource.recipe(body).text
            try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/home/preset.lua"))
            var source = try PresetSource(contentsOf: folder + "/home/preset.lua")
            source.folders.plugins = [folder + "/home/plugins"]
            return source.complaint()
        }
    }

    private func write(_ text: String, _ path: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }

    @Test func picturesAreFilesBelowThePreset() throws {
        let body = "return r.blend(r.file('moss.png'))"
        #expect(try complaint(body) { try write("x", $0 + "/moss.png") }.hasPrefix("no complaint"))
        #expect(
            try complaint(body) { try write("x", $0 + "/mos.png") }
                == "preset.lua:4: file: there is no 'moss.png' beside the preset (did you mean 'mos.png'?)")
        let link = try complaint(body) { folder in
            try write("x", folder + "/../secret.png")
            try FileManager.default.createSymbolicLink(
                atPath: folder + "/moss.png", withDestinationPath: folder + "/../secret.png")
        }
        #expect(link == "preset.lua:4: file: 'moss.png' is a link or no plain file; only plain files are read")
        let folderLink = try complaint("return r.blend(r.file('in/moss.png'))") { folder in
            try FileManager.default.createDirectory(atPath: folder + "/../out", withIntermediateDirectories: true)
            try write("x", folder + "/../out/moss.png")
            try FileManager.default.createSymbolicLink(atPath: folder + "/in", withDestinationPath: folder + "/../out")
        }
        #expect(folderLink.contains("only plain files are read"))
        #expect(try complaint(body) { mkfifo($0 + "/moss.png", 0o600) }.contains("only plain files are read"))
        for name in ["../secret.png", "/etc/secret.png", "a//b.png", ".hidden.png", "a/../b.png", "a\\\\b.png"] {
            let text = try complaint("return r.blend(r.file('\(name)'))") { _ in }
            #expect(text.contains("below the preset's folder"), "\(text)")
        }
        #expect(try complaint("r.file('preset.lua')") { _ in }.contains("must end in \(PictureFormat.readEndings)"))
    }

    @Test func foldersOfPicturesLieBelowThePreset() throws {
        func guides(_ names: [String], _ folder: String) throws {
            try FileManager.default.createDirectory(atPath: folder + "/guides/inner", withIntermediateDirectories: true)
            for name in names { try write("x", folder + "/guides/" + name) }
        }
        let body = "local t = r.folder('guides') print(#t) error(#t .. ' ' .. tostring(t[1]) .. tostring(t[#t]), 0)"
        #expect(
            try complaint(body) { try guides(["b.JPG", "a.png", ".c.png", "notes.txt", "inner/d.png"], $0) }
                == "2 file(\"guides/a.png\")file(\"guides/b.JPG\")")
        #expect(
            try complaint("r.folder('guide')") { try guides(["a.png"], $0) }
                == "preset.lua:4: folder: there is no 'guide' beside the preset (did you mean 'guides'?)")
        #expect(
            try complaint(body) { try guides(["notes.txt"], $0) }
                == "preset.lua:4: folder: 'guides' holds no \(PictureFormat.readEndings)")
        #expect(
            try complaint(body) { try guides((0..<33).map { "\($0).png" }, $0) }
                == "preset.lua:4: folder: 'guides' holds 33 pictures; 32 at most can be read together")
        let folderLink = try complaint(body) { folder in
            try FileManager.default.createDirectory(atPath: folder + "/../out", withIntermediateDirectories: true)
            try write("x", folder + "/../out/a.png")
            try FileManager.default.createSymbolicLink(
                atPath: folder + "/guides", withDestinationPath: folder + "/../out")
        }
        #expect(
            folderLink == "preset.lua:4: folder: 'guides' is a link or no plain folder; only plain folders are read")
        let link = try complaint(body) { folder in
            try guides(["a.png"], folder)
            try write("x", folder + "/../secret.png")
            try FileManager.default.createSymbolicLink(
                atPath: folder + "/guides/b.png", withDestinationPath: folder + "/../secret.png")
        }
        #expect(link.contains("'guides/b.png' is a link or no plain file"))
        for name in ["..", ".", "/etc", "a/../b", "", ".git"] {
            #expect(try complaint("r.folder('\(name)')") { _ in }.contains("must be a name below the preset's folder"))
        }
        #expect(PresetSource.recipe("r.folder('guides')").complaint().contains("nothing lies beside it"))
    }

    @Test func modulesThatAreNoFilesAreNotRead() throws {
        #expect(
            try complaint("require 'pipe'") { mkfifo($0 + "/pipe.lua", 0o600) }
                == "preset.lua:4: module 'pipe': it is no plain file")
        let folder = try complaint("require 'folder'") {
            try FileManager.default.createDirectory(atPath: $0 + "/folder.lua", withIntermediateDirectories: true)
        }
        #expect(folder == "preset.lua:4: module 'folder': it is no plain file")
        let code = try complaint("require 'code'") {
            try Data([0x1B, 0x4C, 0x75, 0x61]).write(to: URL(fileURLWithPath: $0 + "/code.lua"))
        }
        #expect(code == "code.lua: it holds compiled Lua, and presets are Lua as text")
    }

    @Test func aModuleThatFailedSaysSoAgain() throws {
        let text = try complaint(
            "local _, first = pcall(require, 'bad') local _, again = pcall(require, 'bad') error(first .. '|' .. again, 0)"
        ) {
            try write("error('no')", $0 + "/bad.lua")
        }
        #expect(text == "bad.lua:1: no|bad.lua:1: no")
    }

    @Test func modulesHaveAnEnd() throws {
        let chain = try complaint("require 'm1'") { folder in
            for index in 1...40 { try write("return require 'm\(index + 1)'", folder + "/m\(index).lua") }
        }
        #expect(chain.contains("modules require each other more than 32 deep"))
        let many = try complaint("for i = 1, 100 do require('m' .. i) end") { folder in
            for index in 1...100 { try write("return 1", folder + "/m\(index).lua") }
        }
        #expect(many == "preset.lua:4: more than 64 modules are required")
    }

    /// An unknown word is looked for in the plugins, which may be as bad as any script.
    @Test func lookingForAWordEndsSoon() throws {
        let text = try complaint("for i = 1, 100 do pcall(function() return r.nothing end) end return r.nothing") {
            folder in
            try write("while true do end", folder + "/plugins/loop.lua")
            try write("local s = 'x' while true do s = s .. s end", folder + "/plugins/eat.lua")
            try write("return require 'self'", folder + "/plugins/self.lua")
            try write("return r.nothing", folder + "/plugins/fail.lua")
            try write("local r = require 'reverie' return r.nothing", folder + "/plugins/ask.lua")
        }
        #expect(text == "preset.lua:4: there is no word 'r.nothing'; 'reverie help' lists every word")
    }

    /// A module must not change what others call.
    @Test func modulesCannotReachEachOther() throws {
        for attack in ["string.format = nil", "print = nil", "_ENV.pcall = nil", "require('reverie').stage = nil"] {
            let text = try complaint("require 'evil'") { try write(attack, $0 + "/evil.lua") }
            #expect(text.hasPrefix("evil.lua:1: "), "\(attack): \(text)")
        }
    }

    @Test func aPresetDoesNotGrowItsCanvasWithoutEnd() throws {
        #expect(
            try complaint("local t = {} for i = 1, 3 do t[i] = r.resize(4) end return t") { _ in }
                == "preset.lua: recipe makes the canvas more than 16.0 times as wide as it was")
        #expect(
            try complaint("return r.film { frames = 1000, each = { r.resize(1.1) } }") { _ in }.contains("16.0 times"))
    }
}
