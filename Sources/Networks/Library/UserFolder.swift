public import Foundation

/// The folders of a user's own files, by the XDG base directory specification: a variable that is unset, or empty, stands for a folder at
/// home.
public enum UserFolder: String, Sendable {
    /// Settings.
    case configuration = "XDG_CONFIG_HOME"
    /// What can be made again.
    case cache = "XDG_CACHE_HOME"
    /// Everything else.
    case data = "XDG_DATA_HOME"

    /// Its path, without a slash at the end.
    public func path(_ environment: [String: String] = ProcessInfo.processInfo.environment) -> String {
        if let folder = environment[rawValue], !folder.isEmpty { return folder }
        let home = environment["HOME"] ?? NSHomeDirectory()
        return switch self {
        case .configuration: home + "/.config"
        case .cache: home + "/.cache"
        case .data: home + "/.local/share"
        }
    }
}
