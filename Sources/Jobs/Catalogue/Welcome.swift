import Recipes

/// What `reverie` alone says: what to type first.
package enum Welcome {
    /// - Parameter networks: how many are installed; without any nothing can be dreamt.
    package static func lines(networks: Int) -> [String] {
        let presets = PresetLibrary.standard.names.count
        let rows: [(String, String)] =
            (networks == 0 ? [("reverie networks fetch", "the networks, to begin with")] : []) + [
                ("reverie run daydream -o dream.png", "a first dream, from nothing"),
                ("reverie run daydream PHOTO.jpg -o dream.png", "one on a picture of yours"),
                ("reverie presets list", "the other presets, \(presets) in all"),
                ("reverie presets show daydream", "what --set turns in one"),
                ("reverie presets new mine", "a preset of your own"),
                ("reverie --help", "every command"),
            ]
        let width = rows.map(\.0.count).max() ?? 0
        return ["Reverie dreams pictures, by presets, with neural networks. To begin with:", ""]
            + rows.map { command, about in
                "  " + command + String(repeating: " ", count: width - command.count + 3) + about
            }
    }
}
