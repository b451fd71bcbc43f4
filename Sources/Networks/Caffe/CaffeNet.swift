/// The layers of a model that its main output needs, in one form for both formats, wired by who reads whom.
struct CaffeNet {
    /// A layer with what it reads.
    struct Wired {
        var layer: Caffe_Layer
        /// By bottom: the layer that fills the blob, and which of its tops that is; layer −1 is the picture.
        var sources: [Source]
        /// By top: whether no later layer works in its place.
        var holdsBlob: [Bool]
    }

    /// Where a blob comes from.
    struct Source: Hashable {
        var layer: Int
        var top: Int
    }

    /// The name of the picture's blob.
    private(set) var picture = ""
    /// Its shape, as far as the description tells: channels, height, width.
    private(set) var pictureSizes: [Int] = []
    /// The layers, in order.
    private(set) var layers: [Wired] = []
    /// How many of the layers that are needed read each of them.
    private(set) var readerCounts: [Source: Int] = [:]
    /// Those that the main output needs, in order.
    private(set) var needed: [Int] = []

    /// - Parameter hasText: whether the layers are those of a `.prototxt`, for the error that says what is missing.
    init(_ net: Caffe_Net, file: String, hasText: Bool) throws {
        let all = (net.layer + net.layers.map(\.renewed)).filter(\.isInTest)
        guard !all.isEmpty else {
            throw hasText ? NetworkError.notCaffe(file: file, reason: "it describes no layers") : .noLayers(file: file)
        }
        try findPicture(net, all, file: file, hasText: hasText)
        try wire(all.filter { !$0.isData && !$0.isOnlyForTraining }, file: file)
        try findNeeded(file: file)
    }

    private mutating func findPicture(_ net: Caffe_Net, _ all: [Caffe_Layer], file: String, hasText: Bool) throws {
        if let input = net.input.first {
            picture = input
            pictureSizes = net.inputShape.first?.dim.map { Int($0) } ?? net.inputDim.prefix(4).map { Int($0) }
        } else if let layer = all.first(where: \.isData), let top = layer.top.first {
            picture = top
            pictureSizes = layer.inputParam.shape.first?.dim.map { Int($0) } ?? []
            let side = Int(layer.transformParam.cropSize)
            if pictureSizes.isEmpty, side > 0 { pictureSizes = [1, 0, side, side] }
        } else {
            // A file of weights alone names no blobs.
            guard hasText else { throw NetworkError.noLayers(file: file) }
            throw NetworkError.notCaffe(file: file, reason: "it has no input: neither 'input' nor a layer of data")
        }
        guard pictureSizes.isEmpty || pictureSizes.count == 4 else {
            throw NetworkError.notCaffe(file: file, reason: "its input is \(pictureSizes.prefix(8)), no picture")
        }
        pictureSizes = Array(pictureSizes.dropFirst())
    }

    private mutating func wire(_ all: [Caffe_Layer], file: String) throws {
        var holders: [String: Source] = [picture: Source(layer: -1, top: 0)]
        for (index, layer) in all.enumerated() {
            let sources = try layer.bottom.map { bottom in
                guard let source = holders[bottom] else {
                    throw NetworkError.node(
                        name: layer.name, operation: layer.type,
                        problem: "its input '\(bottom)' is computed by no layer before it")
                }
                return source
            }
            layers.append(Wired(layer: layer, sources: sources, holdsBlob: layer.top.map { _ in true }))
            for (top, blob) in layer.top.enumerated() {
                if let old = holders[blob], old.layer >= 0 { layers[old.layer].holdsBlob[old.top] = false }
                holders[blob] = Source(layer: index, top: top)
            }
        }
    }

    /// The layers that lead to the deepest end.
    private mutating func findNeeded(file: String) throws {
        var isRead = [Bool](repeating: false, count: layers.count)
        for layer in layers { for source in layer.sources where source.layer >= 0 { isRead[source.layer] = true } }
        let ends = layers.indices.filter { !isRead[$0] }
        // A net in training has a handful of ends; more than that is no net, and each costs a walk.
        guard let end = GrowingGraph.main(of: Array(ends.suffix(64)), ancestorCount: { ancestors(of: $0).count }) else {
            throw NetworkError.notCaffe(file: file, reason: "it describes no layers that compute anything")
        }
        needed = ancestors(of: end)
        for index in needed { for source in layers[index].sources { readerCounts[source, default: 0] += 1 } }
    }

