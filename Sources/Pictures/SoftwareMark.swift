import Files
import Foundation

/// What a file says of the program that made it, in the places where our own files say so.
///
///     SoftwareMark.texts(inFile: "dream.png")      // ["Reverie 0.1.0"]
///
/// Only these places count, and they are found by walking the container from one part to the next: the text `Software` of a PNG or an APNG
/// (tEXt or iTXt, not compressed), a comment of a JPEG that begins with `Software: `, such a text of a picture of another kind (`PictureText`), a
/// comment of a GIF before its first picture, the comment
/// of an MP4 (`moov/udta/meta/ilst/©cmt`) and of a QuickTime film (`moov/udta/©cmt`), the tag COMMENT of a WebM and a Matroska. The same words anywhere else, in EXIF, in a title or among the pixels,
/// are somebody else's.
public enum SoftwareMark {
    /// The marks of a file; none of a file that cannot be read, or is of another kind.
    public static func texts(inFile path: String) -> [String] {
        let file = Files.open(path, O_RDONLY | O_NONBLOCK)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var marks = MarkReader(descriptor: file)
        if !marks.read(), let data = Files.map(path),
            let text = try? PictureText.read("Software", from: data, most: MarkReader.longest, path: path)
        {
            return [text]
        }
        return marks.found
    }
}

/// Walks one file; a part that is cut off, or says that it is longer than the whole, ends the walk.
private struct MarkReader {
    private(set) var found: [String] = []
    private let descriptor: Int32
    private let size: Int
    /// A file may be made of nothing but small parts.
    private var partsLeft = 1 << 18

    /// The longest mark, with what stands before it in its part.
    static let longest = 512

    init(descriptor: Int32) {
        self.descriptor = descriptor
        size = max(0, Int(lseek(descriptor, 0, SEEK_END)))
    }

    /// False for what is none of these containers.
    mutating func read() -> Bool {
        guard let head = bytes(at: 0, min(size, 12)) else { return true }
        if head.starts(with: [0x89, 0x50, 0x4E, 0x47]) {
            readPNG()
        } else if head.starts(with: [0xFF, 0xD8]) {
            readJPEG()
        } else if head.starts(with: Array("GIF8".utf8)) {
            readGIF()
        } else if head.dropFirst(4).starts(with: Array("ftyp".utf8)) {
            readBoxes(0..<size, path: ["moov", "udta", "meta", "ilst", "\u{A9}cmt", "data"])
            readBoxes(0..<size, path: ["moov", "udta", "\u{A9}cmt"])
        } else if head.starts(with: [0x1A, 0x45, 0xDF, 0xA3]) {
            // Segment, Tags, Tag, SimpleTag: RFC 9559, section 5.1.
            readElements(0..<size, path: [0x1853_8067, 0x1254_C367, 0x7373, 0x67C8])
        } else {
            return false
        }
        return true
    }

    private mutating func bytes(at place: Int, _ count: Int) -> [UInt8]? {
        partsLeft -= 1
        guard partsLeft > 0, place >= 0, count >= 0, count <= size - place else { return nil }
        var bytes = [UInt8](repeating: 0, count: count)
        return pread(descriptor, &bytes, count, off_t(place)) == count ? bytes : nil
    }

    private mutating func text(at place: Int, _ count: Int) -> String? {
        guard count <= MarkReader.longest else { return nil }
        return bytes(at: place, count).map { String(decoding: $0, as: UTF8.self) }
    }

    // MARK: - Pictures

    private mutating func readPNG() {
        var place = 8
        while let head = bytes(at: place, 8) {
            let length = MarkReader.number(head.prefix(4))
            let type = String(decoding: head.suffix(4), as: UTF8.self)
            guard type != "IEND" else { return }
            if type == "tEXt" || type == "iTXt", length <= MarkReader.longest, let body = bytes(at: place + 8, length) {
                let parts = body.split(separator: 0, omittingEmptySubsequences: false)
                // iTXt: the keyword, whether it is compressed and how, the language, the keyword again, the text.
                let isPlain = type == "tEXt" ? parts.count == 2 : parts.count == 6 && body.dropFirst(9).first == 0
                if isPlain, parts[0] == ArraySlice("Software".utf8), let text = parts.last {
                    found.append(String(decoding: text, as: UTF8.self))
                }
            }
            place += 12 + length
        }
    }

