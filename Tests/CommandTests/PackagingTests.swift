import Foundation
import TestSupport
import Testing

/// The program as a package lays it out: `bin/reverie`, `share/reverie`.
@Suite struct PackagingTests {
    /// Copies what is asked for out of the library that the tests have.
    private let copying = """
        #!/bin/sh
        mkdir -p "$REVERIE_HOME/networks" && echo "fetching $*" >&2
        cp "$LIBRARY/$1".* "$LIBRARY/imagenet-labels.txt" "$REVERIE_HOME/networks/"
        """

    @Test func anInstalledProgramFindsItsPresetsAndFetchesTheNetworkThatARenderNeeds() throws {
        try Fixtures.withTemporaryFolder { folder in
            let program = try InstalledProgram(in: folder, fetching: copying)
            let doctor = try program.run("doctor", offline: "1")
            #expect(doctor.output.contains("from \(folder)/share/reverie"), "\(doctor.output)")
            let render = "run classic \(Fixtures.path("Pictures/rgb.png")) -o a.png --long-edge 64"
            let refused = try program.run(render, offline: "1")
            #expect(refused.status == 1 && !refused.chatter.contains("fetching "), "\(refused.chatter)")
            let made = try program.run(render, offline: "")
            #expect(made.status == 0 && made.chatter.contains("fetching efficientnet-lite0\n"), "\(made.chatter)")
            #expect(FileManager.default.fileExists(atPath: folder + "/a.png"))
            let again = try program.run(render, offline: "")
            #expect(again.status == 0 && !again.chatter.contains("fetching "), "\(again.chatter)")
        }
    }

    @Test func aFetchThatFailsEndsTheRenderWithWhatTheScriptSaid() throws {
        try Fixtures.withTemporaryFolder { folder in
            let program = try InstalledProgram(
                in: folder, fetching: "#!/bin/sh\necho 'no network today' >&2\nexit 1\n")
            let failed = try program.run("run classic -o a.png", offline: "")
            #expect(failed.status == 1 && failed.chatter.hasSuffix("no network today\n"), "\(failed.chatter)")
        }
    }

    @Test func theChangeLogKnowsTheVersion() throws {
        let version = try Program.run(["--version"]).output.trimmingCharacters(in: .whitespacesAndNewlines)
        let log = try String(contentsOfFile: Fixtures.checkout + "/Sources/CHANGELOG.md", encoding: .utf8)
        #expect(log.contains("\n## \(version)\n"))
    }
}
