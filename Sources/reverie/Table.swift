import Wording

/// Columns of text, padded to their widest cell.
struct Table {
    var headings: [String]
    var rows: [[String]]

    /// One line a row, headings first, without trailing spaces.
    var lines: [String] {
        let cells = ([headings] + rows).map { $0.map { Phrases.harmless($0) } }
        let widths = headings.indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
        return cells.map { row in
            let padded = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
            let line = padded.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
    }
}
