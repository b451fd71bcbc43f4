/// How much of a film's frames its video keeps, where its kind leaves that open.
///
/// | | `small` | `good` | `best` |
/// |---|---|---|---|
/// | `.mp4` (H.264) | CRF 24 | CRF 16 | CRF 8 |
/// | `.webm` (VP9) | CRF 36 | CRF 24 | CRF 12 |
/// | `.mov` (ProRes) | 422 LT | 422 HQ | 4444 |
///
/// `.mov` with transparency is 4444, and 4444 XQ at its best; `.mkv` (FFV1), `.apng` and `.gif` have one quality.
enum FilmQuality: String, CaseIterable {
    case small, good, best
}

extension FilmKind {
    /// Whether there is a choice.
    var hasQualities: Bool { [.mp4, .webm, .mov].contains(self) }
}
