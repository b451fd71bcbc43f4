import Engine
import Files
import Foundation
import Networks
import Pictures
import Recipes

/// The cells of sheets that were rendered before: files in `$XDG_CACHE_HOME/reverie/cells`, each named by all that its recipe carries. So a
/// sheet that is made again is soon there, and one that was interrupted goes on, within the cell that it was in.
///
/// What cannot be read or written is not there. The oldest go when all of them take more than half a gibibyte.
struct CellCache {
    private let folder = Folders.cache + "/cells"
    private static let most = 512 << 20
    /// By which a cell says which it is.
    private static let keyword = "Reverie cell"

    /// The name of a session's cell.
    /// - Parameter frame: of a film, the one that the cell shows.
    static func key(of recipe: CarriedRecipe, frame: Int?) throws -> String {
        let still = frame.map { "\nframe \($0)" } ?? ""
        return Data((KernelVariant.best.rawValue + "\n" + (try recipe.json()) + still).utf8).sha256
    }

    /// The name of what is kept while a session's cell is rendered: the same for another text of the preset, which may have been mended meanwhile.
    static func stateKey(of recipe: CarriedRecipe, frame: Int?) throws -> String {
        var recipe = recipe
        recipe.preset.text = ""
        recipe.modules = [:]
        return try key(of: recipe, frame: frame)
    }

    /// Whether there is a cell of this name, which says itself that it is this one.
    func has(_ key: String) -> Bool {
        guard let data = Files.map(path(key)) else { return false }
        return (try? PictureText.read(CellCache.keyword, from: data, most: 100, path: path(key))) == key
    }

    /// A cell that was kept.
    func picture(_ key: String) -> Picture? {
        guard has(key) else { return nil }
        let picture = try? Picture.read(contentsOf: path(key))
        // Cells in use are young.
        if picture != nil { path(key).withPath { _ = utimes($0, nil) } }
        return picture
    }

    /// Keeps a cell, and gives it as it is kept: of 8 bits.
    /// - Throws: `PictureError` when it cannot be encoded.
    func keep(_ picture: Picture, _ key: String) throws -> Picture {
        var options = Picture.WritingOptions()
        options.bits = 8
        options.texts = [(keyword: CellCache.keyword, text: key)]
        let data = try picture.encoded(as: .png, options: options, path: path(key))
        try? Files.makeFolder(folder)
        try? AtomicFile.write(data, to: path(key))
        return try Picture(data, path: path(key))
    }

    /// The folder for the state of a cell that is being rendered.
    func stateFolder(_ key: String) -> String { folder + "/" + key + ".checkpoint" }

    /// Removes the oldest beyond the most that is kept, states of cells that nobody finished among them; nothing but what has a name of ours.
    func trim() {
        let names = (Files.names(in: folder) ?? []).filter(CellCache.isOurs)
        let found = names.compactMap { name -> (path: String, bytes: Int, age: Int)? in
            let path = folder + "/" + name
            guard let facts = Files.linkFacts(path) else { return nil }
            let states = Files.names(in: path)?.reduce(0) { $0 + Files.size(path + "/" + $1) }
            return (path, states ?? Int(facts.st_size), facts.st_mtim.tv_sec)
        }
        var bytes = 0
        for file in found.sorted(by: { $0.age > $1.age }) {
            bytes += file.bytes
            guard bytes > CellCache.most else { continue }
            if file.path.hasSuffix(".png") { Files.remove(file.path) } else { Checkpointer.remove(statesIn: file.path) }
        }
    }

    /// Whether a name is a key's, of a cell or of a state.
    private static func isOurs(_ name: String) -> Bool {
        name.wholeMatch(of: #/[0-9a-f]{64}\.(png|checkpoint)/#) != nil
    }

    private func path(_ key: String) -> String { folder + "/" + key + ".png" }
}
