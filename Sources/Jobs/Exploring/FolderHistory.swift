import Files
public import Foundation
import Pictures
public import Recipes
package import Wording

/// What was rendered into a folder, as its pictures tell it.
///
///     for entry in FolderHistory(of: "dreams")?.entries ?? [] { print(entry.file, entry.recipe.parameters) }
public struct FolderHistory: Sendable {
    /// A picture, and how it was made.
    public struct Entry: Codable, Hashable, Sendable {
        /// Its name in the folder.
        public let file: String
        /// When it was written.
        public let modified: Date
        /// What it carries.
        public let recipe: CarriedRecipe

        /// What the preset is called: `classic` for `classic.lua`.
        public var preset: String {
            let name = recipe.preset.name
            return name.hasSuffix(".lua") ? String(name.dropLast(4)) : name
        }

        /// What renders it again: what it read is still to be named, and one parameter is there to be changed, the first that was set or else
        /// the first of all.
        package var again: [(SettingName, value: String?)] {
            let pictures = recipe.pictures.parameters.keys.sorted() + recipe.pictures.files.keys.sorted()
            let sounds = (recipe.sounds ?? [:]).keys.sorted()
            let knobs = ((try? recipe.source.outline())?.parameters ?? []).filter(\.kind.isValue)
            let knob = knobs.first { recipe.parameters[$0.name] != nil } ?? knobs.first
            var settings: [(SettingName, value: String?)] = pictures.map { (.picture, "\($0)=FILE") }
            settings += sounds.map { (.parameter, "\($0)=FILE") }
            if let knob {
                settings.append((.parameter, "\(knob.name)=\(recipe.parameters[knob.name] ?? knob.fallbackText)"))
            }
            settings.append((SettingName("seed"), "\(recipe.seed)"))
            return settings
        }

        /// What there is to tell of it, for people: when, preset, network, size, seed, and what was set.
        package var facts: [String] {
            let format = DateFormatter()
            format.locale = Locale(identifier: "en_US_POSIX")
            format.dateFormat = "yyyy-MM-dd HH:mm"
            let set = recipe.parameters.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            return [
                format.string(from: modified), preset, recipe.network.name,
                "\(recipe.canvas.width)×\(recipe.canvas.height)", "\(recipe.seed)",
                set.joined(separator: " ") + (recipe.isInterrupted == true ? " (interrupted)" : ""),
            ]
        }
    }

    /// The newest first; of two written at once the first by name.
    public let entries: [Entry]
    /// How many pictures carry none.
    public let others: Int

    /// Reads what the pictures of a folder carry, and what lies beside pictures that do not; folders within are left alone.
    /// - Returns: nil where it is no folder that can be read.
    public init?(of folder: String) {
        guard let all = Files.names(in: folder) else { return nil }
        let names = all.filter { !$0.hasPrefix(".") }.sorted()
        var (entries, others): ([Entry], Int) = ([], 0)
        for name in names where FolderHistory.mayCarry(name, among: names) {
            let path = Paths.inside(folder, name)
            guard let recipe = try? CarriedRecipe(besidePixelsOf: path) else {
                others += name.hasSuffix(FolderHistory.sidecar) ? 0 : 1
                continue
            }
            entries.append(Entry(file: name, modified: Files.modified(path) ?? .distantPast, recipe: recipe))
        }
        self.entries = entries.sorted { ($1.modified, $0.file) < ($0.modified, $1.file) }
        self.others = others
    }

    /// Where what a file carries can be rendered to again: a film to a film of its kind, or, of a frame, to a folder.
    package static func outputAgain(_ name: String, of path: String) -> String {
        if let kind = FilmKind(ofName: path) { return "\(name).\(kind.rawValue)" }
        return RenderMark(ofFile: path)?.frame == nil ? name + ".png" : name + "/"
    }

    /// What a preset made; everything when nil.
    /// - Throws: `FolderHistoryError.others` where it made nothing of what is there.
    package func made(by preset: String?) throws -> [Entry] {
        guard let preset, !entries.isEmpty else { return entries }
        let found = entries.filter { [$0.recipe.preset.name, $0.preset].contains(preset) }
        if found.isEmpty { throw FolderHistoryError.others(preset, among: Set(entries.map(\.preset)).sorted()) }
        return found
    }

    private static let sidecar = ".recipe.json"

    /// Whether a file may carry a recipe that no other of the folder does.
    private static func mayCarry(_ name: String, among names: [String]) -> Bool {
        if name.hasSuffix(sidecar) { return !names.contains(String(name.dropLast(sidecar.count))) }
        return PictureFormat(readFromName: name) != nil || FilmKind(ofName: name)?.carriesRecipe == true
    }
}

/// What no history is of.
package enum FolderHistoryError: UsageProblem {
    /// No folder, or none that can be read.
    case folder(String)
    /// A preset that made nothing of what is there; and those that did.
    case others(String, among: [String])

    package var description: String {
        switch self {
        case .folder(let path):
            "\(Phrases.harmless(path)): "
                + (Files.isPlain(path)
                    ? "that is a file, and a history is a folder's; what a picture carries is shown by 'show'"
                    : Files.exists(path) ? "the folder cannot be read" : "there is no such folder")
        case .others(let preset, let names):
            "nothing here was made by '\(Phrases.harmless(preset))'"
                + (Nearest.guess(for: preset, among: names).map { "; did you mean '\(Phrases.harmless($0))'?" }
                    ?? "; what is here was made by \(Phrases.list(names.map { Phrases.harmless($0) }))")
        }
    }
}
