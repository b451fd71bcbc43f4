import Files
import Pictures

/// Pictures that lie in a folder, and in the folders within it.
enum PictureFolder {
    /// In order; where they are more than `most`, as many, spread over all of them.
    static func pictures(under folder: String, most: Int = 1000) -> [String] {
        func visible(_ folder: String) -> [String] {
            (Files.names(in: folder) ?? []).filter { !$0.hasPrefix(".") }.sorted().map { Paths.inside(folder, $0) }
        }
        func isPicture(_ path: String) -> Bool { PictureFormat(readFromName: path) != nil && !Files.isFolder(path) }
        let found = visible(folder).flatMap { path in
            Files.isFolder(path) ? visible(path).filter(isPicture) : isPicture(path) ? [path] : []
        }
        return found.count <= most ? found : (0..<most).map { found[$0 * found.count / most] }
    }
}
