import Files
import Foundation
import Synchronization

/// The words that are written in Lua and that every script has: plugins that need no require.
enum StandardVocabulary {
    struct Module: Sendable {
        /// `standard/objectives.lua`
        let name: String
        let text: String
    }

    private static let read = Mutex<[String: [Module]]>([:])

    /// The files of a folder in the order of their names, read once a process.
    /// - Throws: `PresetError.unreadable` when there are none: scripts would lack half of the language.
    static func modules(in folder: String) throws -> [Module] {
        try read.withLock { read in
            if let modules = read[folder] { return modules }
            let files = Files.names(in: folder) ?? []
            let names = files.filter { $0.hasSuffix(".lua") }.sorted()
            guard !names.isEmpty else {
                throw PresetError.unreadable(
                    path: folder, reason: "the standard vocabulary should be there; is the checkout complete?")
            }
            let modules = try names.map { name in
                do {
                    return Module(name: place + name, text: try ModuleFinder.text(of: folder + "/" + name))
                } catch let failure as ScriptFailure {
                    throw PresetError.unreadable(path: folder + "/" + name, reason: failure.message)
                }
            }
            read[folder] = modules
            return modules
        }
    }

    private static let place = "standard/"

    /// A message without the line of the standard vocabulary that it begins with: an artist has no business there.
    static func withoutPlace(_ message: String) -> String {
        guard message.hasPrefix(place), let end = message.firstRange(of: ": ") else { return message }
        return String(message[end.upperBound...])
    }
}
