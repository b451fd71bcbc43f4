import ArgumentParser
import Foundation
import Jobs
import Networks
import Terminal
import Wording

/// `reverie manual`
struct Manual: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prints the manual page, or installs it for this user: every command with its options.",
        discussion: """
            Examples:
              reverie manual | man -l -
              reverie manual --install && man reverie
            """)

    @Flag(help: "Write it to $XDG_DATA_HOME/man/man1, where man looks for a user's own pages.")
    var install = false

    func run() throws {
        let page = try ManualPage(of: Data(Reverie._dumpHelp().utf8), version: ReverieVersion.current).text
        guard install else { return Console.print(page) }
        let path = UserFolder.data.path() + "/man/man1/reverie.1"
        try UserFolder.keep(page, at: path)
        Console.print("wrote \(Phrases.harmless(path))")
    }
}
