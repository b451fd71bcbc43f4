import Files
import Pictures

/// The name of a numbered file: `dream-%04d.png`.
struct NumberedName: Hashable {
    private let before: String
    private let digits: Int
    private let after: String

    /// `frame-000001.png`
    init() { (before, digits, after) = ("frame-", 6, ".png") }

    /// A name with one `%d` or `%0Nd` in it, and the ending of a picture.
    init?(_ name: String) {
        guard let match = name.wholeMatch(of: #/([^%]*)%(?:0([1-9]))?d([^%]*)/#) else { return nil }
        guard (try? PictureFormat(ofName: name)) != nil else { return nil }
        before = String(match.1)
        digits = match.2.flatMap { Int($0) } ?? 1
        after = String(match.3)
    }

    /// The name of a number.
    func name(_ number: Int) -> String {
        let text = String(number)
        return before + String(repeating: "0", count: max(0, digits - text.count)) + text + after
    }

    /// The number that a name is that of, byte for byte; nil where it is none's.
    func number(of name: String) -> Int? {
        let (before, after) = (PathText.bytes(of: before), PathText.bytes(of: after))
        let bytes = PathText.bytes(of: name)
        guard bytes.count > before.count + after.count, bytes.starts(with: before),
            bytes.suffix(after.count) == after[...]
        else { return nil }
        let digits = bytes.dropFirst(before.count).dropLast(after.count)
        return Int(String(decoding: digits, as: UTF8.self)).flatMap {
            PathText.bytes(of: self.name($0)) == bytes ? $0 : nil
        }
    }

    /// What its pictures are.
    var format: PictureFormat { (try? PictureFormat(ofName: after)) ?? .png }
}
