import Files
import Foundation
import Networks
import Pictures

/// Shells that complete commands.
package enum ShellKind: String, CaseIterable, Sendable {
    case bash, zsh, fish

    /// Where it, or its package of completions, looks for a user's own.
    package var completions: String {
        switch self {
        case .bash: UserFolder.data.path() + "/bash-completion/completions/reverie"
        case .zsh: UserFolder.data.path() + "/zsh/site-functions/_reverie"
        case .fish: UserFolder.configuration.path() + "/fish/completions/reverie.fish"
        }
    }

    /// What there is still to be done then; `%` is the folder.
    package var hint: String {
        switch self {
        case .bash: "; new shells complete with it, where the package bash-completion is installed"
        case .zsh: "; put 'fpath+=(%)' before 'compinit' in ~/.zshrc, if that folder is not among them"
        case .fish: ""
        }
    }
}

extension UserFolder {
    /// Writes a text of ours among the user's files.
    /// - Throws: `PictureError` when it cannot be written.
    package static func keep(_ text: String, at path: String) throws {
        try? Files.makeFolder(Paths.folder(of: path))
        try AtomicFile.write(Data(text.utf8), to: path)
    }
}
