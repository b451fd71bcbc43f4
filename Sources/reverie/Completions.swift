import ArgumentParser
import Files
import Foundation
package import Jobs
import Networks
import Pictures
import Terminal
import Wording

/// `reverie completions SHELL`
struct Completions: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prints what lets a shell complete Reverie's commands and options, or installs it for this user.",
        discussion: """
            Examples:
              reverie completions bash --install
              reverie completions zsh > ~/.zfunc/_reverie
            """)

    @Argument(help: "bash, zsh or fish; the one in $SHELL when absent.")
    var shell: ShellKind?

    @Flag(help: "Write it where the shell looks for it, and say where that is.")
    var install = false

    func run() throws {
        let login = Paths.name(of: ProcessWords.variable("SHELL") ?? "")
        guard let shell = shell ?? ShellKind(rawValue: login), let kind = CompletionShell(rawValue: shell.rawValue)
        else {
            throw ValidationError("say which shell: \(Phrases.choices(ShellKind.allCases.map(\.rawValue)))")
        }
        let script = Reverie.completionScript(for: kind)
        guard install else { return Console.print(script) }
        let path = shell.completions
        try UserFolder.keep(script, at: path)
        Console.print("wrote \(Phrases.harmless(path))" + shell.hint.replacing("%", with: Paths.folder(of: path)))
    }
}

extension ShellKind: ExpressibleByArgument {}
