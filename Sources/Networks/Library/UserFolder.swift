import Files
import Foundation

/// The folders of a user's own files, by the XDG base directory specification: a variable that is unset, or empty, stands for a folder at
/// home.
public enum UserFolder: String, Sendable {
    /// Settings.
    case configuration = "XDG_CONFIG_HOME"
    /// What can be made again.
    case cache = "XDG_CACHE_HOME"
    /// Everything else.
    case data = "XDG_DATA_HOME"

    /// The variables that say where a user's files are, with their bytes as they are.
    public static var environment: [String: String] {
        ["XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "HOME", "REVERIE_HOME"].reduce(into: [:]) {
            $0[$1] = ProcessWords.variable($1)
        }
    }

    /// Its path, without a slash at the end.
    public func path(_ environment: [String: String] = UserFolder.environment) -> String {
        if let folder = environment[rawValue], !folder.isEmpty { return folder }
        let home = environment["HOME"] ?? NSHomeDirectory()
        return switch self {
        case .configuration: home + "/.config"
        case .cache: home + "/.cache"
        case .data: home + "/.local/share"
        }
    }
}
