import Files
import Foundation
import TestSupport
import Testing

@Suite struct PathTextTests {
    @Test(
        arguments: [
            [0x63, 0x61, 0x74], [0xC3, 0xA9], [0x65, 0xCC, 0x81], [0xE9], [0xC3], [0xFF, 0xFE, 0x80],
            [0xF4, 0x8F, 0xBA, 0x80],
            [0xF4, 0x8F, 0xBB, 0xBF, 0xE9], [0xED, 0xA0, 0x80], [0xF0, 0x9F, 0xA6, 0x8A], [0xC0, 0xAF], [],
        ] as [[UInt8]])
    func bytesComeBack(_ bytes: [UInt8]) {
        let text = PathText.decode(bytes)
        #expect(PathText.bytes(of: text) == bytes)
        text.withPath { name in
            #expect(Array(UnsafeRawBufferPointer(start: name, count: strlen(name))) == bytes)
        }
    }

    @Test func randomBytesComeBack() {
        var dice = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0...12, using: &dice)).map { _ in UInt8.random(in: 1...255, using: &dice) }
            #expect(PathText.bytes(of: PathText.decode(bytes)) == bytes)
        }
    }

    @Test func textIsItself() { #expect(PathText.decode(Array("grün 夢 🦊".utf8)) == "grün 夢 🦊") }

    @Test func partsOfPaths() {
        let parts = [
            ("a/b.png", "b.png", "a"), ("b.png", "b.png", "."), ("/b", "b", "/"), ("a//b/", "b", "a"), ("/", "/", "/"),
            ("./b", "b", "."), ("a/\u{10FEE9}/c", "c", "a/\u{10FEE9}"),
        ]
        for (path, name, folder) in parts {
            #expect(Paths.name(of: path) == name)
            #expect(Paths.folder(of: path) == folder)
        }
        #expect(
            Paths.beside("a/b.png", "c") == "a/c" && Paths.beside("b.png", "c") == "c"
                && Paths.beside("/b", "c") == "/c")
        #expect(
            Paths.ending(of: "a.b/c.PNG") == "png" && Paths.ending(of: "a.b/c") == "" && Paths.ending(of: ".png") == "")
        #expect(Paths.stem(of: "a/b.c.png") == "b.c" && Paths.stem(of: ".png") == ".png" && Paths.stem(of: "b") == "b")
        #expect(Paths.hidden(beside: "a/b.png", ending: ".part") == "a/.b.png.part")
        #expect(
            Paths.name(of: Paths.hidden(beside: String(repeating: "é", count: 125), ending: ".part")).utf8.count == 22)
    }
}

@Suite struct FilesTests {
    @Test func namesAreTheirBytes() throws {
        try Fixtures.withTemporaryFolder { folder in
            let names = [[0xE9], [0xC3, 0xA9], [0x65, 0xCC, 0x81], [0x61, 0xFF]].map { PathText.decode($0 as [UInt8]) }
            for (index, name) in names.enumerated() {
                try Files.makeFolder(Paths.inside(folder, name))
                try Files.write(Data("\(index)".utf8), to: folder + "/" + name + "/" + name)
            }
            let found = try #require(Files.names(in: folder))
            #expect(found.map(PathText.bytes) == [[0x61, 0xFF], [0x65, 0xCC, 0x81], [0xC3, 0xA9], [0xE9]])
            for (index, name) in names.enumerated() {
                let path = folder + "/" + name + "/" + name
                #expect(Files.read(path, most: 10) == Data("\(index)".utf8) && Files.map(path) == Data("\(index)".utf8))
                #expect(Files.isReally(name + "/" + name, in: folder) && Files.size(path) == 1)
                Files.removeAll(folder + "/" + name)
            }
            #expect(Files.names(in: folder) == [])
        }
    }

    @Test func linksAreNotFollowedWhenAFolderGoes() throws {
        try Fixtures.withTemporaryFolder { folder in
            try Files.makeFolder(folder + "/a/b")
            try Files.makeFolder(folder + "/mine")
            try Files.write(Data(), to: folder + "/mine/precious")
            #expect(symlink(folder + "/mine", folder + "/a/b/link") == 0)
            #expect(!Files.isReally("link", in: folder + "/a/b") && Files.isFolder(folder + "/a/b/link"))
            Files.removeAll(folder + "/a")
            #expect(Files.names(in: folder) == ["mine"] && Files.names(in: folder + "/mine") == ["precious"])
        }
    }
}
