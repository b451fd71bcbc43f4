import ArgumentParser
import Foundation
import Studio
import Terminal
import Wording

/// `reverie studio [FOLDER]`
struct StudioCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "studio", abstract: "Opens a page on this machine in which to dream with one's hands.",
        discussion: """
            The page shows every preset and what can be turned of it; a change is dreamt at once, small, and 'Render' makes the \
            picture. What it makes are ordinary files in FOLDER, each with its recipe. Nothing outside of this machine can open \
            the page, and no other page of the browser. Ctrl-C ends it.

            With --share a phone or a tablet on the same network can open it too, by the second address that is printed. Whoever \
            has that address can do all that you can: see and make pictures in FOLDER, save presets, use this machine. It goes \
            over the network as it is, readable for others there. Share at home, not in a café.

            Examples:
              reverie studio
              reverie studio ~/dreams --port 8080 --no-open
              reverie studio --share
            """)

    @Argument(
        help: "Where the pictures go; ~/Pictures/Reverie when absent, which is made.",
        completion: .directory)
    var folder: String?

    @Option(help: "The port of the page; 4747 when absent, or another where that is taken.")
    var port: Int?

    @Flag(help: "Let others on this network open it who have the address: a phone. See above what that means.")
    var share = false

    @Flag(name: .customLong("no-open"), help: "Print the address, and open no browser.")
    var staysClosed = false

    func validate() throws { try WrongUsage.check("--port", port, 1...65535) }

    func run() throws {
        guard let key = StudioKeeper.key, let port else {
            let port = try port ?? Studio.freePort()
            let flags = (staysClosed ? ["--no-open"] : []) + (share ? ["--share"] : [])
            let status = try StudioKeeper.keep(
                arguments: ["studio", "--port", "\(port)"] + [folder].compactMap(\.self) + flags, say: Console.say)
            guard status == 0 else { throw ExitCode(status) }
            return
        }
        let home = FileManager.default.homeDirectoryForCurrentUser.path
        let studio = try Studio(
            folder: URL(fileURLWithPath: folder ?? home + "/Pictures/Reverie").path, port: port, key: key,
            isShared: share)
        let opens = !staysClosed
        try StudioKeeper.serve(studio) { address in
            Console.print(address)
            studio.sharedAddresses.forEach { Console.print("for others on this network: \($0)") }
            if opens { Studio.open(address) }
        }
    }
}
