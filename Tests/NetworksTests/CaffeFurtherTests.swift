import Engine
import Foundation
import Networks
import Tensors
import TestSupport
import Testing

/// Layers of later Caffes and of their forks, each by its definition in plain loops.
@Suite struct CaffeFurtherTests {
    private static let picture = Tensor.noise(Shape(channels: 6, height: 5, width: 4), seed: 3)

    static func weights(_ blobs: [([Float], [Int])]) -> Data {
        var model = CaffeBuilder()
        model.layer("layer", "Anything", [], [], blobs: blobs)
        return model.file.data
    }

    private func output(_ layer: String, _ blobs: [([Float], [Int])] = []) throws -> Tensor {
        let text = """
            input: "data" input_dim: 1 input_dim: 6 input_dim: 5 input_dim: 4
            layer { name: "layer" bottom: "data" top: "layer" \(layer) }
            """
        let graph = try CaffeReader.graph(
            weights: Self.weights(blobs), file: "x.caffemodel", layers: Data(text.utf8)
        ).complete()
        let last = graph.nodes.count - 1
        let run = try Backends.reference.prepare(graph, height: 5, width: 4, outputs: [last])
        return try #require(try run.forward(Self.picture)[last])
    }

    /// y[c, h, w]
    private func made(_ channels: Int, _ height: Int, _ width: Int, _ body: (Int, Int, Int) -> Float) -> Tensor {
        let values = (0..<channels * height * width).map {
            body($0 / (height * width), $0 / width % height, $0 % width)
        }
        return Tensor(shape: Shape(channels: channels, height: height, width: width), values: values)
    }

    private func x(_ c: Int, _ h: Int, _ w: Int) -> Float { Self.picture.values[(c * 5 + h) * 4 + w] }

    @Test func functionsOfOneNumber() throws {
        let cases: [(String, @Sendable (Float) -> Float)] = [
            ("type: \"Exp\" exp_param { base: 2 scale: 0.5 shift: 1 }", { pow(2, 0.5 * $0 + 1) }),
            ("type: \"Exp\"", { exp($0) }),
            ("type: \"Log\" log_param { base: 10 scale: 0.1 shift: 2 }", { log10(0.1 * $0 + 2) }),
            ("type: \"Log\" log_param { shift: 9 }", { log($0 + 9) }),
            ("type: \"Swish\"", { $0 / (1 + exp(-$0)) }),
            ("type: \"Swish\" swish_param { beta: 2 }", { $0 / (1 + exp(-2 * $0)) }),
            ("type: \"Clip\" clip_param { min: -0.5 max: 0.25 }", { min(max($0, -0.5), 0.25) }),
        ]
        for (layer, function) in cases {
            #expect(try output(layer).relativeDistance(to: Self.picture.map(function)) < 1e-6, "\(layer)")
        }
    }

