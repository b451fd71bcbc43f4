import Foundation
import TestSupport
import Testing

/// Everything that Scripts/README.md shows is done, in its order: its presets and plugins are saved as it says, its commands are run, at 128
/// pixels, and its pictures are there.
@Suite(.serialized) struct TutorialTests {
    private static let page =
        (try? String(contentsOfFile: Fixtures.checkout + "/Scripts/README.md", encoding: .utf8)) ?? ""

    /// Blocks of Lua.
    private static let blocks = page.components(separatedBy: "```lua\n").dropFirst().map {
        $0.components(separatedBy: "```")[0]
    }

    /// By the name that the first line gives them.
    private static let files: [(name: String, text: String)] = blocks.compactMap { text in
        guard text.hasPrefix("-- "), let name = text.split(separator: "\n").first?.dropFirst(3), name.hasSuffix(".lua")
        else { return nil }
        return (String(name), text)
    }

    /// Stages without a preset around them.
    private static let pieces = blocks.filter { !$0.hasPrefix("-- ") }

    private static let commands = page.split(separator: "\n").filter { $0.hasPrefix("    reverie ") }.map {
        $0.split(separator: " ").dropFirst().map(String.init)
    }

    private func write(_ text: String, _ path: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }

    @Test func everyCommandRuns() throws {
        #expect(Self.files.count >= 8 && Self.commands.count >= 15)
        try Fixtures.withTemporaryFolder { folder in
            for (copy, name) in [("photo.jpg", "coffee.jpg"), ("moss.jpg", "veins.jpg")] {
                try FileManager.default.copyItem(
                    atPath: Fixtures.checkout + "/Presets/guides/" + name, toPath: folder + "/" + copy)
            }
            for (name, text) in Self.files { try write(text, folder + "/" + name) }
            for command in Self.commands {
                let renders = ["run", "plan", "redo"].contains(command[0])
                let outcome = try Program.run(command + (renders ? ["--long-edge", "128"] : []), in: folder)
                #expect(outcome.status == 0, "\(command.joined(separator: " ")): \(outcome.chatter)")
            }
            let made = try FileManager.default.contentsOfDirectory(atPath: folder)
            for command in Self.commands where command[0] == "run" {
                let name = command[(command.firstIndex(of: "-o") ?? 0) + 1].replacing("%04d", with: "0001")
                #expect(made.contains(name), "\(name)")
            }
        }
    }

    /// Every file is used by a command, and what needs a plugin fails without it.
    @Test func filesAreUsed() throws {
        let words = Set(Self.commands.flatMap { $0 })
        let modules = Self.files.filter { $0.text.contains("r.plugin {") }.map(\.name)
        for (name, _) in Self.files where !modules.contains(name) { #expect(words.contains(name), "\(name)") }
        #expect(modules == ["fur.lua"])
        try Fixtures.withTemporaryFolder { folder in
            for (name, text) in Self.files where name != "fur.lua" { try write(text, folder + "/" + name) }
            let outcome = try Program.run(["presets", "check", "coat.lua"], in: folder)
            #expect(outcome.status != 0 && (outcome.output + outcome.chatter).contains("there is no module 'fur'"))
        }
    }

    @Test func piecesAreStages() throws {
        #expect(!Self.pieces.isEmpty)
        try Fixtures.withTemporaryFolder { folder in
            for (index, piece) in Self.pieces.enumerated() {
                try write(
                    """
                    local r = require "reverie"
                    return r.preset { api = 1, title = "Piece", recipe = function(net, p) return { \(piece) } end }
                    """, folder + "/piece\(index).lua")
                let outcome = try Program.run(["plan", "piece\(index).lua"], in: folder)
                #expect(outcome.status == 0, "\(piece): \(outcome.chatter)")
            }
        }
    }

    @Test func picturesAreThere() throws {
        let shown = Self.page.components(separatedBy: "](pictures/").dropFirst().map { $0.prefix { $0 != ")" } }
        #expect(shown.count >= 5)
        for name in shown {
            let path = Fixtures.checkout + "/Scripts/pictures/" + name
            let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? .max
            #expect(size <= 40960, "\(name): \(size) bytes; Scripts/tutorial writes it")
        }
    }
}