    private func ancestors(of end: Int) -> [Int] {
        var isNeeded = [Bool](repeating: false, count: layers.count)
        isNeeded[end] = true
        for index in layers.indices.reversed() where isNeeded[index] {
            for source in layers[index].sources where source.layer >= 0 { isNeeded[source.layer] = true }
        }
        return layers.indices.filter { isNeeded[$0] }
    }
}

extension Caffe_Layer {
    private static let dataTypes: Set<String> = [
        "AnnotatedData", "Data", "DummyData", "HDF5Data", "ImageData", "Input", "MemoryData", "WindowData",
    ]

    /// Whether it is where pictures come from.
    fileprivate var isData: Bool { Caffe_Layer.dataTypes.contains(type) }

    /// Whether it only serves training and testing: losses, scores, and what swallows blobs.
    fileprivate var isOnlyForTraining: Bool {
        type.hasSuffix("Loss") || ["Accuracy", "ArgMax", "HDF5Output", "Silence", "SoftmaxWithLoss"].contains(type)
    }

    /// Whether it belongs to the net that classifies; layers of data do in any case, for their blobs are read.
    fileprivate var isInTest: Bool {
        if isData { return true }
        let allowed = include.isEmpty || include.contains { !$0.hasPhase || $0.phase == .test }
        return allowed && !exclude.contains { $0.hasPhase && $0.phase == .test }
    }
}

extension Caffe_OldLayer {
    /// The layer as the second format has it.
    fileprivate var renewed: Caffe_Layer {
        var layer = Caffe_Layer()
        layer.name = name
        layer.type = Caffe_OldLayer.words[type] ?? "\(type)"
        layer.bottom = bottom
        layer.top = top
        layer.include = include
        layer.exclude = exclude
        if hasTransformParam { layer.transformParam = transformParam }
        if hasConcatParam { layer.concatParam = concatParam }
        if hasConvolutionParam { layer.convolutionParam = convolutionParam }
        if hasEltwiseParam { layer.eltwiseParam = eltwiseParam }
        if hasInnerProductParam { layer.innerProductParam = innerProductParam }
        if hasLrnParam { layer.lrnParam = lrnParam }
        if hasPoolingParam { layer.poolingParam = poolingParam }
        if hasPowerParam { layer.powerParam = powerParam }
        if hasReluParam { layer.reluParam = reluParam }
        if hasSliceParam { layer.sliceParam = sliceParam }
        if hasSoftmaxParam { layer.softmaxParam = softmaxParam }
        return layer
    }

    private static let words: [LayerType: String] = [
        .absval: "AbsVal", .accuracy: "Accuracy", .argmax: "ArgMax", .bnll: "BNLL", .concat: "Concat",
        .contrastiveLoss: "ContrastiveLoss", .convolution: "Convolution", .data: "Data",
        .deconvolution: "Deconvolution", .dropout: "Dropout", .dummyData: "DummyData", .eltwise: "Eltwise",
        .euclideanLoss: "EuclideanLoss", .exp: "Exp", .flatten: "Flatten", .hdf5Data: "HDF5Data",
        .hdf5Output: "HDF5Output", .hingeLoss: "HingeLoss", .im2Col: "Im2col", .imageData: "ImageData",
        .infogainLoss: "InfogainLoss", .innerProduct: "InnerProduct", .lrn: "LRN", .memoryData: "MemoryData",
        .multinomialLogisticLoss: "MultinomialLogisticLoss", .mvn: "MVN", .pooling: "Pooling", .power: "Power",
        .relu: "ReLU", .sigmoid: "Sigmoid", .sigmoidCrossEntropyLoss: "SigmoidCrossEntropyLoss", .silence: "Silence",
        .slice: "Slice", .softmax: "Softmax", .softmaxLoss: "SoftmaxWithLoss", .split: "Split", .tanh: "TanH",
        .threshold: "Threshold", .windowData: "WindowData",
    ]
}
