/// Lua that is being made, and can be made shorter: a text, or drafts between texts.
struct Draft: Sendable {
    /// What it is, such as `tensor`: within a draft, one of the same kind may stand for it.
    var kind: String
    /// Before the parts; all of it where there are none.
    var open: String
    var separator = ""
    var close = ""
    var parts: [Part] = []
    /// The shortest text that may stand for it.
    var plain: String?

    struct Part: Sendable {
        var draft: Draft
        /// Whether what is left without it is as good a preset.
        var isOptional = false
    }

    /// A text without parts.
    init(_ kind: String, _ text: String, plain: String? = nil) {
        (self.kind, open, self.plain) = (kind, text, plain)
    }

    init(_ kind: String, _ open: String, _ parts: [Part], separator: String = "", _ close: String = "") {
        (self.kind, self.open, self.parts, self.separator, self.close) = (kind, open, parts, separator, close)
    }

    /// `open`, a draft, `close`.
    init(_ kind: String, _ open: String, _ draft: Draft, _ close: String = "") {
        self.init(kind, open, [Part(draft: draft)], close)
    }

    var text: String { open + parts.map(\.draft.text).joined(separator: separator) + close }
}

extension Draft {
    /// Shorter drafts of the same, the shortest first: without a part, or with another draft in the place of one.
    var shorter: [Draft] {
        var found: [Draft] = []
        forEachChange { found.append($0) }
        let length = text.utf8.count
        return found.map { ($0, $0.text.utf8.count) }.filter { $0.1 < length }.sorted { $0.1 < $1.1 }.map(\.0)
    }

    private func forEachChange(_ body: (Draft) -> Void) {
        if let plain, plain != open { body(Draft(kind, plain)) }
        for inner in descendants where inner.kind == kind { body(inner) }
        for index in parts.indices {
            if parts[index].isOptional {
                var copy = self
                copy.parts.remove(at: index)
                body(copy)
            }
            parts[index].draft.forEachChange { changed in
                var copy = self
                copy.parts[index].draft = changed
                body(copy)
            }
        }
    }

    private var descendants: [Draft] { parts.flatMap { [$0.draft] + $0.draft.descendants } }
}
