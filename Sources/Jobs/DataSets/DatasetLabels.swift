import Dreams
import Files
import Foundation
package import Networks
import Pictures
import Wording

/// A label of a data set: its folder, what it is, and the pictures that are brought for it.
package struct DatasetLabel: Hashable, Sendable {
    /// A name that every file system takes, and that no other label has.
    package let folder: String
    /// As the network, or whoever brought pictures, calls it.
    package let name: String
    /// The network's class of this name, counted from 0; nil where it has none.
    package let number: Int?
    /// One's own pictures.
    package var pictures: [String] = []
}

/// Which labels a data set has.
package enum DatasetLabels {
    /// The classes that a user names.
    /// - Parameter text: names or numbers separated by commas, ranges of numbers, or `all`.
    /// - Throws: `NetworkError` where the network knows none, `DatasetError`.
    package static func classes(_ text: String?, of network: Network) throws -> [DatasetLabel] {
        let names = try classNames(of: network)
        guard let text else {
            guard names.count <= 20 else {
                throw DatasetError.whichClasses(network: network.manifest.name, count: names.count)
            }
            return labels(Array(names.indices), names)
        }
        var vocabulary = NetworkVocabulary(network)
        vocabulary.classes = names
        var numbers: [Int] = []
        for word in text.split(separator: ",").map({ $0.trimmingCharacters(in: .whitespaces) }) where !word.isEmpty {
            if word.lowercased() == "all" {
                numbers += names.indices
            } else if let range = range(word) {
                guard range.upperBound < names.count else {
                    throw unknown("\(range.upperBound)", in: vocabulary)
                }
                numbers += range
            } else if let number = vocabulary.classIndex(named: word) {
                numbers.append(number)
            } else {
                throw unknown(word, in: vocabulary)
            }
        }
        guard !numbers.isEmpty else {
            throw DatasetError.whichClasses(network: network.manifest.name, count: names.count)
        }
        var seen: Set<Int> = []
        return labels(numbers.filter { seen.insert($0).inserted }, names)
    }

    private static func unknown(_ word: String, in vocabulary: NetworkVocabulary) -> DatasetError {
        .unknownClass(word, network: vocabulary.name, guess: vocabulary.classGuess(for: word))
    }

    /// `3-7`
    private static func range(_ word: String) -> ClosedRange<Int>? {
        guard let found = word.wholeMatch(of: /([0-9]{1,7})-([0-9]{1,7})/), let first = Int(found.1),
            let last = Int(found.2),
            first <= last
        else { return nil }
        return first...last
    }

    /// A name for each class; its number, with zeros before it so that an alphabet has them in order, where there are no names.
    static func classNames(of network: Network) throws -> [String] {
        let node = try network.logitsNode()
        if !network.classes.isEmpty { return network.classes }
        let count = network.channels(of: node) ?? 0
        let digits = "\(max(count - 1, 0))".count
        return (0..<count).map { number in
            String(repeating: "0", count: digits - "\(number)".count) + "\(number)"
        }
    }

    private static func labels(_ numbers: [Int], _ names: [String]) -> [DatasetLabel] {
        let firsts = names.map { $0.split(separator: ",").first.map(String.init) ?? $0 }
        let folders = firsts.map(folder)
        // Among all of the network's classes, so that a label has one folder whichever others there are.
        let counts = Dictionary(folders.map { ($0.lowercased(), 1) }, uniquingKeysWith: +)
        return numbers.map { number in
            let isAlone = counts[folders[number].lowercased()] == 1
            return DatasetLabel(
                folder: isAlone ? folders[number] : "\(folders[number])-\(number)", name: firsts[number], number: number
            )
        }
    }

    /// A name as a folder may have it: letters, numbers, and a few signs.
    package static func folder(_ name: String) -> String {
        let safe = name.map { $0.isLetter || $0.isNumber || "-_.".contains($0) ? String($0) : "_" }.joined()
        let short = String(decoding: Data(safe.utf8.prefix(100)), as: UTF8.self).replacing("\u{FFFD}", with: "")
        let named = short.hasPrefix(".") ? "_" + short.dropFirst() : short
        return named.isEmpty ? "class" : named
    }

    /// The labels of one's own pictures: the folders within a folder.
    /// - Parameter wanted: as typed; all when nil.
    /// - Throws: `DatasetError`.
    static func folders(in folder: String, _ wanted: String?, network: Network) throws -> [DatasetLabel] {
        func problem(_ text: String) -> DatasetError { .pictures(folder: folder, problem: text) }
        guard Files.isFolder(folder) else { throw problem("is no folder") }
        let names = (Files.names(in: folder) ?? []).filter { !$0.hasPrefix(".") }.sorted()
        let found = names.filter { Files.isFolder(Paths.inside(folder, $0)) }
        guard !found.isEmpty else {
            let pictures = names.count { PictureFormat(readFromName: $0) != nil }
            throw problem(
                (pictures > 0 ? "has \(Phrases.count(pictures, "picture")), and no folders" : "has no folders")
                    + " in it; every label needs a folder of its own, with its pictures: \(folder)/cat/1.jpg")
        }
        let words = wanted?.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        if let unknown = words?.first(where: { !found.contains($0) && $0.lowercased() != "all" }) {
            throw DatasetError.unknownLabel(unknown, folder: folder, labels: found)
        }
        let chosen = words.map { words in found.filter { words.contains($0) || words.contains("all") } } ?? found
        var vocabulary = NetworkVocabulary(network)
        vocabulary.classes = (try? classNames(of: network)) ?? []
        var taken: Set<String> = []
        return try chosen.map { name in
            let inside = Paths.inside(folder, name)
            let pictures = (Files.names(in: inside) ?? []).filter {
                !$0.hasPrefix(".") && PictureFormat(readFromName: $0) != nil
            }
            guard !pictures.isEmpty else { throw DatasetError.pictures(folder: inside, problem: "holds no pictures") }
            var own = DatasetLabels.folder(name)
            while !taken.insert(own.lowercased()).inserted { own += "_" }
            return DatasetLabel(
                folder: own, name: name, number: vocabulary.classIndex(named: name),
                pictures: FrameFolder.inOrder(pictures.map { Paths.inside(inside, $0) }))
        }
    }
}
