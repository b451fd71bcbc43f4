import Dreams
import Foundation
import Pictures
import Recipes
import Tensors
import TestSupport
import Testing

@Suite struct PresetPackTests {
    private static let body = """
        local soft = require "furs.soft"
        return r.stage { maximize = net.fire8:guide(r.file("art/sky.png")), steps = soft.steps }
        """

    /// A folder with a preset, a module and a picture; what `use` makes of the pack.
    private func withPack(_ use: (PresetPack, String) throws -> Void) throws {
        try Fixtures.withTemporaryFolder { folder in
            for inner in ["furs", "art"] {
                try FileManager.default.createDirectory(
                    atPath: folder + "/" + inner, withIntermediateDirectories: true)
            }
            try Data("return { steps = 7 }".utf8).write(to: URL(fileURLWithPath: folder + "/furs/soft.lua"))
            try Picture(colours: Clouds.paint(width: 9, height: 6, seed: 1)).write(to: folder + "/art/sky.png")
            try Data(PresetSource.recipe(PresetPackTests.body).text.utf8).write(
                to: URL(fileURLWithPath: folder + "/tide pool.lua"))
            let source = try PresetSource(contentsOf: folder + "/tide pool.lua")
            var pack = PresetPack(of: source)
            try pack.add(try source.recipe(settings: Settings()) { _ in squeezenet })
            try use(pack, folder)
        }
    }

    @Test func whatIsPackedRunsFromThePackAlone() throws {
        try withPack { pack, folder in
            #expect(pack.modules.keys.sorted() == ["furs.soft"])
            #expect(pack.pictures.keys.sorted() == ["art/sky.png"])
            let data = try pack.encoded()
            #expect(data == (try pack.encoded()))
            let read = try PresetPack(data, path: "x")
            #expect(read == pack)
            let made = try read.source.recipe(settings: Settings()) { _ in squeezenet }
            #expect(made.recipe == (try PresetSource(contentsOf: folder + "/tide pool.lua").made()))
            #expect(try made.pictures.values.first?.data() == pack.pictures["art/sky.png"])
            #expect(read.source.folder == nil)
        }
    }

    /// Names that look the same and have other bytes are two files: neither is taken for the other.
    @Test func twinsAreToldApart() throws {
        try Fixtures.withTemporaryFolder { folder in
            for (seed, name) in [(UInt64(1), "\u{E9}.png"), (2, "e\u{301}.png")] {
                try Picture(colours: Clouds.paint(width: 9, height: 6, seed: seed)).write(to: folder + "/" + name)
            }
            func complaint(_ second: String) throws -> String {
                let body = """
                    return { r.blend(r.file("\u{E9}.png")), r.blend(r.file("\(second)")) }
                    """
                try Data(PresetSource.recipe(body).text.utf8).write(to: URL(fileURLWithPath: folder + "/twins.lua"))
                return try PresetSource(contentsOf: folder + "/twins.lua").complaint()
            }
            #expect(try complaint("e\u{301}.png").contains("in other bytes; rename one of them"))
            #expect(try !complaint("\u{E9}.png").contains("other bytes"))
        }
    }

    /// A folder is as much of it as came along: in a pack all of it, in a picture what the user brings.
    @Test func foldersComeAlong() throws {
        try withPack { _, folder in
            try Picture(colours: Clouds.paint(width: 9, height: 6, seed: 2)).write(to: folder + "/art/earth.png")
            let body = """
                return r.stage { maximize = net.fire8:energy(),
                  parameterization = r.phase { magnitudes = r.folder("art") } }
                """
            try Data(PresetSource.recipe(body).text.utf8).write(to: URL(fileURLWithPath: folder + "/maco.lua"))
            let source = try PresetSource(contentsOf: folder + "/maco.lua")
            let made = try source.recipe(settings: Settings()) { _ in squeezenet }
            #expect(Set(made.recipe.picturesRead.keys) == [.file("art/earth.png"), .file("art/sky.png")])
            var pack = PresetPack(of: source)
            try pack.add(made)
            #expect(pack.pictures.count == 2)
            #expect(try PresetPack(try pack.encoded(), path: "x").source.made() == made.recipe)

            var carried = PresetSource(text: source.text, name: source.name)
            carried.attachment = RecipeAttachment(absentPictures: ["art/earth.png", "art/sky.png"])
            #expect(carried.complaint().contains("bring it by picture art/earth.png=FILE"))
            let (whole, settings) = carried.takingPictures(of: Settings(pictures: ["art": folder + "/art"]))
            #expect(settings.pictures.isEmpty)
            let again = try whole.recipe(settings: settings) { _ in squeezenet }
            #expect(again.recipe == made.recipe)
            #expect(again.pictures[.file("art/sky.png")] == .file(folder + "/art/sky.png"))
        }
    }

    @Test func packsInAFolderAreListed() throws {
        try withPack { pack, folder in
            let library = PresetLibrary(folders: [folder + "/library"])
            try FileManager.default.createDirectory(
                atPath: folder + "/library", withIntermediateDirectories: true)
            try AtomicFile.write(try pack.encoded(), to: folder + "/library/pool.reverie")
            #expect(library.names == ["pool"])
            #expect(try library.find("pool").outline().title == "Test")
            #expect(try library.find(folder + "/library/pool.reverie").outline().title == "Test")
        }
    }

    /// Archives that strangers might make, and the answer to each.
    @Test(arguments: hostile) func boundsHold(_ name: String, _ archive: ZipBuilder, _ complaint: String) {
        let error = #expect(throws: SharingError.self, "\(name)") { try PresetPack(archive.data, path: "x") }
        #expect(error.map { "\($0)" }?.contains(complaint) == true, "\(error.map { "\($0)" } ?? "")")
    }

