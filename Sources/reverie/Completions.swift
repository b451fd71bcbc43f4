import ArgumentParser
import Files
import Foundation
import Networks
import Pictures
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
    var shell: Shell?

    @Flag(help: "Write it where the shell looks for it, and say where that is.")
    var install = false

    /// Shells that there are completions for.
    enum Shell: String, ExpressibleByArgument, CaseIterable {
        case bash, zsh, fish

        fileprivate var script: String {
            switch self {
            case .bash: Reverie.completionScript(for: .bash)
            case .zsh: Reverie.completionScript(for: .zsh)
            case .fish: Reverie.completionScript(for: .fish)
            }
        }

        /// Where the shell, or its package of completions, looks for a user's own.
        fileprivate func path(_ environment: [String: String]) -> String {
            switch self {
            case .bash: UserFolder.data.path(environment) + "/bash-completion/completions/reverie"
            case .zsh: UserFolder.data.path(environment) + "/zsh/site-functions/_reverie"
            case .fish: UserFolder.configuration.path(environment) + "/fish/completions/reverie.fish"
            }
        }

        fileprivate var hint: String {
            switch self {
            case .bash: "; new shells complete with it, where the package bash-completion is installed"
            case .zsh: "; put 'fpath+=(%)' before 'compinit' in ~/.zshrc, if that folder is not among them"
            case .fish: ""
            }
        }
    }

    func run() throws {
        let environment = UserFolder.environment
        let login = Paths.name(of: ProcessWords.variable("SHELL") ?? "")
        guard let shell = shell ?? Shell(rawValue: login) else {
            throw ValidationError("say which shell: \(Phrases.choices(Shell.allCases.map(\.rawValue)))")
        }
        guard install else { return Console.print(shell.script) }
        let path = shell.path(environment)
        let folder = Paths.folder(of: path)
        try? Files.makeFolder(folder)
        try AtomicFile.write(Data(shell.script.utf8), to: path)
        Console.print("wrote \(Phrases.harmless(path))" + shell.hint.replacing("%", with: folder))
    }
}
