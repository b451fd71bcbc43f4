/// A picture of the strip: a draft or a render, and all that it takes to have it again.
struct Entry: Codable, Hashable, Sendable {
    let id: String
    var kind: DreamRequest.Kind
    /// Seconds since 1970.
    var time: Double
    /// Of the preset.
    var title: String
    /// In the studio's folder, of a render.
    var file: String?
    var width: Int
    var height: Int
    /// What was asked for.
    var request: DreamRequest
    /// Frames of a film.
    var frames: Int?
    var rate: Double?
    var isFavourite = false
    /// Stopped before its end.
    var isInterrupted = false
    /// Rises each time that the picture is replaced by a better one.
    var edition = 1
    /// Half of the SHA-256 of its recipe, by which its children name it.
    var digest: String
}
