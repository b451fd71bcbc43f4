import Foundation
import TestSupport

/// The program as a package lays it out, `bin/reverie` and `share/reverie`, with a script of the test's in the place of the one that fetches
/// networks, and without any.
struct InstalledProgram {
    let path: String
    private let folder: String

    /// - Parameter script: what fetches networks: a shell's.
    init(in folder: String, fetching script: String) throws {
        self.folder = folder
        path = folder + "/bin/reverie"
        let files = FileManager.default
        try files.createDirectory(atPath: folder + "/bin", withIntermediateDirectories: true)
        try files.copyItem(atPath: Program.path, toPath: path)
        try InstalledProgram.share(in: folder + "/share/reverie", fetching: script)
    }

    /// What comes with a program: presets, the library, and the test's script.
    static func share(in share: String, fetching script: String) throws {
        let files = FileManager.default
        try files.createDirectory(atPath: share + "/Scripts", withIntermediateDirectories: true)
        for name in ["Presets", "Scripts/library", "Scripts/plugins"] {
            try files.createSymbolicLink(
                atPath: share + "/" + name, withDestinationPath: Fixtures.checkout + "/" + name)
        }
        try write(script, to: share + "/Scripts/fetch-networks")
    }

    /// Writes a script that can be run.
    static func write(_ script: String, to path: String) throws {
        try Data(script.utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    }

    /// Runs a line of arguments; `LIBRARY` is where the tests have their networks.
    func run(_ arguments: String, offline: String = "") throws -> Program.Outcome {
        let environment = ProcessInfo.processInfo.environment
        let home = environment["HOME"] ?? "/root"
        let library =
            (environment["REVERIE_HOME"] ?? (environment["XDG_DATA_HOME"] ?? home + "/.local/share") + "/reverie")
            + "/networks"
        return try Program.shell(
            "LIBRARY='\(library)' REVERIE_HOME='\(folder)/home' REVERIE_OFFLINE=\(offline) '\(path)' \(arguments)",
            in: folder)
    }
}
