/// Columns of text, padded to their widest cell.
public struct Table {
    /// One a column.
    public var headings: [String]
    /// A cell a column.
    public var rows: [[String]]

    /// A table from its cells.
    public init(headings: [String], rows: [[String]]) {
        self.headings = headings
        self.rows = rows
    }

    /// Lines, headings first, without trailing spaces. Where they are wider than `width`, the last column is broken between words, and
    /// goes on below itself.
    public func lines(width: Int?) -> [String] {
        let cells = ([headings] + rows).map { $0.map { Phrases.harmless($0) } }
        let widths = headings.indices.map { column in cells.map { Columns.width(of: $0[column]) }.max() ?? 0 }
        let indent = widths.dropLast().reduce(0) { $0 + $1 + 2 }
        return cells.flatMap { row in
            let head = zip(row.dropLast(), widths).map { $0.padded(to: $1) + "  " }.joined()
            let pieces = (row.last ?? "").wrapped(to: width.map { max($0 - indent, Table.narrowest) } ?? .max)
            return pieces.enumerated().map { index, piece in
                ((index == 0 ? head : "".padded(to: indent)) + piece).withoutTrailingSpaces
            }
        }
    }

    /// What the last column is never broken to.
    private static let narrowest = 20
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(width - Columns.width(of: self), 0))
    }

    fileprivate var withoutTrailingSpaces: String { String(reversed().drop { $0 == " " }.reversed()) }

    /// Lines of whole words, no longer than `width` unless a word is.
    func wrapped(to width: Int) -> [String] {
        guard Columns.width(of: self) > width else { return [self] }
        var lines: [String] = []
        for word in split(separator: " ") {
            if let last = lines.last, Columns.width(of: last) + 1 + Columns.width(of: word) <= width {
                lines[lines.count - 1] = last + " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }
}
