/// What the weights do not say of a network: its values, its labels, where it came from. One JSON file beside them.
public struct Manifest: Codable, Hashable, Sendable {
    /// The order of the three colour planes at the network's input.
    public enum ChannelOrder: String, Codable, Sendable { case rgb, bgr }

    /// How an sRGB picture becomes the network's input: x = (v · range/255 − mean) ÷ deviation, v in 0…255.
    public struct Preprocessing: Codable, Hashable, Sendable {
        /// The order of the planes; `mean` and `deviation` are in this order.
        public var channelOrder: ChannelOrder
        /// The value of white before the mean is taken off: 255, or 1.
        public var range: Float
        /// One number a plane, in units of `range`.
        public var mean: [Float]
        /// One number a plane, in units of `range`.
        public var deviation: [Float]

        /// Preprocessing from its parts.
        public init(channelOrder: ChannelOrder, range: Float, mean: [Float], deviation: [Float]) {
            self.channelOrder = channelOrder
            self.range = range
            self.mean = mean
            self.deviation = deviation
        }
    }

    /// What makes vectors of texts, in the space in which the network has one of a picture.
    public struct Text: Codable, Hashable, Sendable {
        /// The tower, a file beside the manifest or in a folder beside it: `clip/text.onnx`.
        public var model: String
        /// Its vocabulary, likewise.
        public var vocabulary: String
        /// The node that has the picture's vector, `[1, width, H, W]`, whose mean over the positions it is.
        public var embedding: String
        /// How many numbers both are.
        public var width: Int

        /// A description from its parts.
        public init(model: String, vocabulary: String, embedding: String, width: Int) {
            (self.model, self.vocabulary, self.embedding, self.width) = (model, vocabulary, embedding, width)
        }
    }

    /// The name that presets and commands use: `squeezenet`.
    public var name: String
    /// The name for people: `SqueezeNet 1.1`.
    public var title: String
    /// The weights, a file beside the manifest or in a folder beside it: `squeezenet.onnx`.
    public var model: String
    /// The layers of a Caffe model, likewise.
    public var prototxt: String?
    /// SHA-256 of `model`, lowercase hexadecimal.
    public var sha256: String
    /// From pictures to the network's input.
    public var preprocessing: Preprocessing
    /// The side, in pixels, of the pictures it was trained on.
    public var trainedSize: Int
    /// Short names of layers: `"fire8": "fire8/concat"`.
    public var aliases: [String: String]
    /// The node whose channels are the classes, before any spatial mean and any ReLU; absent when it knows none.
    public var classes: String?
    /// The logits, `[1, classes, 1, 1]`.
    public var logits: String?
    /// The map of what people look at, `[1, 1, H, W]`, 0…1.
    public var saliency: String?
    /// What it makes of texts; nil where it makes nothing.
    public var text: Text?
    /// A text file beside the manifest, or in a folder beside it, one class a line.
    public var labels: String?
    /// The layer that a bench or an atlas takes when none is named.
    public var defaultLayer: String
    /// SPDX identifier: `MIT`.
    public var licence: String
    /// Where the weights came from, in words and an address.
    public var source: String
    /// What it was trained on.
    public var trainedOn: String

    /// A manifest from its parts.
    public init(
        name: String, title: String, model: String, prototxt: String? = nil, sha256: String,
        preprocessing: Preprocessing, trainedSize: Int,
        aliases: [String: String], classes: String?, logits: String?, labels: String?, defaultLayer: String,
        licence: String, source: String, trainedOn: String, saliency: String? = nil, text: Text? = nil
    ) {
        self.name = name
        self.title = title
        self.model = model
        self.prototxt = prototxt
        self.sha256 = sha256
        self.preprocessing = preprocessing
        self.trainedSize = trainedSize
        self.aliases = aliases
        self.classes = classes
        self.logits = logits
        self.labels = labels
        self.defaultLayer = defaultLayer
        self.licence = licence
        self.source = source
        self.trainedOn = trainedOn
        self.saliency = saliency
        self.text = text
    }
}
