/// Where everything lies on a sheet of small pictures: a title, and blocks of cells in rows, each cell with lines below it that
/// say what it shows.
///
///     let sheet = ContactSheet(
///         title: "Classic", blocks: [.init(captions: [["strength=1"], ["strength=2"]], columns: 2)],
///         cellWidth: 256, cellHeight: 171)
public struct ContactSheet: Hashable, Sendable {
    /// Cells that belong together.
    public struct Block: Hashable, Sendable {
        /// Above the cells; none when empty.
        public var title: String
        /// The lines below each cell, in rows from the left.
        public var captions: [[String]]
        /// Cells in a row.
        public var columns: Int

        /// A block from its parts.
        public init(title: String = "", captions: [[String]], columns: Int) {
            self.title = title
            self.captions = captions
            self.columns = max(1, columns)
        }

        fileprivate var rows: Int { (captions.count + columns - 1) / columns }
        fileprivate var lines: Int { captions.map(\.count).max() ?? 0 }
    }

    /// A place, in pixels from the upper left.
    public struct Frame: Hashable, Sendable {
        /// The left edge.
        public var x: Int
        /// The upper edge.
        public var y: Int
        /// Across.
        public var width: Int
        /// Down.
        public var height: Int
    }

    /// A line of text and its place; it is no wider than what it belongs to.
    public struct Line: Hashable, Sendable {
        /// What is written.
        public var label: Label
        /// The left edge.
        public var x: Int
        /// The upper edge.
        public var y: Int
    }

    /// Pixels across the whole sheet.
    public private(set) var width = 0
    /// Pixels down the whole sheet.
    public private(set) var height = 0
    /// The rooms for pictures, block by block.
    public private(set) var cells: [Frame] = []
    /// Titles and captions.
    public private(set) var lines: [Line] = []
    /// Pixels between two cells, and around all of them.
    public let margin: Int

    /// Lays out a sheet whose cells have room for pictures of a size.
    public init(title: String, blocks: [Block], cellWidth: Int, cellHeight: Int) {
        let scale = max(1, cellWidth / 128)
        let leading = Label.leading(scale: scale)
        margin = max(4, cellWidth / 24)
        let columns = blocks.map { min($0.columns, max($0.captions.count, 1)) }.max() ?? 1
        width = margin + columns * (cellWidth + margin)
        var y = margin
        func line(_ text: String, x: Int, y: Int, within width: Int) -> Line {
            Line(label: Label(text, scale: scale, within: width), x: x, y: y)
        }
        for (index, heading) in ([title] + blocks.map(\.title)).enumerated() {
            if !heading.isEmpty {
                lines.append(line(heading, x: margin, y: y, within: width - 2 * margin))
                y += leading + margin / 2
            }
            guard index > 0 else { continue }
            let block = blocks[index - 1]
            let step = cellHeight + margin / 2 + block.lines * leading + margin / 2
            for (number, captions) in block.captions.enumerated() {
                let x = margin + number % block.columns * (cellWidth + margin)
                let top = y + number / block.columns * step
                cells.append(Frame(x: x, y: top, width: cellWidth, height: cellHeight))
                for (row, text) in captions.enumerated() {
                    let below = top + cellHeight + margin / 2 + row * leading
                    lines.append(line(text, x: x, y: below, within: cellWidth))
                }
            }
            y += block.rows * step + margin / 2
        }
        height = y
    }
}