    private mutating func readJPEG() {
        var place = 2
        while let head = bytes(at: place, 4), head[0] == 0xFF {
            if head[1] == 0xFF {
                place += 1
                continue
            }
            // From the start of the scan on there are pixels.
            guard ![0xDA, 0xD9].contains(head[1]) else { return }
            let length = MarkReader.number(head.suffix(2))
            let heading = "Software: "
            if head[1] == 0xFE, let text = text(at: place + 4, length - 2), text.hasPrefix(heading) {
                found.append(String(text.dropFirst(heading.count)))
            }
            place += 2 + length
        }
    }

    private mutating func readGIF() {
        guard let screen = bytes(at: 0, 13) else { return }
        var place = 13 + (screen[10] & 0x80 == 0 ? 0 : 3 << (Int(screen[10] & 7) + 1))
        while let head = bytes(at: place, 2), head[0] == 0x21 {
            place += 2
            var comment = ""
            while let count = bytes(at: place, 1)?.first, count > 0 {
                if head[1] == 0xFE, comment.utf8.count < MarkReader.longest {
                    comment += text(at: place + 1, Int(count)) ?? ""
                }
                place += 1 + Int(count)
            }
            if head[1] == 0xFE { found.append(comment) }
            place += 1
        }
    }

    // MARK: - Films

    /// ISO/IEC 14496-12, section 4.2: boxes within boxes.
    private mutating func readBoxes(_ range: Range<Int>, path: ArraySlice<String>) {
        guard let wanted = path.first else { return }
        var place = range.lowerBound
        while range.upperBound - place >= 8, let head = bytes(at: place, 8) {
            var (length, start) = (MarkReader.number(head.prefix(4)), place + 8)
            if length == 1, let long = bytes(at: start, 8) {
                (length, start) = (MarkReader.number(long[...]), start + 8)
            }
            let end = length == 0 ? range.upperBound : place + length
            guard end >= start, end <= range.upperBound else { return }
            if Array(head.suffix(4)) == Array(wanted.unicodeScalars.map { UInt8($0.value) }) {
                switch wanted {
                // The kind of the value and its language come first.
                case "data":
                    if end - start >= 8, let text = text(at: start + 8, end - start - 8) { found.append(text) }
                // QuickTime's own has its length and its language first.
                case "\u{A9}cmt" where path.count == 1:
                    if end - start >= 4, let text = text(at: start + 4, end - start - 4) { found.append(text) }
                case "meta": readBoxes(min(start + 4, end)..<end, path: path.dropFirst())
                default: readBoxes(start..<end, path: path.dropFirst())
                }
            }
            place = end
        }
    }

    /// RFC 8794: elements within elements, whose numbers and lengths say by their first bits how long they are.
    private mutating func readElements(_ range: Range<Int>, path: ArraySlice<Int>) {
        var place = range.lowerBound
        var isComment = false
        while let (number, start) = variable(at: place, keepingMark: true),
            let (length, body) = variable(at: start, keepingMark: false)
        {
            // All ones: as long as what it lies in.
            let end = length < 0 ? range.upperBound : body + length
            guard end > place, end <= range.upperBound else { return }
            if path.first == number {
                readElements(body..<end, path: path.dropFirst())
            } else if path.isEmpty, number == 0x45A3 {
                isComment = text(at: body, end - body) == "COMMENT"
            } else if path.isEmpty, number == 0x4487, isComment, let text = text(at: body, end - body) {
                found.append(text)
            }
            place = end
        }
    }

    /// A number and where it ends; −1 when all of its bits are one.
    private mutating func variable(at place: Int, keepingMark: Bool) -> (Int, Int)? {
        guard let first = bytes(at: place, 1)?.first, first > 0 else { return nil }
        let count = first.leadingZeroBitCount + 1
        guard var own = bytes(at: place, count) else { return nil }
        if !keepingMark {
            own[0] &= 0xFF >> UInt8(count)
            if own[0] == 0xFF >> UInt8(count), own.dropFirst().allSatisfy({ $0 == 0xFF }) { return (-1, place + count) }
        }
        return (MarkReader.number(own[...]), place + count)
    }

    /// Big-endian, at most 7 bytes long: more is no length of a file.
    private static func number(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.reduce(0) { $0 > Int.max >> 9 ? $0 : $0 << 8 | Int($1) }
    }
}