    static let hostile: [(String, ZipBuilder, String)] = [
        ("up", base.adding("../evil.lua", "x"), "'../evil.lua' is no name below a folder"),
        ("absolute", base.adding("/etc/evil.lua", "x"), "is no name below a folder"),
        ("backslash", base.adding("a\\b.lua", "x"), "is no name below a folder"),
        ("hidden", base.adding(".ssh/x.lua", "x"), "is no name below a folder"),
        ("link", base.adding("link.lua", "/etc/passwd", mode: 0o120777), "'link.lua' is a link or no plain file"),
        ("twice", base.adding("a.lua", "x").adding("a.lua", "y"), "File already exists"),
        ("many", (0..<300).reduce(base) { $0.adding("m\($1).lua", "") }, "it has 302 files"),
        (
            "large module", base.adding("a.lua", String(repeating: "-", count: 300_000)),
            "'a.lua' is larger than 256 KiB"
        ),
        ("bomb", base.bomb("a.png", 30 << 20), "'a.png' is packed beyond belief"),
        ("liar", base.adding("a.lua", "return 1", claiming: 100), "'a.lua': "),
        ("huge liar", base.adding("a.png", "x", claiming: 4_000_000_000), "packed beyond belief"),
        ("no contents", ZipBuilder().adding("a.lua", "x"), "it lacks reverie.json"),
        (
            "no preset", ZipBuilder().adding("reverie.json", contents.replacing("p.lua", with: "q.lua")),
            "holds no such file"
        ),
        (
            "path", ZipBuilder().adding("reverie.json", contents.replacing("p.lua", with: "/etc/p.lua")),
            "holds no such file"
        ),
        (
            "future", ZipBuilder().adding("reverie.json", contents.replacing("1", with: "9")).adding("p.lua", "x"),
            "format 9"
        ),
        ("bad name", base.adding("a b.lua", "x"), "'a b.lua' is no module's name"),
    ]

    private static let contents = #"{"kind": "reverie-pack", "format": 1, "preset": "p.lua"}"#
    private static let base = ZipBuilder().adding("reverie.json", contents).adding("p.lua", "return 1")

    @Test func otherFilesAreNotLookedAt() throws {
        let pack = try PresetPack(PresetPackTests.base.adding("LICENCE", "CC0").adding("art/", "").data, path: "x")
        #expect(pack.text == "return 1")
        #expect(pack.modules.isEmpty && pack.pictures.isEmpty)
    }

    /// Cut anywhere and with any byte changed, a pack is an error or a pack.
    @Test func damagedPacks() throws {
        try withPack { pack, _ in
            let data = try pack.encoded()
            for length in 0..<data.count {
                #expect(throws: SharingError.self) { try PresetPack(data.prefix(length), path: "x") }
            }
            var dice = Philox(key: 5)
            var packs = 0
            for _ in 0..<5000 {
                var mutant = data
                for _ in 0...dice.next() % 3 {
                    mutant[Int(dice.next() % UInt64(data.count))] = UInt8(dice.next() & 255)
                }
                do {
                    _ = try PresetPack(mutant, path: "x")
                    packs += 1
                } catch is SharingError {
                }
            }
            #expect(packs < 4000)
        }
    }
}

/// Zip archives with anything in them: stored files, and what their directories say of them.
struct ZipBuilder: Sendable {
    private struct File {
        var name: String
        var content: Data
        var size: UInt32
        var method: UInt16 = 0
        var checksum: UInt32
        var mode: UInt32
    }

    private var files: [File] = []

    func adding(_ name: String, _ text: String, mode: UInt32 = 0o100644, claiming size: UInt32? = nil) -> ZipBuilder {
        adding(name, Data(text.utf8), mode: mode, claiming: size)
    }

    func adding(_ name: String, _ content: Data, mode: UInt32 = 0o100644, claiming size: UInt32? = nil) -> ZipBuilder {
        var copy = self
        copy.files.append(
            File(
                name: name, content: content, size: size ?? UInt32(content.count), method: size == nil ? 0 : 8,
                checksum: ZipBuilder.checksum(content), mode: mode))
        return copy
    }

    /// An entry that says it unpacks to `size` zeros.
    func bomb(_ name: String, _ size: UInt32) -> ZipBuilder {
        var copy = self
        copy.files.append(
            File(name: name, content: Data(count: 3000), size: size, method: 8, checksum: 0, mode: 0o100644))
        return copy
    }

    var data: Data {
        var body = Data()
        var directory = Data()
        for file in files {
            let place = UInt32(body.count)
            let name = Data(file.name.utf8)
            let common =
                little(20, 2) + little(0x800, 2) + little(UInt32(file.method), 2) + little(0, 2) + little(0x21, 2)
                + little(file.checksum, 4) + little(UInt32(file.content.count), 4) + little(file.size, 4)
                + little(UInt32(name.count), 2) + little(0, 2)
            body += little(0x0403_4B50, 4) + common + name + file.content
            directory +=
                little(0x0201_4B50, 4) + little(0x0314, 2) + common + little(0, 2) + little(0, 2) + little(0, 2)
                + little(file.mode << 16, 4) + little(place, 4) + name
        }
        return body + directory + little(0x0605_4B50, 4) + little(0, 4) + little(UInt32(files.count), 2)
            + little(UInt32(files.count), 2) + little(UInt32(directory.count), 4) + little(UInt32(body.count), 4)
            + little(0, 2)
    }

    private func little(_ number: UInt32, _ bytes: Int) -> Data {
        Data((0..<bytes).map { UInt8(truncatingIfNeeded: number >> (8 * UInt32($0))) })
    }

    private static func checksum(_ data: Data) -> UInt32 {
        var sum = UInt32.max
        for byte in data {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
        }
        return ~sum
    }
}
