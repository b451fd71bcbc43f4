import Wording

/// What can be wrong with a network, its files or the names that somebody asks of it: all wording of this room.
public enum NetworkError: Error, Hashable, Sendable {
    /// A file of a network could not be read.
    case unreadable(path: String, reason: String)
    /// A network whose input is no picture: neither of three channels nor of one.
    case otherChannels(file: String, channels: Int)
    /// The bytes are no ONNX model, or a cut-off one.
    case notONNX(file: String, reason: String)
    /// The file is no Caffe model or description of layers, or a cut-off one.
    case notCaffe(file: String, reason: String)
    /// A Caffe model holds weights but not the layers that they are for.
    case noLayers(file: String)
    /// A node for which the whole file is refused: it is damaged, asks for too much, or is made for something else than use.
    case refusedNode(name: String, operation: String, problem: String)
    /// A node that the reader cannot take.
    case node(name: String, operation: String, problem: String)
    /// An operator that is not known.
    case unsupported(operation: String, node: String, supported: [String])
    /// A manifest that lacks something or contradicts itself.
    case manifest(path: String, problem: String)
    /// No network of this name is installed.
    case unknownNetwork(name: String, installed: [String], folder: String)
    /// No network at all is installed.
    case nothingInstalled(folder: String)
    /// A network of this name is there already.
    case installedAlready(name: String, folder: String)
    /// No name for a network.
    case badName(String)
    /// A network's files could not be written or removed.
    case unwritable(path: String, reason: String)
    /// The network has no layer of this name.
    case unknownLayer(name: String, network: String, choices: [String])
    /// A layer that stands behind one that cannot be computed, or is one.
    case closedLayer(name: String, network: String, end: ClosedLayer.End)
    /// The name fits several layers.
    case ambiguousLayer(name: String, network: String, fits: [String])
    /// A depth outside 0…1.
    case depth(Float)
    /// The network knows no classes, or they stand behind a layer that cannot be computed.
    case noClasses(network: String, end: ClosedLayer.End?)
    /// A network without a class token, or with one, but not in this layer.
    case noClassToken(network: String, layer: String?)
    /// A network without a layer that maps what people look at.
    case noSaliency(network: String)
    /// A network that makes nothing of texts.
    case noText(network: String)
    /// A file that is no encoder of texts, or not this network's.
    case noTextTower(file: String, reason: String)
    /// A file that is no vocabulary of CLIP's.
    case noVocabulary(file: String, reason: String)
    /// A text of more tokens than the tower takes.
    case longText(text: String, tokens: Int, most: Int, network: String)
    /// An input too small for a layer.
    case tooSmall(layer: String, height: Int, width: Int)
    /// A layer that the file knows for one size only, and that is asked for another; and what it says when it is read for that.
    case otherSize(layer: String, known: Extent, picture: Extent, reason: String?)
    /// Two inputs of a layer that do not fit each other.
    case mismatch(layer: String, shapes: [String])
    /// A layer that takes its input apart, and a picture whose sides leave it something over.
    case unfit(layer: String, problem: String, picture: Extent)
    /// What is wrong with a node, and the file that it stands in.
    indirect case within(file: String, NetworkError)
}

extension NetworkError {
    /// Reads something of a file, which is named in what is wrong with one of its nodes.
    static func naming<Result>(_ file: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as NetworkError where error.isOfNode {
            throw NetworkError.within(file: file, error)
        }
    }

    /// Whether it tells of a node or a layer, and of no file.
    private var isOfNode: Bool {
        switch self {
        case .node, .refusedNode, .unsupported, .tooSmall, .otherSize, .mismatch, .unfit: true
        default: false
        }
    }

    /// The same about a node, for which the whole file is refused.
    var refusingTheFile: NetworkError {
        guard case .node(let name, let operation, let problem) = self else { return self }
        return .refusedNode(name: name, operation: operation, problem: problem)
    }

    /// What of it closes what lies behind a node, and no more; nil for what the whole file is refused for.
    func closing(_ node: String, _ operation: String) -> ClosedLayer.End? {
        switch self {
        case .node(_, _, let problem): ClosedLayer.End(name: node, operation: operation, problem: problem)
        case .unsupported(let operation, _, let supported):
            ClosedLayer.End(
                name: node, operation: operation,
                problem: "this operator is not supported" + Phrases.didYouMean(operation, among: supported))
        default: nil
        }
    }
}

