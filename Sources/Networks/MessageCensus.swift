import Foundation

/// Counts the messages in a file of protobuf before any is built: a message of two bytes becomes an object of hundreds, so that the
/// file's size alone is no bound.
///
/// The format (https://protobuf.dev/programming-guides/encoding): a field is a varint, number · 8 + kind, and what that kind says.
struct MessageCensus {
    /// Which fields of a message are messages themselves, and what is in those.
    final class Schema: Sendable {
        let inner: [Int: Schema]
        /// Whether they are nodes of a graph, or layers.
        let isNode: Bool
        /// The field in which there may be a graph again.
        let graph: Int?

        init(_ inner: [Int: Schema] = [:], isNode: Bool = false, graph: Int? = nil) {
            self.inner = inner
            self.isNode = isNode
            self.graph = graph
        }
    }

    /// So many messages may lie within each other, a few more than readers allow.
    private static let mostDepth = 40

    /// The most messages of any kind.
    static let mostMessages = 1 << 20

    private(set) var messages = 0
    private(set) var nodes = 0
    private let data: Data

    /// Counts what `schema` names in a file; what is no protobuf ends the count.
    init(_ data: Data, _ schema: Schema) {
        self.data = data
        count(data.startIndex, data.endIndex, schema, 0)
    }

    /// What is too much; nil where nothing is.
    var excess: String? {
        if nodes > ReadingWork.mostNodes {
            return "it has \(nodes) nodes, and \(ReadingWork.mostNodes) at most are read"
        }
        return messages > MessageCensus.mostMessages
            ? "it is made of more than \(MessageCensus.mostMessages) parts" : nil
    }

    private mutating func count(_ start: Int, _ end: Int, _ schema: Schema, _ depth: Int) {
        guard depth < MessageCensus.mostDepth else { return }
        var place = start
        while place < end, messages <= MessageCensus.mostMessages, let key = varint(&place, end) {
            switch key & 7 {
            case 0: guard varint(&place, end) != nil else { return }
            case 1: place += 8
            case 5: place += 4
            case 2:
                guard let length = varint(&place, end), length <= UInt64(end - place) else { return }
                let inside = place + Int(length)
                let field = Int(truncatingIfNeeded: key >> 3)
                if let inner = field == schema.graph ? .onnxGraph : schema.inner[field] {
                    messages += 1
                    if inner.isNode { nodes += 1 }
                    if !inner.inner.isEmpty { count(place, inside, inner, depth + 1) }
                }
                place = inside
            default: return
            }
        }
    }

    private func varint(_ place: inout Int, _ end: Int) -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) where place < end {
            let byte = data[place]
            place += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        return nil
    }
}

extension MessageCensus.Schema {
    private static let leaf = MessageCensus.Schema()

    /// A model of ONNX, with the numbers of onnx.proto.
    static let onnx = MessageCensus.Schema([7: onnxGraph, 8: leaf])
    fileprivate static let onnxGraph = MessageCensus.Schema([
        1: MessageCensus.Schema([5: MessageCensus.Schema([5: tensor], graph: 6), 9: leaf], isNode: true), 5: tensor,
        11: MessageCensus.Schema([2: MessageCensus.Schema([1: MessageCensus.Schema([2: dimensions])])]), 12: leaf,
    ])
    private static let tensor = MessageCensus.Schema([13: leaf])
    private static let dimensions = MessageCensus.Schema([1: leaf])

    /// A model of Caffe, of either format, with the numbers of caffe.proto.
    static let caffe = MessageCensus.Schema([
        2: MessageCensus.Schema([6: leaf], isNode: true), 100: MessageCensus.Schema([7: leaf], isNode: true), 8: leaf,
    ])
}
