/// What the pages of an atlas show: `atlas.json` in their folder, from which they are written.
struct AtlasFacts: Codable, Hashable {
    /// A layer, or a channel of one.
    struct Page: Codable, Hashable {
        /// The node's name, and where it stands in the graph.
        var layer: String
        var node: Int
        /// What people call the layer.
        var label: String
        /// All of the layer when nil.
        var channel: Int?
        /// What the channel stands for, where it is a class.
        var name: String?
        /// Of the layer.
        var channels: Int?
        /// Between the picture, 0, and the last layer with places, 1.
        var depth: Double?
        /// Files of its dreams: from noise, and from a photo.
        var dream: String?
        var onPhoto: String?
        /// What the network sees in its dream.
        var classes: [Impression.Class] = []
        /// The pictures that excite it most.
        var pictures: [Seen] = []
    }

    /// A picture of somebody's folder.
    struct Seen: Codable, Hashable {
        /// Its small copy.
        var file: String
        /// Its own name.
        var name: String
        /// Deviations above the mean of the folder's pictures.
        var score: Float
        /// What the network sees in it.
        var sees: String?
    }

    /// Averaged activations of a layer over a folder of pictures, laid out.
    struct Grid: Codable, Hashable {
        /// A place of it.
        struct Cell: Codable, Hashable {
            var row: Int
            var column: Int
            /// How many activations were averaged.
            var count: Int
            var file: String?
        }

        var layer: String
        var node: Int
        var label: String
        var side: Int
        var cells: [Cell]
        /// How many pictures and activations it is made of.
        var pictures: Int
        var activations: Int
    }

    var network: String
    var title: String
    var sha256: String
    var pages: [Page] = []
    var grids: [Grid] = []

    /// The same with others, which go before those of the same layer and channel; what these do not show, they take over.
    func adding(_ other: AtlasFacts) -> AtlasFacts {
        var all = other
        for index in all.pages.indices {
            let page = all.pages[index]
            guard let old = pages.first(where: { $0.layer == page.layer && $0.channel == page.channel }) else {
                continue
            }
            if page.dream == nil { (all.pages[index].dream, all.pages[index].classes) = (old.dream, old.classes) }
            all.pages[index].onPhoto = page.onPhoto ?? old.onPhoto
            if page.pictures.isEmpty { all.pages[index].pictures = old.pictures }
        }
        all.pages += pages.filter { old in !other.pages.contains { $0.layer == old.layer && $0.channel == old.channel }
        }
        all.grids += grids.filter { old in !other.grids.contains { $0.layer == old.layer } }
        all.pages.sort { ($0.node, $0.channel ?? -1) < ($1.node, $1.channel ?? -1) }
        all.grids.sort { $0.node < $1.node }
        return all
    }
}
