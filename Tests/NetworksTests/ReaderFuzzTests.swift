import Foundation
import Networks
import SwiftProtobuf
import Tensors
import Testing

/// Damaged models, made from whole ones: every reader answers each with a graph or with one error.
///
/// A few thousand inputs a run; `REVERIE_FUZZ_MINUTES` lets it go on for that long for each format.
@Suite struct ReaderFuzzTests {
    private func fuzz(_ name: String, _ seeds: [Data], _ read: (Data) throws -> Graph) throws {
        let minutes = ProcessInfo.processInfo.environment["REVERIE_FUZZ_MINUTES"].flatMap(Double.init)
        let end = minutes.map { ContinuousClock.now + .seconds($0 * 60) }
        var dice = Philox(key: minutes == nil ? 1 : 2)
        var (inputs, graphs) = (0, 0)
        while end.map({ ContinuousClock.now < $0 }) ?? (inputs < 3000) {
            let mutant = Mutation.mutant(of: seeds, &dice)
            inputs += 1
            do {
                let graph = try read(mutant)
                graphs += 1
                _ = graph.factsWhereTheyFit(height: 33, width: 10_000)
                _ = try graph.facts(height: 64, width: 64)
            } catch is NetworkError {
            }
        }
        print("fuzzed \(name): \(inputs) inputs, of which \(graphs) became graphs")
        // Mutants that are all refused at the door would test nothing behind it.
        #expect(graphs > inputs / 100)
    }

    @Test func damagedONNXModelsAreErrorsOrGraphs() throws {
        try fuzz("ONNX", try FuzzSeeds.onnx()) { try ONNXReader.graph(from: $0, file: "fuzz.onnx") }
    }

    @Test func damagedCaffeModelsAreErrorsOrGraphs() throws {
        try fuzz("caffemodel", FuzzSeeds.caffe()) { try CaffeReader.graph(weights: $0, file: "fuzz.caffemodel") }
    }

    @Test func damagedPrototxtsAreErrorsOrGraphs() throws {
        let weights = try #require(FuzzSeeds.caffe().first)
        try fuzz("prototxt", [Data(FuzzSeeds.prototxt.utf8)]) {
            try CaffeReader.graph(weights: weights, file: "fuzz.caffemodel", layers: $0)
        }
    }
}

/// Whole models of many kinds of nodes.
enum FuzzSeeds {
    static func onnx() throws -> [Data] {
        var classifier = ModelBuilder(channels: 4, side: 8)
        classifier.constant("w", [4, 4, 3, 3], [Float](repeating: 0.1, count: 144))
        classifier.constant("four", [4], [1, 2, 3, 4])
        classifier.constant("fc", [2, 16], [Float](repeating: 0.1, count: 32))
        classifier.whole("pads", [0, 0, 1, 1, 0, 0, 1, 1])
        classifier.node("Pad", "pad", ["input", "pads"])
        classifier.node("Conv", "conv", ["pad", "w"], [integers("strides", [1, 1]), integer("group", 1)])
        classifier.node(
            "BatchNormalization", "norm", ["conv", "four", "four", "four", "four"], [float("epsilon", 1e-5)])
        classifier.node("Relu", "relu", ["norm"])
        classifier.node("MaxPool", "pool", ["relu"], [integers("kernel_shape", [2, 2]), integers("strides", [2, 2])])
        classifier.node("LRN", "lrn", ["pool"], [integer("size", 3), float("alpha", 0.1)])
        classifier.node("Add", "add", ["lrn", "pool"])
        classifier.node(
            "AveragePool", "mean", ["add"], [integers("kernel_shape", [2, 2]), integers("strides", [2, 2])])
        classifier.node("Flatten", "flat", ["mean"])
        classifier.node("Gemm", "logits", ["flat", "fc"], [integer("transB", 1)])
        classifier.node("Softmax", "prob", ["logits"], [integer("axis", 1)])
        classifier.outputs("prob")

        var wiring = ModelBuilder(channels: 6, side: 8)
        wiring.whole("parts", [1, 2, 3, 8, -1])
        wiring.whole("whole", [1, 6, 8, 8])
        wiring.whole("ends", [2, 4])
        wiring.whole("axes", [1, 2])
        wiring.whole("two", [2, 1])
        wiring.constant("scales", [4], [1, 1, 2, 2])
        wiring.constant("ones", [2], [1, 1])
        wiring.constant("offset", [], [2])
        wiring.node("Reshape", "split", ["input", "parts"])
        wiring.node("Transpose", "turned", ["split"], [integers("perm", [0, 2, 1, 3, 4])])
        wiring.node("Reshape", "joined", ["turned", "whole"])
        wiring.node("Slice", "cut", ["joined", "two", "ends", "axes"])
        wiring.node("Concat", "concat", ["joined", "input"], [integer("axis", 1)])
        wiring.node("ReduceMean", "space", ["concat"], [integers("axes", [2, 3]), integer("keepdims", 1)])
        wiring.node("Sigmoid", "gate", ["space"])
        wiring.node("Mul", "gated", ["concat", "gate"])
        wiring.node(
            "Resize", "resize", ["gated", "", "scales"],
            [text("mode", "nearest"), text("coordinate_transformation_mode", "asymmetric")])
        wiring.node("Shape", "shape", ["resize"])
        wiring.node("Gather", "two of it", ["shape", "two"], [integer("axis", 0)])
        wiring.node("ConstantOfShape", "made", ["two of it"])
        wiring.node("InstanceNormalization", "groups", ["split", "ones", "ones"])
        wiring.node("Sub", "line", ["resize", "offset"])
        wiring.node("Clip", "last", ["line"], [float("min", 0), float("max", 6)])
        return [try classifier.data, try wiring.data, try BranchTests.model(side: 8, limit: 7).data]
    }

