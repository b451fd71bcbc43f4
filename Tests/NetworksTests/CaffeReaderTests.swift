import Engine
import Foundation
import Networks
import Tensors
import TestSupport
import Testing

@Suite struct CaffeReaderTests {
    private func numbers(_ sizes: [Int], _ seed: UInt64) -> ([Float], [Int]) {
        (Tensor.noise(Shape(sizes), seed: seed).values, sizes)
    }

    private func activation(_ graph: Graph, _ x: Tensor) throws -> Tensor {
        let last = graph.nodes.count - 1
        let run = try Backends.reference.prepare(
            graph, height: x.shape.height, width: x.shape.width, outputs: [last])
        return try #require(try run.forward(x)[last])
    }

    private func convolution(_ weights: ([Float], [Int]), _ bias: ([Float], [Int]), _ window: Window, groups: Int = 1)
        -> any Operator
    {
        .convolution(
            Convolution(
                weights: Tensor(shape: Shape(weights.1), values: weights.0), bias: bias.0, window: window,
                groups: groups))
    }

    // MARK: The second format

    private let text = """
        name: "small"  # as people write them
        layer { name: "data" type: "Input" top: "data" input_param { shape: { dim: 10 dim: 3 dim: 13 dim: 15 } } }
        layer { name: "conv" type: "Convolution" bottom: "data" top: "conv"
          param { lr_mult: 1 } convolution_param { num_output: 4 kernel_size: 3 pad: 1 stride: 2 bias_term: false
            weight_filler { type: "xavier" } engine: CAFFE } }
        layer { name: "bn" type: "BatchNorm" bottom: "conv" top: "conv" batch_norm_param { use_global_stats: true } }
        layer { name: "scale" type: "Scale" bottom: "conv" top: "conv" scale_param { bias_term: true } }
        layer { name: "relu" type: "ReLU" bottom: "conv" top: "conv" }
        layer { name: "pool" type: "Pooling" bottom: "conv" top: "pool" pooling_param { pool: MAX kernel_size: 2 stride: 2 } }
        layer { name: "norm" type: "LRN" bottom: "pool" top: "norm" lrn_param { local_size: 3 alpha: 0.5 beta: 0.75 k: 2 } }
        layer { name: "a" type: "Convolution" bottom: "norm" top: "a"
          convolution_param { num_output: 4 kernel_h: 1 kernel_w: 3 pad_h: 0 pad_w: 1 group: 2 } }
        layer { name: "prelu" type: "PReLU" bottom: "a" top: "a" }
        layer { name: "sum" type: "Eltwise" bottom: "a" bottom: "norm" top: "sum" eltwise_param { coeff: 1 coeff: -2 } }
        layer { name: "both" type: "Concat" bottom: "sum" bottom: "norm" top: "both" }
        layer { name: "mean" type: "Pooling" bottom: "both" top: "mean" pooling_param { pool: AVE kernel_size: 3 stride: 2 pad: 1 } }
        layer { name: "drop" type: "Dropout" bottom: "mean" top: "mean" }
        layer { name: "fc" type: "InnerProduct" bottom: "mean" top: "fc" inner_product_param { num_output: 5 } }
        layer { name: "loss" type: "SoftmaxWithLoss" bottom: "fc" bottom: "label" top: "loss" include { phase: TRAIN } }
        layer { name: "prob" type: "Softmax" bottom: "fc" top: "prob" }
        """

    private func weights(skipping skipped: String = "", fc: [Int] = [5, 72]) -> Data {
        var model = CaffeBuilder()
        for (name, blobs) in [
            ("conv", [numbers([4, 3, 3, 3], 1)]), ("bn", [([2, 4, 6, 8], [4]), ([2, 4, 6, 8], [4]), ([2], [1])]),
            ("scale", [([1, 2, -3, 4], [4]), ([1, 0, -1, 2], [4])]),
            ("a", [numbers([4, 2, 1, 3], 2), numbers([4], 3)]), ("prelu", [([0.1, 0.2, 0.3, 0.4], [4])]),
            ("fc", [numbers(fc, 4), numbers([5], 5)]), ("unused", [numbers([1], 6)]),
        ] where name != skipped {
            model.layer(name, "Anything", [], [], blobs: blobs)
        }
        return model.file.data
    }

