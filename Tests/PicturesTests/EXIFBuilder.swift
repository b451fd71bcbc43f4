import Foundation
import TestSupport

/// Small EXIF blocks.
struct EXIFBuilder {
    /// What the block says: an orientation, a camera, an artist, dates, and a place by its map's datum.
    var orientation: UInt16 = 1
    /// The entry of the orientation, in place of `orientation` as a SHORT: its type, count and four bytes.
    var orientationEntry: (type: UInt16, count: Int, value: Data)?

    /// What it says of colours: EXIF's ColorSpace, and the index of the directory that others are to understand.
    var colorSpace: UInt16?
    var interoperability: String?

    var block: Data {
        let rights =
            ascii(0x0132, "2024:05:01 10:00:00") + ascii(0x010F, "SecretCamera") + ascii(0x013B, "Ada L.")
            + ascii(0x8298, "(c) Ada, all rights")
            + [orientationEntry.map { (0x0112, $0.type, $0.count, $0.value) } ?? (0x0112, 3, 1, short(orientation))]
        let dates =
            ascii(0x9003, "2024:04:30 09:08:07") + ascii(0x9011, "+02:00") + ascii(0xA431, "Serial-4711")
            + (colorSpace.map { [(0xA001, 3, 1, short($0))] } ?? [])
        let place = ascii(0x0012, "DATUM-HERE")
        // The directories in a row, each with its texts behind it.
        let main = rights.count + 2
        let first = 8
        let second = first + size(of: rights, entries: main)
        let index = interoperability.map { ascii(1, $0) } ?? []
        let third = second + size(of: dates, entries: dates.count + (index.isEmpty ? 0 : 1))
        let fourth = third + size(of: place, entries: place.count)
        var tiff = Data("MM".utf8) + [0, 42] + PNGChunk.bigEndian(UInt32(first))
        let pointers: [Entry] = [
            (0x8769, 4, 1, PNGChunk.bigEndian(UInt32(second))), (0x8825, 4, 1, PNGChunk.bigEndian(UInt32(third))),
        ]
        let further: [Entry] = index.isEmpty ? [] : [(0xA005, 4, 1, PNGChunk.bigEndian(UInt32(fourth)))]
        tiff += directory(rights + pointers, at: first) + directory(dates + further, at: second)
        tiff += directory(place, at: third) + (index.isEmpty ? Data() : directory(index, at: fourth))
        return Data("Exif\0\0".utf8) + tiff
    }

    /// The JPEG with the block in front.
    func insert(into jpeg: Data) -> Data {
        let size = UInt16(block.count + 2)
        return jpeg.prefix(2) + [0xFF, 0xE1, UInt8(size >> 8), UInt8(size & 255)] + block + jpeg.dropFirst(2)
    }

    private typealias Entry = (tag: UInt16, type: UInt16, count: Int, value: Data)

    private func ascii(_ tag: UInt16, _ text: String) -> [Entry] {
        let bytes = Data(text.utf8) + [0]
        return [(tag, 2, bytes.count, bytes)]
    }

    private func short(_ number: UInt16) -> Data { Data([UInt8(number >> 8), UInt8(number & 255), 0, 0]) }

    private func size(of entries: [Entry], entries count: Int) -> Int {
        2 + 12 * count + 4 + entries.reduce(0) { $0 + ($1.value.count > 4 ? $1.value.count : 0) }
    }

    private func directory(_ entries: [Entry], at place: Int) -> Data {
        let sorted = entries.sorted { $0.tag < $1.tag }
        var texts = Data()
        var head = Data([0, UInt8(sorted.count)])
        for entry in sorted {
            head += [UInt8(entry.tag >> 8), UInt8(entry.tag & 255), 0, UInt8(entry.type)]
            head += PNGChunk.bigEndian(UInt32(entry.count))
            if entry.value.count > 4 {
                head += PNGChunk.bigEndian(UInt32(place + 2 + 12 * sorted.count + 4 + texts.count))
                texts += entry.value
            } else {
                head += entry.value + Data(count: 4 - entry.value.count)
            }
        }
        return head + Data(count: 4) + texts
    }
}
