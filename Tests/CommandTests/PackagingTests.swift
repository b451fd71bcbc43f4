import Foundation
import TestSupport
import Testing

/// The program as a package lays it out: `bin/reverie`, `share/reverie`.
@Suite struct PackagingTests {
    /// A folder with the program, the shipped presets and scripts, and a `fetch-networks` of the test's.
    private func layOut(in folder: String, fetching script: String) throws -> String {
        let files = FileManager.default
        let share = folder + "/share/reverie"
        try files.createDirectory(atPath: folder + "/bin", withIntermediateDirectories: true)
        try files.createDirectory(atPath: share + "/Scripts", withIntermediateDirectories: true)
        let program = folder + "/bin/reverie"
        try files.copyItem(atPath: Program.path, toPath: program)
        try files.createSymbolicLink(
            atPath: share + "/Presets", withDestinationPath: Fixtures.checkout + "/Presets")
        for name in ["library", "plugins"] {
            try files.createSymbolicLink(
                atPath: share + "/Scripts/" + name, withDestinationPath: Fixtures.checkout + "/Scripts/" + name)
        }
        let fetch = share + "/Scripts/fetch-networks"
        try Data(script.utf8).write(to: URL(fileURLWithPath: fetch))
        try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: fetch)
        return program
    }

    /// Copies what is asked for out of the library that the tests have.
    private let copying = """
        #!/bin/sh
        mkdir -p "$REVERIE_HOME/networks" && echo "fetching $*" >&2
        cp "$LIBRARY/$1".* "$LIBRARY/imagenet-labels.txt" "$REVERIE_HOME/networks/"
        """

    private func run(_ program: String, _ arguments: String, in folder: String, offline: String) throws
        -> Program.Outcome
    {
        let environment = ProcessInfo.processInfo.environment
        let home = environment["HOME"] ?? "/root"
        let library =
            (environment["REVERIE_HOME"] ?? (environment["XDG_DATA_HOME"] ?? home + "/.local/share") + "/reverie")
            + "/networks"
        return try Program.shell(
            "LIBRARY='\(library)' REVERIE_HOME='\(folder)/home' REVERIE_OFFLINE=\(offline) '\(program)' \(arguments)",
            in: folder)
    }

    @Test func anInstalledProgramFindsItsPresetsAndFetchesTheNetworkThatARenderNeeds() throws {
        try Fixtures.withTemporaryFolder { folder in
            let program = try layOut(in: folder, fetching: copying)
            let doctor = try run(program, "doctor", in: folder, offline: "1")
            #expect(doctor.output.contains("from \(folder)/share/reverie"), "\(doctor.output)")
            let render = "run classic \(Fixtures.path("Pictures/rgb.png")) -o a.png --long-edge 64"
            let refused = try run(program, render, in: folder, offline: "1")
            #expect(refused.status == 1 && !refused.chatter.contains("fetching "), "\(refused.chatter)")
            let made = try run(program, render, in: folder, offline: "")
            #expect(made.status == 0 && made.chatter.contains("fetching efficientnet-lite0\n"), "\(made.chatter)")
            #expect(FileManager.default.fileExists(atPath: folder + "/a.png"))
            let again = try run(program, render, in: folder, offline: "")
            #expect(again.status == 0 && !again.chatter.contains("fetching "), "\(again.chatter)")
        }
    }

    @Test func aFetchThatFailsEndsTheRenderWithWhatTheScriptSaid() throws {
        try Fixtures.withTemporaryFolder { folder in
            let program = try layOut(in: folder, fetching: "#!/bin/sh\necho 'no network today' >&2\nexit 1\n")
            let failed = try run(program, "run classic -o a.png", in: folder, offline: "")
            #expect(failed.status == 1 && failed.chatter.hasSuffix("no network today\n"), "\(failed.chatter)")
        }
    }

    @Test func theChangeLogKnowsTheVersion() throws {
        let version = try Program.run(["--version"]).output.trimmingCharacters(in: .whitespacesAndNewlines)
        let log = try String(contentsOfFile: Fixtures.checkout + "/Sources/CHANGELOG.md", encoding: .utf8)
        #expect(log.contains("\n## \(version)\n"))
    }
}
