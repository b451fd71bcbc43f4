import Wording

/// The words that a script can call, by what they are called on.
struct Lexicon {
    /// A word's number, by which Lua knows it, is its place here.
    private(set) var words: [Word] = []
    private(set) var groups: [WordGroup] = []
    private var numbers: [Word.Receiver: [String: Int]] = [:]

    /// The most words that plugins may add to a script.
    private static let mostWords = 2000

    /// The words that are written in Swift.
    static let host: Lexicon = {
        var lexicon = Lexicon()
        for group in Vocabulary.groups {
            do {
                try lexicon.add(group.words, group: group.title)
            } catch {
                preconditionFailure("\(error)")
            }
        }
        return lexicon
    }()

    /// Adds words, none of which may stand for something already; all or none.
    mutating func add(_ added: [Word], group title: String) throws {
        var lexicon = self
        try lexicon.append(added, group: title)
        self = lexicon
    }

    private mutating func append(_ added: [Word], group title: String) throws {
        for word in added {
            if let number = numbers[word.receiver]?[word.name] {
                throw ScriptFailure(Lexicon.collision(of: word, with: words[number]))
            }
            guard words.count < Lexicon.mostWords else {
                throw ScriptFailure("the plugins have more than \(Lexicon.mostWords) words together")
            }
            numbers[word.receiver, default: [:]][word.name] = words.count
            words.append(word)
        }
        if let group = groups.firstIndex(where: { $0.title == title }) {
            groups[group].words += added
        } else {
            groups.append(WordGroup(title: title, words: added))
        }
    }

    private static func collision(of word: Word, with other: Word) -> String {
        let mine = word.plugin.map { "\(word.title) of the plugin '\($0)'" } ?? word.title
        let owner = other.plugin.map { "of the plugin '\($0)'" } ?? "of Reverie"
        return "\(mine) would hide the word \(other.title) \(owner) (\(other.about)); it needs another name"
    }

    func number(of name: String, on receiver: Word.Receiver) -> Int? { numbers[receiver]?[name] }

    func names(on receiver: Word.Receiver) -> [String] {
        words.lazy.filter { $0.receiver == receiver }.map(\.name)
    }
}
