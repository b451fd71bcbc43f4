import ArgumentParser
import Foundation
import Studio
import Wording

/// `reverie studio [FOLDER]`
struct StudioCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "studio", abstract: "Opens a page on this machine in which to dream with one's hands.",
        discussion: """
            The page shows every preset and what can be turned of it; a change is dreamt at once, small, and 'Render' makes the \
            picture. What it makes are ordinary files in FOLDER, each with its recipe. Nothing outside of this machine can open \
            the page, and no other page of the browser. Ctrl-C ends it.

            Examples:
              reverie studio
              reverie studio ~/dreams --port 8080 --no-open
            """)

    @Argument(
        help: "Where the pictures go; ~/Pictures/Reverie when absent, which is made.",
        completion: .directory)
    var folder: String?

    @Option(help: "The port of the page; 4747 when absent, or another where that is taken.")
    var port: Int?

    @Flag(name: .customLong("no-open"), help: "Print the address, and open no browser.")
    var staysClosed = false

    func validate() throws {
        guard let port, !(1...65535).contains(port) else { return }
        throw ValidationError("--port is \(port); it must be between 1 and 65535")
    }

    func run() throws {
        let environment = ProcessInfo.processInfo.environment
        guard let key = environment[StudioKeeper.key], let port else {
            return try StudioKeeper.keep(
                port: try port ?? Studio.freePort(),
                arguments: [folder].compactMap(\.self) + (staysClosed ? ["--no-open"] : []))
        }
        StudioKeeper.endWithParent()
        let home = FileManager.default.homeDirectoryForCurrentUser.path
        let studio = try Studio(
            folder: URL(fileURLWithPath: folder ?? home + "/Pictures/Reverie").path, port: port, key: key)
        let (opens, isAgain) = (!staysClosed, environment[StudioKeeper.again] != nil)
        let end = DispatchSemaphore(value: 0)
        let outcome = Outcome()
        Task.detached {
            do {
                try await studio.run { address in
                    guard !isAgain else { return }
                    Console.print(address)
                    if opens { StudioCommand.open(address) }
                }
            } catch {
                outcome.error = error
            }
            end.signal()
        }
        end.wait()
        if let error = outcome.error { throw error }
    }

    /// What the server ended with; written before the semaphore is signalled, read after.
    private final class Outcome: @unchecked Sendable {
        var error: (any Error)?
    }

    /// Opens the user's browser, where there is a desktop.
    private static func open(_ address: String) {
        let environment = ProcessInfo.processInfo.environment
        guard environment["DISPLAY"] != nil || environment["WAYLAND_DISPLAY"] != nil else { return }
        let opener = Process()
        opener.executableURL = URL(fileURLWithPath: "/usr/bin/xdg-open")
        opener.arguments = [address]
        (opener.standardOutput, opener.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
        try? opener.run()
    }
}
