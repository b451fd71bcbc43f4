import Foundation

/// What a process is started with, byte for byte: names of files may be among it.
public enum ProcessWords {
    /// The words of the command line, the program's own first.
    public static var arguments: [String] {
        (0..<Int(CommandLine.argc)).compactMap { CommandLine.unsafeArgv[$0].map { PathText.decode($0) } }
    }

    /// A variable of the environment; nil where it is not set.
    public static func variable(_ name: String) -> String? { getenv(name).map { PathText.decode($0) } }
}
