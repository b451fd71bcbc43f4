package import Foundation
import Tensors

/// How terminals are told to show a picture between their lines.
package enum TerminalPicture: String, CaseIterable {
    /// kitty's graphics protocol: also Ghostty and Konsole.
    case kitty
    /// iTerm2's inline images: also WezTerm, mintty and VS Code.
    case iterm2
    /// DEC's sixels: also xterm -ti vt340, foot, mlterm and Windows Terminal.
    case sixel

    /// What the terminal says of itself in the environment; `REVERIE_INLINE` says it outright.
    package static func detected(in environment: [String: String]) -> TerminalPicture? {
        if let wanted = environment["REVERIE_INLINE"] { return TerminalPicture(rawValue: wanted) }
        let (term, program) = (environment["TERM"] ?? "", environment["TERM_PROGRAM"] ?? "")
        // A multiplexer passes none of them through.
        if environment["TMUX"] != nil || term.hasPrefix("screen") { return nil }
        if environment["KITTY_WINDOW_ID"] != nil || term == "xterm-kitty" || term == "xterm-ghostty"
            || environment["KONSOLE_VERSION"] != nil
        {
            return .kitty
        }
        if ["iTerm.app", "WezTerm", "mintty", "vscode"].contains(program) || environment["LC_TERMINAL"] == "iTerm2" {
            return .iterm2
        }
        let knowsSixel = ["foot", "mlterm", "yaft", "contour", "xterm-sixel"].contains { term.hasPrefix($0) }
        return knowsSixel || environment["WT_SESSION"] != nil ? .sixel : nil
    }

    /// The bytes that show a picture, and end its line.
    package func bytes(of picture: Picture) throws -> Data {
        switch self {
        case .kitty: TerminalPicture.kitty(try picture.encoded(as: .png, path: "the terminal"))
        case .iterm2:
            Data("\u{1B}]1337;File=inline=1:".utf8)
                + (try picture.encoded(as: .png, path: "the terminal")).base64EncodedData() + Data("\u{7}\n".utf8)
        case .sixel: Sixel.bytes(of: picture) + Data("\n".utf8)
        }
    }

    /// In pieces of at most 4096 bytes, as the protocol wants them; `q=2` asks for no answer.
    private static func kitty(_ png: Data) -> Data {
        let text = png.base64EncodedData()
        var result = Data()
        var place = 0
        while place < text.count {
            let end = min(place + 4096, text.count)
            let first = place == 0 ? "a=T,f=100,q=2," : ""
            result += Data("\u{1B}_G\(first)m=\(end < text.count ? 1 : 0);".utf8)
            result += text[place..<end] + Data("\u{1B}\\".utf8)
            place = end
        }
        return result + Data("\n".utf8)
    }
}

/// DEC's sixels: bands of six rows, one colour after the other (DEC STD 070, chapter 9).
enum Sixel {
    /// Levels of red, green and blue: 252 colours.
    private static let levels = [6, 7, 6]
    /// Bayer's 4×4 matrix.
    private static let thresholds: [Float] = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5]

    /// The picture in 252 colours, with ordered dither.
    static func bytes(of picture: Picture) -> Data {
        let (width, height) = (picture.width, picture.height)
        let colours = (0..<width * height).map { colour(at: $0, of: picture) }
        var text = "\u{1B}Pq\"1;1;\(width);\(height)"
        for index in Set(colours).sorted() { text += definition(index) }
        for top in stride(from: 0, to: height, by: 6) {
            let rows = top..<min(top + 6, height)
            let used = Set(rows.flatMap { colours[$0 * width..<($0 + 1) * width] }).sorted()
            text += used.map { "#\($0)" + runs(band(of: $0, rows, width, colours)) }.joined(separator: "$") + "-"
        }
        return Data((text + "\u{1B}\\").utf8)
    }

    /// By column: which of six rows have a colour, the topmost in the lowest bit.
    private static func band(of index: Int, _ rows: Range<Int>, _ width: Int, _ colours: [Int]) -> [UInt8] {
        var band = [UInt8](repeating: 0, count: width)
        for (bit, row) in rows.enumerated() {
            for x in 0..<width where colours[row * width + x] == index { band[x] |= 1 << UInt8(bit) }
        }
        return band
    }

    private static func colour(at place: Int, of picture: Picture) -> Int {
        let (x, y, area) = (place % picture.width, place / picture.width, picture.width * picture.height)
        let threshold = (thresholds[y % 4 * 4 + x % 4] + 0.5) / 16
        return levels.indices.reduce(0) { index, channel in
            let steps = Float(levels[channel] - 1)
            let level = min(max(picture.colours.values[channel * area + place], 0), 1) * steps
            return index * levels[channel] + min(Int(level + threshold), Int(steps))
        }
    }

    /// Colours are given in percent.
    private static func definition(_ index: Int) -> String {
        let parts = [index / (levels[1] * levels[2]), index / levels[2] % levels[1], index % levels[2]]
        let percents = parts.indices.map { "\(parts[$0] * 100 / (levels[$0] - 1))" }
        return "#\(index);2;" + percents.joined(separator: ";")
    }

    /// Columns of six pixels each, from the character `?` on; repeated ones are counted.
    private static func runs(_ columns: [UInt8]) -> String {
        var text = ""
        var place = 0
        while place < columns.count {
            let end = columns[place...].firstIndex { $0 != columns[place] } ?? columns.count
            let character = String(UnicodeScalar(63 + columns[place]))
            text += end - place > 3 ? "!\(end - place)" + character : String(repeating: character, count: end - place)
            place = end
        }
        return text
    }
}