    @Test func theSecondFormatComputesWhatItSays() throws {
        let graph = try CaffeReader.graph(weights: weights(), file: "small.caffemodel", layers: Data(text.utf8))
        let margin = Window.Padding.explicit(before: Extent(1), after: Extent(1))
        // Mean 1…4, variance 1…4, then γ and β.
        let (gamma, beta): ([Float], [Float]) = ([1, 2, -3, 4], [1, 0, -1, 2])
        let scale = (0..<4).map { gamma[$0] / (Float($0 + 1) + 1e-5).squareRoot() }
        let shift = (0..<4).map { beta[$0] - scale[$0] * Float($0 + 1) }
        let fc = numbers([5, 72], 4)
        var byHand = HandBuilt(channels: 3)
        let wide = Window.Padding.explicit(before: Extent(height: 0, width: 1), after: Extent(height: 0, width: 1))
        let first = Window(kernel: Extent(3), stride: Extent(2), padding: margin)
        byHand.add(convolution(numbers([4, 3, 3, 3], 1), ([0, 0, 0, 0], [4]), first))
        byHand.add(.convolution(Convolution(scale: scale, shift: shift)))
        byHand.add(.relu)
        byHand.add(.maxPool(Window(kernel: Extent(2), stride: Extent(2), ceilMode: true)))
        let norm = byHand.add(.localResponse(LocalResponse(size: 3, alpha: 0.5, beta: 0.75, bias: 2)))
        let second = Window(kernel: Extent(height: 1, width: 3), padding: wide)
        byHand.add(convolution(numbers([4, 2, 1, 3], 2), numbers([4], 3), second, groups: 2))
        let a = byHand.add(.parametricRelu(slopes: [0.1, 0.2, 0.3, 0.4]))
        let minus = byHand.add(.convolution(Convolution(scale: [-2, -2, -2, -2], shift: [0, 0, 0, 0])), [norm])
        let sum = byHand.add(.arithmetic(.add), [a, minus])
        byHand.add(.concatenation, [sum, norm])
        let mean = Window(kernel: Extent(3), stride: Extent(2), padding: margin, ceilMode: true)
        byHand.add(.averagePool(mean, countingPadding: true))
        byHand.add(
            convolution((fc.0, [5, 8, 3, 3]), numbers([5], 5), Window(kernel: Extent(3))))
        byHand.add(.softmax)
        let x = Tensor.noise(Shape(channels: 3, height: 13, width: 15), seed: 9)
        let expected = try activation(byHand.graph, x)
        #expect(try activation(graph, x).relativeDistance(to: expected) < 1e-5)
    }

    @Test func namesMeanWhatBlobsHoldInTheEnd() throws {
        let graph = try CaffeReader.graph(weights: weights(), file: "small.caffemodel", layers: Data(text.utf8))
        let names = graph.nodes.map { [$0.name] + $0.otherNames }
        #expect(names[1] == ["conv:pre", "bn", "scale"])
        #expect(names[2] == ["relu", "conv"])
        #expect(names.last == ["prob"])
        #expect(graph.nodes[1].statistics?.means == [1, 0, -1, 2])
        #expect(graph.nodes[1].statistics?.deviations == [1, 2, 3, 4])
    }