    @Test func numbersThatMove() throws {
        #expect(
            try output("type: \"Permute\" permute_param { order: 0 order: 2 order: 3 order: 1 }")
                == made(5, 4, 6) { x($2, $0, $1) })
        #expect(
            try output("type: \"ShuffleChannel\" shuffle_channel_param { group: 3 }")
                == made(6, 5, 4) { x($0 % 3 * 2 + $0 / 3, $1, $2) })
        #expect(
            try output("type: \"Upsample\" upsample_param { scale: 3 }") == made(6, 15, 12) { x($0, $1 / 3, $2 / 3) })
    }

    @Test func otherSizes() throws {
        func sample(_ c: Int, _ h: Float, _ w: Float) -> Float {
            let (top, left) = (min(Int(h), 3), min(Int(w), 2))
            let (down, across) = (h - Float(top), w - Float(left))
            let rows = [top, top + 1].map { x(c, $0, left) * (1 - across) + x(c, $0, left + 1) * across }
            return rows[0] * (1 - down) + rows[1] * down
        }
        let larger = made(6, 9, 7) { sample($0, Float($1) / 2, Float($2) / 2) }
        #expect(try output("type: \"Interp\" interp_param { zoom_factor: 2 }").relativeDistance(to: larger) < 1e-6)
        let smaller = made(6, 3, 2) { sample($0, Float($1) * 2, Float($2) * 3) }
        #expect(try output("type: \"Interp\" interp_param { shrink_factor: 2 }").relativeDistance(to: smaller) < 1e-6)
        let fixed = made(6, 3, 7) { sample($0, Float($1) * 2, Float($2) / 2) }
        #expect(try output("type: \"Interp\" interp_param { height: 3 width: 7 }").relativeDistance(to: fixed) < 1e-6)
    }

    @Test func normalizations() throws {
        func moments(_ values: [Float]) -> (mean: Float, deviation: Float) {
            let mean = values.reduce(0, +) / Float(values.count)
            return (mean, (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(values.count)).squareRoot())
        }
        let own = (0..<6).map { moments(Array(Self.picture.values[$0 * 20..<$0 * 20 + 20])) }
        let all = moments(Self.picture.values)
        let cases: [(String, [([Float], [Int])], Tensor)] = [
            ("type: \"MVN\"", [], made(6, 5, 4) { (x($0, $1, $2) - own[$0].mean) / (own[$0].deviation + 1e-9) }),
            (
                "type: \"MVN\" mvn_param { normalize_variance: false }", [],
                made(6, 5, 4) { x($0, $1, $2) - own[$0].mean }
            ),
            (
                "type: \"MVN\" mvn_param { across_channels: true eps: 0.5 }", [],
                made(6, 5, 4) { (x($0, $1, $2) - all.mean) / (all.deviation + 0.5) }
            ),
            (
                "type: \"Normalize\" norm_param { across_spatial: false channel_shared: false }",
                [([1, 2, 3, 4, 5, 6], [6])],
                made(6, 5, 4) { c, h, w in
                    x(c, h, w) * Float(c + 1) / (0..<6).reduce(0) { $0 + x($1, h, w) * x($1, h, w) }.squareRoot()
                }
            ),
            (
                "type: \"Normalize\"", [([20], [1])],
                made(6, 5, 4) { 20 * x($0, $1, $2) / Self.picture.values.reduce(0) { $0 + $1 * $1 }.squareRoot() }
            ),
        ]
        for (layer, blobs, right) in cases {
            #expect(try output(layer, blobs).relativeDistance(to: right) < 1e-5, "\(layer)")
        }
    }

    @Test func transposedConvolutionsSpreadTheirInput() throws {
        for (kernel, stride, pad, groups) in [(4, 2, 1, 1), (3, 2, 0, 3), (2, 3, 0, 6), (5, 1, 2, 1)] {
            let per = 6 / groups
            let weights = Tensor.noise(Shape([6, per, kernel, kernel]), seed: UInt64(kernel))
            let (height, width) = (4 * stride + kernel - 2 * pad, 3 * stride + kernel - 2 * pad)
            var right = made(6, height, width) { c, _, _ in Float(c) }
            for input in 0..<6 {
                for (own, row, column) in (0..<per * kernel * kernel).map({
                    ($0 / (kernel * kernel), $0 / kernel % kernel, $0 % kernel)
                }) {
                    for (h, w) in (0..<20).map({ ($0 / 4, $0 % 4) }) {
                        let (y, z) = (h * stride + row - pad, w * stride + column - pad)
                        guard (0..<height).contains(y), (0..<width).contains(z) else { continue }
                        let weight = weights.values[((input * per + own) * kernel + row) * kernel + column]
                        right.values[((input / per * per + own) * height + y) * width + z] += weight * x(input, h, w)
                    }
                }
            }
            let found = try output(
                "type: \"Deconvolution\" convolution_param { num_output: 6 kernel_size: \(kernel) stride: \(stride) pad: \(pad) group: \(groups) }",
                [(weights.values, [6, per, kernel, kernel]), ([0, 1, 2, 3, 4, 5], [6])])
            #expect(found.shape == right.shape)
            #expect(found.relativeDistance(to: right) < 1e-5, "\(kernel) \(stride) \(pad) \(groups)")
        }
    }

    @Test func aGlobalPoolMayHaveManyTaps() throws {
        let text = """
            input: "data" input_dim: 1 input_dim: 3 input_dim: 24 input_dim: 24
            layer { name: "pool" type: "Pooling" bottom: "data" top: "pool" pooling_param { pool: MAX global_pooling: true } }
            """
        let graph = try CaffeReader.graph(weights: Self.weights([]), file: "x.caffemodel", layers: Data(text.utf8))
        #expect(try graph.shapes(height: 40, width: 31).last?.dimensions == [1, 3, 1, 1])
    }
}
