import Foundation

/// Writes protobuf messages field by field, so that the tests of the Caffe reader do not lean on its own description of the
/// format.
struct WireWriter {
    private(set) var data = Data()

    private mutating func number(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            data.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        data.append(UInt8(rest))
    }

    mutating func varint(_ field: UInt64, _ value: UInt64) {
        number(field << 3)
        number(value)
    }

    mutating func bytes(_ field: UInt64, _ value: Data) {
        number(field << 3 | 2)
        number(UInt64(value.count))
        data.append(value)
    }

    mutating func text(_ field: UInt64, _ value: String) { bytes(field, Data(value.utf8)) }

    mutating func float(_ field: UInt64, _ value: Float) {
        number(field << 3 | 5)
        data.append(contentsOf: withUnsafeBytes(of: value) { Data($0) })
    }

    mutating func floats(_ field: UInt64, _ values: [Float]) { bytes(field, values.withUnsafeBytes { Data($0) }) }

    mutating func message(_ field: UInt64, _ body: (inout WireWriter) -> Void) {
        var inner = WireWriter()
        body(&inner)
        bytes(field, inner.data)
    }
}

/// A `.caffemodel`, by Caffe's field numbers.
struct CaffeBuilder {
    private(set) var file = WireWriter()

    init(name: String = "net") { file.text(1, name) }

    /// A blob with the shape in the newer form, or in the older one of four numbers.
    static func blob(_ values: [Float], _ sizes: [Int], old: Bool = false, _ writer: inout WireWriter) {
        if old {
            for (field, size) in zip(UInt64(1)..., sizes) { writer.varint(field, UInt64(size)) }
        } else {
            writer.message(7) { shape in
                for size in sizes { shape.varint(1, UInt64(size)) }
            }
        }
        writer.floats(5, values)
    }

    /// A layer of the second format: type as a word.
    mutating func layer(
        _ name: String, _ type: String, _ bottom: [String], _ top: [String], blobs: [([Float], [Int])] = [],
        _ parameters: (inout WireWriter) -> Void = { _ in }
    ) {
        file.message(100) { layer in
            layer.text(1, name)
            layer.text(2, type)
            for blob in bottom { layer.text(3, blob) }
            for blob in top { layer.text(4, blob) }
            for (values, sizes) in blobs { layer.message(7) { CaffeBuilder.blob(values, sizes, &$0) } }
            parameters(&layer)
        }
    }

    /// A layer of the first format: type as a number.
    mutating func oldLayer(
        _ name: String, _ type: UInt64, _ bottom: [String], _ top: [String], blobs: [([Float], [Int])] = [],
        _ parameters: (inout WireWriter) -> Void = { _ in }
    ) {
        file.message(2) { layer in
            for blob in bottom { layer.text(2, blob) }
            for blob in top { layer.text(3, blob) }
            layer.text(4, name)
            layer.varint(5, type)
            for (values, sizes) in blobs { layer.message(6) { CaffeBuilder.blob(values, sizes, old: true, &$0) } }
            parameters(&layer)
        }
    }

    /// The picture of the first format: its blob's name and four sizes.
    mutating func input(_ name: String, _ sizes: [Int]) {
        file.text(3, name)
        for size in sizes { file.varint(4, UInt64(size)) }
    }
}
