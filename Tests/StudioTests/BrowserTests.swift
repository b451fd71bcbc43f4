import Foundation
import TestSupport
import Testing

/// The studio as a hand and an eye meet it: `browse.py` drives it in a headless Chromium. Where a scenario fails, a screenshot of it stays in
/// `.build/studio-screenshots`.
@Suite struct BrowserTests {
    private static let python = "/usr/bin/python3"
    private static let isThere = [
        "/usr/bin/chromium", "/usr/bin/chromedriver", python, "/usr/lib/python3/dist-packages/selenium",
    ].allSatisfy(FileManager.default.fileExists(atPath:))

    @Test(.enabled(if: isThere)) func everythingThatAHandDoesIsDone() throws {
        let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        let process = Process()
        // A browser that hangs does not hold the tests up for ever.
        process.executableURL = URL(fileURLWithPath: "/usr/bin/timeout")
        process.arguments = [
            "-k", "5", "420", Self.python, Fixtures.checkout + "/Tests/Browser/browse.py",
            tests.deletingLastPathComponent().appendingPathComponent("reverie").path, Fixtures.checkout,
            Fixtures.checkout + "/.build/studio-screenshots",
        ]
        let output = Pipe()
        (process.standardOutput, process.standardError) = (output, FileHandle.nullDevice)
        try process.run()
        let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        let lines = said.split(separator: "\n")
        let failed = lines.filter { $0.hasPrefix("failed") }
        #expect(failed.isEmpty, "\(said)")
        #expect(process.terminationStatus == 0 && lines.count { $0.hasPrefix("ok") } == 36, "\(said)")
    }
}
