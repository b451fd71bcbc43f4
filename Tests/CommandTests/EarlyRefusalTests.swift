import Foundation
import TestSupport
import Testing

/// What can be told of a command line by itself is told before a network is downloaded for it.
@Suite(.serialized) struct EarlyRefusalTests {
    /// What a download says, and a folder with some files in it.
    private let fetching = "#!/bin/sh\necho fetching >&2\nexit 1\n"

    private func layOut(in folder: String) throws {
        try Fixtures.data("Pictures/rgb.png").write(to: URL(fileURLWithPath: folder + "/photo.png"))
        try FileManager.default.createDirectory(atPath: folder + "/states", withIntermediateDirectories: true)
        try Data("mine".utf8).write(to: URL(fileURLWithPath: folder + "/states/state"))
    }

    @Test(arguments: [
        ("run classic nothing.png -o a.png", "cannot read 'nothing.png': there is no such file"),
        ("run two-worlds -o a.png --picture lights=nothing.png", "cannot read 'nothing.png': there is no such file"),
        ("run classic /dev/null -o a.png", "cannot read '/dev/null': it is a device"),
        ("run classic -o a.png --device warp", "there is no device 'warp' to compute on: "),
        ("run classic -o a.png --precision half", "the processor keeps no numbers of 16 bits"),
        ("run classic -o a.png --checkpoint states", "--checkpoint states: 'state' in it is no state of a render"),
        ("run classic -o a.png --checkpoint photo.png/x", "--checkpoint photo.png/x: the folder cannot be made"),
        ("run classic -o a.png --set strenght=2", "has no parameter 'strenght' (did you mean 'strength'?)"),
        ("run classic -o a.png --set strength=99", "parameter 'strength' is '99': it takes a number"),
        ("run clasic -o a.png", "there is no preset 'clasic' (did you mean 'classic'?)"),
        ("run classic -o a.foo", "'a.foo': the name of a picture ends in "),
        ("run classic -o nowhere/a.png", "cannot write 'nowhere/a.png': there is no such folder"),
        ("run classic -o photo.png", "'photo.png' exists and was not made by Reverie"),
        ("plan classic nothing.png", "cannot read 'nothing.png': there is no such file"),
        ("sweep classic nothing.png --vary seed=1,2 -o a.png", "cannot read 'nothing.png': there is no such file"),
        ("sweep classic --vary strength=1,99 -o a.png", "with strength=99: parameter 'strength' is '99'"),
        ("farm run classic nothing.png -o a.png", "cannot read 'nothing.png': there is no such file"),
    ])
    func whatIsRefusedFetchesNothing(_ arguments: String, _ sentence: String) throws {
        try Fixtures.withTemporaryFolder { folder in
            try layOut(in: folder)
            let outcome = try InstalledProgram(in: folder, fetching: fetching).run(arguments)
            #expect(outcome.status == 1)
            #expect(outcome.chatter.contains(sentence), "\(outcome.chatter)")
            #expect(!outcome.chatter.contains("fetching"), "\(outcome.chatter)")
        }
    }

    /// What is in order is fetched for, as far as the script can.
    @Test(arguments: [
        "run classic photo.png -o a.png --set strength=2 --checkpoint new/states", "plan classic photo.png",
        "sweep classic --vary strength=1,2 -o a.png",
    ])
    func whatIsInOrderFetches(_ arguments: String) throws {
        try Fixtures.withTemporaryFolder { folder in
            try layOut(in: folder)
            let outcome = try InstalledProgram(in: folder, fetching: fetching).run(arguments)
            #expect(outcome.status == 1 && outcome.chatter.contains("fetching"), "\(outcome.chatter)")
            #expect(!FileManager.default.fileExists(atPath: folder + "/new"))
        }
    }

    /// `Scripts/reverie` in a checkout of its own: it has nothing to set up, and `swift` of the test's builds the program in no time.
    private func entrance(in folder: String) throws -> (String) throws -> (Program.Outcome, hasFetched: Bool) {
        let files = FileManager.default
        // Networks take longer than the build; that they are there is written at the end.
        let fetch = "#!/bin/sh\ntouch '\(folder)/begun'; sleep 3; touch '\(folder)/fetched'\n"
        try InstalledProgram.share(in: folder, fetching: fetch)
        for name in ["reverie", "common.sh"] {
            try files.createSymbolicLink(
                atPath: folder + "/Scripts/" + name, withDestinationPath: Fixtures.checkout + "/Scripts/" + name)
        }
        try InstalledProgram.write("#!/bin/sh\n", to: folder + "/Scripts/setup")
        for name in ["Sources", "bin"] {
            try files.createDirectory(atPath: folder + "/" + name, withIntermediateDirectories: true)
        }
        try Data().write(to: URL(fileURLWithPath: folder + "/Package.swift"))
        let build = "#!/bin/sh\nmkdir -p .build/release && cp '\(Program.path)' .build/release/reverie\n"
        try InstalledProgram.write(build, to: folder + "/bin/swift")
        return { arguments in
            for name in ["begun", "fetched"] { try? files.removeItem(atPath: folder + "/" + name) }
            let line =
                "export PATH='\(folder)/bin':\"$PATH\" REVERIE_HOME='\(folder)/home'; Scripts/reverie \(arguments); "
                + "status=$?; sleep 4; exit $status"
            let outcome = try Program.shell(line, in: folder)
            return (outcome, files.fileExists(atPath: folder + "/fetched"))
        }
    }

    @Test func theScriptThatBuildsSaysSoFirstThing() throws {
        try Fixtures.withTemporaryFolder { folder in
            let run = try entrance(in: folder)
            // The build comes first, and beside it the networks, which are given up.
            let fresh = try run("run classic")
            #expect(fresh.0.chatter.contains("building Reverie") && fresh.0.status == 64, "\(fresh.0.chatter)")
            #expect(fresh.0.chatter.contains("Missing expected argument '--output <OUT>'"))
            #expect(!fresh.hasFetched && FileManager.default.fileExists(atPath: folder + "/begun"))
            // Once there is a program, nothing is begun.
            for (arguments, status, sentence) in [
                ("run classic", Int32(64), "Missing expected argument '--output <OUT>'"),
                ("run classic -o a.foo", 1, "the name of a picture ends in"),
                ("run classic nothing.png -o a.png", 1, "there is no such file"),
                ("plan clasic", 1, "did you mean 'classic'?"),
            ] {
                let again = try run(arguments)
                #expect(again.0.status == status && again.0.chatter.contains(sentence), "\(again.0.chatter)")
                #expect(!FileManager.default.fileExists(atPath: folder + "/begun"), "\(arguments)")
            }
            // What is in order goes on, and nothing of stdin is lost to the look at it.
            for arguments in ["--version", "plan classic", "run classic - -o a.png < /dev/null"] {
                #expect(try run(arguments).hasFetched, "\(arguments)")
            }
        }
    }
}
