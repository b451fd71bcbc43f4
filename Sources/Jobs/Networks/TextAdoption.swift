import Files
import Networks
import Tensors
import Wording

/// A text tower that comes along with a network of pictures: tried once, so that what does not fit is said when it is added.
struct TextAdoption {
    let model: String
    let vocabulary: String
    /// Where the files lie in the library is filled in there.
    let description: Manifest.Text
    /// What was found, for people.
    let line: String

    /// What vocabularies are called.
    private static let names = ["bpe_simple_vocab_16e6.txt", "merges.txt", "vocabulary.txt"]

    /// - Throws: `NetworkError` where the tower, its vocabulary or the network's own vector is not what it should be.
    init(of model: String, vocabulary: String?, for guess: ManifestGuess) throws {
        let tower = try TextTower(contentsOf: model)
        let beside = TextAdoption.names.map { Paths.beside(model, $0) }
        guard let file = vocabulary ?? beside.first(where: Files.exists) else {
            throw NetworkError.noVocabulary(
                file: beside[0],
                reason:
                    "there is no such file beside the tower, nor merges.txt; \(SettingName.vocabulary) says where it is"
            )
        }
        let tokens = try BytePairTokens(contentsOf: file)
        guard tower.vocabulary ?? tokens.count == tokens.count else {
            throw NetworkError.noVocabulary(
                file: file, reason: "it makes \(tokens.count) tokens, and the tower knows \(tower.vocabulary ?? 0)")
        }
        guard let row = tokens.row(of: "a cat", length: tower.length) else {
            throw NetworkError.noTextTower(file: model, reason: "it reads \(Phrases.count(tower.length, "token"))")
        }
        let width = try tower.embedding(of: row.tokens, used: row.used).count
        let graph = guess.graph
        let side = guess.manifest.trainedSize
        guard let shapes = try? graph.shapes(height: side, width: side), let last = shapes.last, last.area == 1 else {
            throw NetworkError.noTextTower(
                file: model, reason: "the network of pictures ends in no vector that could lie beside a text's")
        }
        guard last.channels == width else {
            throw NetworkError.noTextTower(
                file: model,
                reason:
                    "it makes \(Phrases.count(width, "number")) of a text, and the network \(last.channels) of a picture; both must come "
                    + "from one model")
        }
        self.model = model
        self.vocabulary = file
        description = Manifest.Text(
            model: "", vocabulary: "", embedding: graph.nodes[graph.nodes.count - 1].name, width: width)
        line = "\(tower.length) tokens become \(width) numbers, where a picture's are; net:text(\"…\") reads them"
    }
}
