import Foundation

/// Names of files as text, and back to the bytes that they are.
///
/// To the system a name is any bytes but `/` and zero; a `String` is text. So bytes that are no UTF-8 stand in a string as scalars of a private block,
/// U+10FE80 for byte 0x80 to U+10FEFF for 0xFF, and become those bytes again where a file is opened: `caf\xE9.jpg` of a Latin-1 system is read,
/// listed, written and told as what it is. Such scalars in a name themselves are taken byte by byte, so that nothing is taken for another.
///
/// Text that is equal for `==` may be several names (é is one scalar or two): where names are told apart, compare `bytes`.
public enum PathText {
    private static let block: UInt32 = 0x10FE00
    private static let escapes: ClosedRange<UInt32> = block + 0x80...block + 0xFF
    /// The first two of the four bytes of every scalar of the block.
    private static let beginning: (UInt8, UInt8) = (0xF4, 0x8F)

    /// The text of a name's bytes.
    public static func decode(_ bytes: some Collection<UInt8>) -> String {
        let bytes = Array(bytes)
        if let text = String(validating: bytes, as: UTF8.self), !mayHoldEscapes(text) { return text }
        var text = String.UnicodeScalarView()
        var place = 0
        while place < bytes.count {
            if let (scalar, length) = scalar(of: bytes[place...]), !escapes.contains(scalar.value) {
                text.append(scalar)
                place += length
            } else {
                text.append(escape(bytes[place]))
                place += 1
            }
        }
        return String(text)
    }

    /// The text of a name in the system's form.
    public static func decode(_ name: UnsafePointer<CChar>) -> String {
        decode(UnsafeRawBufferPointer(start: name, count: strlen(name)))
    }

    /// The bytes that a text stands for.
    public static func bytes(of text: String) -> [UInt8] {
        guard mayHoldEscapes(text) else { return Array(text.utf8) }
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars {
            if let byte = byte(of: scalar) { bytes.append(byte) } else { bytes += Array(String(scalar).utf8) }
        }
        return bytes
    }

    /// The byte that a scalar stands for; nil for one that stands for itself.
    public static func byte(of scalar: Unicode.Scalar) -> UInt8? {
        escapes.contains(scalar.value) ? UInt8(scalar.value - block) : nil
    }

    private static func mayHoldEscapes(_ text: String) -> Bool {
        var before: UInt8 = 0
        for byte in text.utf8 {
            if (before, byte) == beginning { return true }
            before = byte
        }
        return false
    }

    private static func escape(_ byte: UInt8) -> Unicode.Scalar {
        Unicode.Scalar(block + UInt32(byte)) ?? "\u{FFFD}"
    }

    /// The scalar that bytes begin with, if they begin with one.
    private static func scalar(of bytes: ArraySlice<UInt8>) -> (Unicode.Scalar, length: Int)? {
        for length in 1...min(4, bytes.count) {
            guard let text = String(validating: bytes.prefix(length), as: UTF8.self) else { continue }
            return text.unicodeScalars.first.map { ($0, length) }
        }
        return nil
    }
}

extension String {
    /// Lends a file's name in the system's form.
    public func withPath<Result>(_ body: (UnsafePointer<CChar>) throws -> Result) rethrows -> Result {
        var bytes = PathText.bytes(of: self).map(CChar.init(bitPattern:))
        bytes.append(0)
        return try bytes.withUnsafeBufferPointer { buffer in
            guard let name = buffer.baseAddress else { preconditionFailure("there is a zero at least") }
            return try body(name)
        }
    }
}
