import FlyingFox
import FlyingSocks
import Foundation

/// Server-sent events as the body of an answer: a piece for each event, as it comes.
struct EventStream: AsyncBufferedSequence {
    typealias Element = UInt8

    let pieces: AsyncStream<Data>

    func makeAsyncIterator() -> Iterator { Iterator(pieces: pieces.makeAsyncIterator()) }

    struct Iterator: AsyncBufferedIteratorProtocol {
        var pieces: AsyncStream<Data>.Iterator
        private var rest: [UInt8] = []

        init(pieces: AsyncStream<Data>.Iterator) { self.pieces = pieces }

        mutating func next() async -> UInt8? {
            if rest.isEmpty { rest = await nextBuffer(suggested: 1)?.reversed() ?? [] }
            return rest.popLast()
        }

        mutating func nextBuffer(suggested count: Int) async -> [UInt8]? { await pieces.next().map(Array.init) }
    }

    /// An event as the browser reads it.
    static func event(_ name: String, _ json: Data) -> Data {
        Data("event: \(name)\ndata: ".utf8) + json + Data("\n\n".utf8)
    }

    /// Says nothing; tells whether somebody is still there.
    static let beat = Data(": \n\n".utf8)
}
