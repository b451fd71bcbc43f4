import Foundation
import Pictures
import TestSupport
import Testing

/// The program of ten lines that the documentation begins with: it sees only what other packages see.
@Suite struct ExampleTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    @Test func itDreams() throws {
        try Fixtures.withTemporaryFolder { folder in
            let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            let process = Process()
            process.executableURL = tests.deletingLastPathComponent().appendingPathComponent("DreamInTenLines")
            process.currentDirectoryURL = URL(fileURLWithPath: folder)
            process.environment = ProcessInfo.processInfo.environment.merging([
                "XDG_CACHE_HOME": folder + "/cache", "REVERIE_OFFLINE": "1",
            ]) { $1 }
            let output = Pipe()
            process.standardOutput = output
            try process.run()
            let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
            #expect(said.split(separator: "\n").count == 11 && said.hasSuffix("wrote dream.png\n"), "\(said)")
            #expect(try Picture.read(contentsOf: folder + "/dream.png").width == 96)
        }
    }

    @Test func itIsWhatThePageShows() throws {
        let program = try String(
            contentsOf: ExampleTests.root.appendingPathComponent("Tests/DreamInTenLines/main.swift"), encoding: .utf8)
        let page = try String(
            contentsOf: ExampleTests.root.appendingPathComponent("Sources/Jobs/Jobs.docc/Jobs.md"), encoding: .utf8)
        #expect(page.contains("```swift\n\(program)```"))
    }
}