    static func caffe() -> [Data] {
        var old = CaffeBuilder()
        old.input("data", [1, 3, 9, 9])
        old.oldLayer(
            "conv", 4, ["data"], ["conv"],
            blobs: [([Float](repeating: 0.1, count: 108), [4, 3, 3, 3]), ([1, 2, 3, 4], [1, 1, 1, 4])]
        ) { layer in
            layer.message(10) { parameters in
                parameters.varint(1, 4)
                parameters.varint(3, 1)
                parameters.varint(4, 3)
                parameters.varint(6, 2)
            }
        }
        old.oldLayer("relu", 18, ["conv"], ["conv"])
        old.oldLayer("norm", 15, ["conv"], ["norm"]) { layer in layer.message(18) { $0.varint(4, 1) } }
        old.oldLayer(
            "fc", 14, ["norm"], ["fc"],
            blobs: [([Float](repeating: 0.1, count: 200), [1, 1, 2, 100]), ([1, 2], [1, 1, 1, 2])]
        ) { layer in
            layer.message(17) { $0.varint(1, 2) }
        }
        var new = CaffeBuilder()
        new.layer("data", "Input", [], ["data"]) { layer in
            layer.message(143) { input in
                input.message(1) { shape in for size in [1, 3, 9, 9] { shape.varint(1, UInt64(size)) } }
            }
        }
        new.layer(
            "conv", "Convolution", ["data"], ["conv"],
            blobs: [([Float](repeating: 0.1, count: 108), [4, 3, 3, 3]), ([1, 2, 3, 4], [4])]
        ) { layer in
            layer.message(106) { parameters in
                parameters.varint(1, 4)
                parameters.varint(4, 3)
            }
        }
        new.layer(
            "bn", "BatchNorm", ["conv"], ["conv"], blobs: [([1, 2, 3, 4], [4]), ([1, 2, 3, 4], [4]), ([1], [1])])
        new.layer("scale", "Scale", ["conv"], ["conv"], blobs: [([1, 2, 3, 4], [4])])
        new.layer("pool", "Pooling", ["conv"], ["pool"]) { layer in
            layer.message(121) { parameters in
                parameters.varint(2, 3)
                parameters.varint(3, 2)
            }
        }
        new.layer("slice", "Slice", ["pool"], ["a", "b"])
        new.layer("sum", "Eltwise", ["a", "b"], ["sum"])
        new.layer("concat", "Concat", ["sum", "b"], ["concat"])
        new.layer("prob", "Softmax", ["concat"], ["prob"])
        return [old.file.data, new.file.data]
    }

    static let prototxt = """
        input: "data" input_dim: 1 input_dim: 3 input_dim: 9 input_dim: 9
        layers { name: "conv" type: CONVOLUTION bottom: "data" top: "conv" convolution_param { num_output: 4 kernel_size: 3 pad: 1 stride: 2 } }
        layers { name: "relu" type: RELU bottom: "conv" top: "conv" }
        layers { name: "norm" type: LRN bottom: "conv" top: "norm" lrn_param { local_size: 5 norm_region: WITHIN_CHANNEL } }
        layers { name: "fc" type: INNER_PRODUCT bottom: "norm" top: "fc" inner_product_param { num_output: 2 } }
        """
}