extension NetworkError: CustomStringConvertible {
    /// One sentence: what is wrong, the value, what is allowed, the nearest guess.
    public var description: String {
        switch self {
        case .unreadable(let path, let reason):
            "cannot read \(quoted(path)): \(reason)"
        case .otherChannels(let file, let channels):
            "\(quoted(file)) reads [1, \(channels), height, width]: \(Phrases.count(channels, "channel")), and a picture has 3, or 1 where it is grey"
        case .notONNX(let file, let reason):
            "\(quoted(file)) is not an ONNX model that can be read: \(long(reason))"
        case .notCaffe(let file, let reason):
            "\(quoted(file)) is not a Caffe model that can be read: \(long(reason))"
        case .noLayers(let file):
            "\(quoted(file)) holds weights but does not say of which layers; put its .prototxt beside it under the same name, or "
                + "pass it with --prototxt"
        case .node(let name, let operation, let problem), .refusedNode(let name, let operation, let problem):
            "node \(quoted(name)) (\(safe(operation))): \(long(problem))"
        case .unsupported(let operation, let node, let supported):
            "node \(quoted(node)): the operator \(quoted(operation)) is not supported"
                + Phrases.didYouMean(operation, among: supported)
                + "; supported are \(Phrases.list(supported, limit: 40))"
        case .manifest(let path, let problem):
            "\(quoted(path)): \(safe(problem))"
        case .unknownNetwork(let name, let installed, let folder):
            "there is no network \(quoted(name)) in \(safe(folder))" + Phrases.didYouMean(name, among: installed)
                + "; installed: \(Phrases.list(installed))" + fetching(name, unless: installed)
        case .nothingInstalled(let folder):
            "no network is installed in \(safe(folder)); 'reverie networks fetch' fetches \(NetworkLibrary.shipped.count)"
        case .installedAlready(let name, let folder):
            "there is a network \(quoted(name)) in \(safe(folder)) already; give another --name, or replace it with --force"
        case .badName(let name):
            "\(quoted(name)) is no name for a network; letters, digits, '-', '_' and '.' are, 80 at most, none of them a dot in front"
        case .unwritable(let path, let reason):
            "cannot change \(quoted(path)): \(safe(reason))"
        case .unknownLayer(let name, let network, let choices):
            "\(safe(network)) has no layer \(quoted(name))" + Phrases.didYouMean(name, among: choices)
                + "; 'reverie networks layers \(safe(network))' lists them"
        case .closedLayer(let name, let network, let end):
            "layer \(quoted(name)) of \(safe(network)) is out of reach"
                + (name == end.name ? ": " : ", because it stands behind ") + long(end.sentence)
                + "; 'reverie networks layers \(safe(network))' lists those that can be reached"
        case .ambiguousLayer(let name, let network, let fits):
            "\(quoted(name)) fits several layers of \(safe(network)): \(Phrases.list(fits))"
        case .depth(let depth):
            "a depth of \(depth); it goes from 0, the picture, to 1, the last layer"
        case .noClasses(let network, let end?):
            "the classes of \(safe(network)) are out of reach: \(long(end.sentence)); dream with its layers, or with a classifier such as "
                + "squeezenet"
        case .noClasses(let network, nil):
            "\(safe(network)) knows no classes; dream with its layers, or with a classifier such as squeezenet"
        case .noClassToken(let network, let layer?) where network.isEmpty:
            "layer \(quoted(layer)) is no line of tokens with a class token before its patches; the blocks of a vision transformer are"
        case .noClassToken(let network, _):
            "\(safe(network)) has no class token: it is no vision transformer that has one, as dinov2-small is"
        case .noSaliency(let network):
            "\(safe(network)) lacks the layer that maps what people look at; 'reverie networks fetch \(safe(network))' brings it"
        case .noText(let network):
            "\(safe(network)) makes nothing of texts: it was added without a text tower; CLIP's networks have one, and "
                + "'reverie networks add image.onnx --text text.onnx' takes both; Scripts/networks/export makes them of a CLIP that you "
                + "have"
        case .noTextTower(let file, let reason):
            "\(quoted(file)) is no text tower that can be taken: \(long(reason))"
        case .noVocabulary(let file, let reason):
            "\(quoted(file)) is no vocabulary of CLIP's: \(long(reason)); bpe_simple_vocab_16e6.txt or merges.txt is, which came with the model"
        case .longText(let text, let tokens, let most, let network):
            "'\(Phrases.harmless(text, limit: 60))' is \(Phrases.count(tokens, "token")) long, its ends counted, and \(safe(network)) reads \(most) at most; say it "
                + "in fewer words"
        case .tooSmall(let layer, let height, let width):
            "a picture of \(width)×\(height) is too small for layer \(quoted(layer)); make it larger, or use a layer before it"
        case .otherSize(let layer, let known, let picture, let reason?):
            "layer \(quoted(layer)) is known only for pictures of \(known.width)×\(known.height), and this is one of "
                + "\(picture.width)×\(picture.height), for which the file does not hold together: \(long(reason))"
        case .otherSize(let layer, let known, let picture, nil):
            "layer \(quoted(layer)) is known only for pictures of \(known.width)×\(known.height), and this is one of "
                + "\(picture.width)×\(picture.height): the file holds what follows from the size as fixed numbers; export the model with height and "
                + "width left open, or use a layer before it"
        case .mismatch(let layer, let shapes):
            "layer \(quoted(layer)) joins inputs that do not fit: \(Phrases.list(shapes))"
        case .within(let file, let error):
            "\(quoted(file)): \(error)"
        case .unfit(let layer, let problem, let picture):
            "layer \(quoted(layer)) \(problem): a picture of \(picture.width)×\(picture.height) does not fit it; choose sides that do"
        }
    }

    /// The command that brings the network, where there is one.
    private func fetching(_ name: String, unless installed: [String]) -> String {
        let absent = NetworkLibrary.fetchable.filter { !installed.contains($0) }
        guard let guess = Nearest.guess(for: name, among: absent) else {
            return Nearest.guess(for: name, among: installed) == nil
                ? "; 'reverie networks add FILE' takes your own" : ""
        }
        return "; 'reverie networks fetch \(guess)' fetches \(guess == name ? "it" : guess)"
    }

    private func quoted(_ text: String) -> String { "'\(safe(text))'" }

    private func safe(_ text: String) -> String { Phrases.harmless(text, limit: 160) }

    /// Our own sentences, which may say what to do.
    private func long(_ text: String) -> String { Phrases.harmless(text, limit: 600) }
}