    @Test func weightsThatDoNotFitAreNamed() {
        func message(_ weights: Data) -> String {
            let error = #expect(throws: NetworkError.self) {
                try CaffeReader.graph(
                    weights: weights, file: "small.caffemodel", layers: Data(text.utf8), layersFile: "small.prototxt")
            }
            return error.map { "\($0)" } ?? ""
        }
        #expect(
            message(weights(skipping: "fc"))
                == "'small.prototxt': node 'fc' (InnerProduct): the model holds no weights for it")
        #expect(
            message(weights(fc: [5, 71]))
                == "'small.prototxt': node 'fc' (InnerProduct): its weights are 5×71 (355 numbers), and 5×72 are expected"
        )
    }

    // MARK: The first format

    /// As Caffe saves what it has trained: its own layers with it, among them an auxiliary classifier.
    private func old() -> Data {
        var model = CaffeBuilder()
        model.oldLayer("data", 5, [], ["data", "label"]) { layer in layer.message(36) { $0.varint(3, 8) } }
        model.oldLayer("conv", 4, ["data"], ["conv"], blobs: [numbers([4, 3, 3, 3], 1), numbers([1, 1, 1, 4], 2)]) {
            layer in
            layer.message(10) { parameters in
                parameters.varint(1, 4)
                parameters.varint(4, 3)
            }
        }
        model.oldLayer("relu", 18, ["conv"], ["conv"])
        model.oldLayer("split", 22, ["conv"], ["conv_0", "conv_1"])
        model.oldLayer(
            "loss1/fc", 14, ["conv_0"], ["loss1/fc"], blobs: [numbers([1, 1, 2, 144], 3), numbers([1, 1, 1, 2], 4)]
        ) { layer in
            layer.message(17) { $0.varint(1, 2) }
        }
        model.oldLayer("loss1/loss", 21, ["loss1/fc", "label"], ["loss1"])
        model.oldLayer("norm", 15, ["conv_1"], ["norm"]) { layer in
            layer.message(18) { parameters in
                parameters.float(2, 0.3)
                parameters.varint(4, 1)
            }
        }
        model.oldLayer("power", 26, ["norm"], ["power"]) { layer in
            layer.message(21) { parameters in
                parameters.float(2, 3)
                parameters.float(3, 1)
            }
        }
        model.oldLayer("fc", 14, ["power"], ["fc"], blobs: [numbers([1, 1, 2, 144], 5), numbers([1, 1, 1, 2], 6)]) {
            layer in
            layer.message(17) { $0.varint(1, 2) }
        }
        model.oldLayer("accuracy", 1, ["fc", "label"], ["accuracy"])
        model.oldLayer("loss", 21, ["fc", "label"], ["loss"])
        return model.file.data
    }

    @Test func theFirstFormatComputesWhatItSays() throws {
        let graph = try CaffeReader.graph(weights: old(), file: "old.caffemodel")
        #expect(graph.nodes.map(\.name) == ["data", "conv:pre", "relu", "norm", "power", "fc"])
        #expect(
            graph.nodes[2].otherNames == ["conv", "split", "conv_1", "conv_0"]
                || graph.nodes[2].otherNames == ["conv", "split", "conv_0", "conv_1"])
        var byHand = HandBuilt(channels: 3)
        byHand.add(convolution(numbers([4, 3, 3, 3], 1), numbers([1, 1, 1, 4], 2), Window(kernel: Extent(3))))
        byHand.add(.relu)
        byHand.add(
            .localResponse(LocalResponse(size: 5, alpha: 0.3, beta: 0.75, bias: 1, region: .withinChannel)))
        byHand.add(.convolution(Convolution(scale: [3, 3, 3, 3], shift: [1, 1, 1, 1])))
        let fc = (numbers([1, 1, 2, 144], 5).0, [2, 4, 6, 6])
        byHand.add(convolution(fc, numbers([1, 1, 1, 2], 6), Window(kernel: Extent(6))))
        for side in [8, 11] {
            let x = Tensor.noise(Shape(channels: 3, height: side, width: side), seed: 9)
            #expect(try activation(graph, x).relativeDistance(to: try activation(byHand.graph, x)) < 1e-5)
        }
    }

    @Test func filesAreFoundBesideTheModel() throws {
        try Fixtures.withTemporaryFolder { folder in
            let path = folder + "/small.caffemodel"
            try weights().write(to: URL(fileURLWithPath: path))
            let missing = #expect(throws: NetworkError.self) { try CaffeReader.graph(contentsOf: path) }
            #expect(missing == .noLayers(file: path))
            for name in ["deploy", "small"] {
                let layers = folder + "/\(name).prototxt"
                try Data(text.utf8).write(to: URL(fileURLWithPath: layers))
                #expect(try CaffeReader.graph(contentsOf: path).nodes.last?.name == "prob")
                let network = try NetworkLibrary(folder: folder).load(path)
                #expect(network.manifest.preprocessing.channelOrder == .bgr)
                try FileManager.default.removeItem(atPath: layers)
            }
        }
    }

    @Test(arguments: [
        "layer { name: 'a' type: 'ReLU' bottom: 'b' top: 'a' }", "input: 'data' input_dim: 1", "}", "",
        "input: 'data' layer { name: 'a' type: 'Deconvolution' bottom: 'data' top: 'a' }",
        "input: 'data' input_dim: 1 input_dim: -3 input_dim: 9 input_dim: 9 layer { name: 'a' type: 'ReLU' bottom: 'data' top: 'a' }",
        "input: 'data' layer { name: 'a' type: 'Pooling' bottom: 'data' top: 'a' pooling_param { kernel_size: 0 } }",
        "input: 'data' layer { name: 'a' type: 'Pooling' bottom: 'data' top: 'a' pooling_param { kernel_size: 4294967295 } }",
        "input: 'data' layer { name: 'a' type: 'Slice' bottom: 'data' top: 'a' top: 'b' slice_param { slice_point: 3 } }",
        "input: 'data' layer { name: 'a' type: 'Reshape' bottom: 'data' top: 'a' reshape_param { shape { dim: -1 dim: -1 } } }",
        "input: 'data' layer { name: 'a' type: 'LRN' bottom: 'data' top: 'a' lrn_param { local_size: 4 } }",
    ])
    func badDescriptionsAreErrors(_ text: String) {
        #expect(throws: NetworkError.self) {
            try CaffeReader.graph(weights: weights(), file: "small.caffemodel", layers: Data(text.utf8))
        }
    }
}

/// A graph that grows by hand, each node reading the one before it unless it says otherwise.
private struct HandBuilt {
    private var nodes: [Graph.Node]

    init(channels: Int) { nodes = [Graph.Node(name: "0", operation: .input(channels: channels), inputs: [])] }

    var graph: Graph { Graph(nodes: nodes) }

    @discardableResult mutating func add(_ operation: any Operator, _ inputs: [Int]? = nil) -> Int {
        nodes.append(
            Graph.Node(name: "\(nodes.count)", operation: operation, inputs: inputs ?? [nodes.count - 1]))
        return nodes.count - 1
    }
}