/// What is done to a model.
enum Mutation {
    /// Numbers that break arithmetic.
    private static let sharp: [UInt64] = [
        0, 1, 2, 127, 128, 255, 1024, 65535, 1 << 20, 1 << 31, (1 << 31) - 1, 1 << 32, 1 << 40, 1 << 62, 1 << 63, .max,
        UInt64(bitPattern: -2),
    ]

    static func mutant(of seeds: [Data], _ dice: inout Philox) -> Data {
        var data = [UInt8](pick(seeds, &dice))
        for _ in 0...dice.next() % 4 {
            guard !data.isEmpty else { break }
            let place = Int(dice.next() % UInt64(data.count))
            switch dice.next() % 9 {
            case 0: data[place] = UInt8(truncatingIfNeeded: dice.next())
            case 1: data[place] ^= 1 << UInt8(dice.next() % 8)
            case 2: data.removeLast(data.count - place)
            case 3:
                // Another model's middle.
                let other = [UInt8](pick(seeds, &dice))
                let start = Int(dice.next() % UInt64(max(other.count, 1)))
                data.insert(contentsOf: other[start..<min(other.count, start + 40)], at: place)
            case 4: data.removeSubrange(place..<min(data.count, place + 1 + Int(dice.next() % 12)))
            case 5:
                let end = min(data.count, place + 1 + Int(dice.next() % 60))
                data.insert(contentsOf: data[place..<end], at: place)
            default: fields(&data, &dice)
            }
        }
        return Data(data)
    }

    private static func pick(_ seeds: [Data], _ dice: inout Philox) -> Data {
        seeds[Int(dice.next() % UInt64(seeds.count))]
    }

    /// Rewrites one number of a message, wherever it is nested, and the lengths around it with it.
    private static func fields(_ data: inout [UInt8], _ dice: inout Philox) {
        var (depth, low, high) = (0, 0, data.count)
        var lengths: [(place: Int, width: Int)] = []
        var found: (place: Int, width: Int)?
        // Walks into fields at random until it comes to a number.
        while depth < 6, found == nil {
            var numbers: [(Int, Int)] = []
            var inner: [(length: (Int, Int), body: Range<Int>)] = []
            var place = low
            while place < high, let key = varint(data, place, high) {
                place += key.width
                guard let value = varint(data, place, high) else { break }
                switch key.value & 7 {
                case 0:
                    numbers.append((place, value.width))
                    place += value.width
                case 2:
                    let body = place + value.width
                    guard value.value <= UInt64(high - body) else { place = high; continue }
                    inner.append(((place, value.width), body..<body + Int(value.value)))
                    place = body + Int(value.value)
                case 5: place += 4
                case 1: place += 8
                default: place = high
                }
            }
            let choice = Int(dice.next() % UInt64(max(1, numbers.count + inner.count)))
            if choice < numbers.count {
                found = numbers[choice]
            } else if choice - numbers.count < inner.count {
                let next = inner[choice - numbers.count]
                lengths.append(next.length)
                (low, high) = (next.body.lowerBound, next.body.upperBound)
            }
            depth += 1
        }
        guard let found else { return }
        let bytes = encoded(sharp[Int(dice.next() % UInt64(sharp.count))])
        data.replaceSubrange(found.place..<found.place + found.width, with: bytes)
        var growth = bytes.count - found.width
        for length in lengths.reversed() {
            guard let old = varint(data, length.place, data.count) else { return }
            let grown = encoded(UInt64(max(0, Int(clamping: old.value) + growth)))
            data.replaceSubrange(length.place..<length.place + length.width, with: grown)
            growth += grown.count - length.width
        }
    }

    private static func varint(_ data: [UInt8], _ start: Int, _ end: Int) -> (value: UInt64, width: Int)? {
        var value: UInt64 = 0
        for width in 0..<10 where start + width < end {
            let byte = data[start + width]
            value |= UInt64(byte & 0x7F) << UInt64(7 * width)
            if byte < 0x80 { return (value, width + 1) }
        }
        return nil
    }

    private static func encoded(_ value: UInt64) -> [UInt8] {
        var (rest, bytes) = (value, [UInt8]())
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }
}
