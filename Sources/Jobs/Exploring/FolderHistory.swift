import Files
public import Foundation
public import Recipes

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
    }

    /// The newest first; of two written at once the first by name.
    public let entries: [Entry]
    /// How many pictures carry none.
    public let others: Int

    /// Reads what the PNGs and JPEGs of a folder carry, and what lies beside pictures that do not; folders within are left alone.
    /// - Returns: nil where it is no folder that can be read.
    public init?(of folder: String) {
        guard let all = Files.names(in: folder) else { return nil }
        let names = all.filter { !$0.hasPrefix(".") }.sorted()
        var (entries, others): ([Entry], Int) = ([], 0)
        for name in names where FolderHistory.mayCarry(name, among: names) {
            let path = Paths.inside(folder, name)
            guard let recipe = try? CarriedRecipe(contentsOf: path) else {
                others += name.hasSuffix(FolderHistory.sidecar) ? 0 : 1
                continue
            }
            entries.append(Entry(file: name, modified: Files.modified(path) ?? .distantPast, recipe: recipe))
        }
        self.entries = entries.sorted { ($1.modified, $0.file) < ($0.modified, $1.file) }
        self.others = others
    }

    private static let sidecar = ".recipe.json"

    /// Whether a file may carry a recipe that no other of the folder does.
    private static func mayCarry(_ name: String, among names: [String]) -> Bool {
        if name.hasSuffix(sidecar) { return !names.contains(String(name.dropLast(sidecar.count))) }
        return ["png", "jpg", "jpeg"].contains(Paths.ending(of: name))
    }
}
