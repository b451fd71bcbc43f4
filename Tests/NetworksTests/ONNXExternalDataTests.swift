import Foundation
import Networks
import Tensors
import TestSupport
import Testing

/// Weights in files beside the model.
@Suite struct ONNXExternalDataTests {
    private func model(_ entries: [String: String]) throws -> Data {
        var tensor = ONNX_Tensor()
        tensor.name = "w"
        tensor.dims = [1, 3, 1, 1]
        tensor.dataType = 1
        tensor.dataLocation = 1
        tensor.externalData = entries.sorted { $0.key < $1.key }.map { key, value in
            var entry = ONNX_Entry()
            (entry.key, entry.value) = (key, value)
            return entry
        }
        var builder = ModelBuilder()
        builder.add(tensor)
        builder.node("Conv", "conv", ["input", "w"])
        return try builder.data
    }

    private func load(_ entries: [String: String]) throws -> [Float] {
        try Fixtures.withTemporaryFolder { folder in
            try FileManager.default.createDirectory(atPath: folder + "/model", withIntermediateDirectories: true)
            let weights = [Float](arrayLiteral: 7, 1, 2, 3).withUnsafeBytes { Data($0) }
            try weights.write(to: URL(fileURLWithPath: folder + "/model/a.data"))
            try weights.write(to: URL(fileURLWithPath: folder + "/secret"))
            try FileManager.default.createSymbolicLink(
                atPath: folder + "/model/link", withDestinationPath: folder + "/secret")
            let path = folder + "/model/a.onnx"
            try model(entries).write(to: URL(fileURLWithPath: path))
            let graph = try ONNXReader.graph(contentsOf: path)
            guard let convolution = graph.nodes[1].operation as? Convolution else { return [] }
            return convolution.weights.values
        }
    }

    @Test func weightsComeFromTheFileBesideTheModel() throws {
        #expect(try load(["location": "a.data", "offset": "4", "length": "12"]) == [1, 2, 3])
        #expect(try load(["location": "a.data", "offset": "4"]) == [1, 2, 3])
    }

    @Test(arguments: [
        ["location": "../secret"], ["location": "/etc/hostname"], ["location": "link"], ["location": "nowhere"],
        ["location": ""], [:], ["location": "."], ["location": "a.data", "offset": "8"],
        ["location": "a.data", "offset": "-4"], ["location": "a.data", "offset": "4", "length": "13"],
        ["location": "a.data", "offset": "9223372036854775807"],
        ["location": "a.data", "offset": "4", "length": "9223372036854775807"], ["location": "a.data", "offset": "x"],
    ])
    func anythingElseIsRefused(_ entries: [String: String]) {
        #expect(throws: NetworkError.self) { try load(entries) }
    }

    /// A file of a terabyte costs nothing to make, where it is empty; weights of that size, and more than are said, are refused before they are
    /// read.
    @Test(arguments: [[1 << 38, 1], [8, 3, 3, 3]] as [[Int64]]) func anEmptyTerabyteIsRefused(_ sizes: [Int64]) throws {
        try Fixtures.withTemporaryFolder { folder in
            var tensor = ONNX_Tensor()
            tensor.name = "w"
            tensor.dims = sizes
            tensor.dataType = 1
            tensor.dataLocation = 1
            tensor.externalData = [ONNX_Entry()]
            (tensor.externalData[0].key, tensor.externalData[0].value) = ("location", "a.data")
            var builder = ModelBuilder()
            builder.add(tensor)
            builder.node("MatMul", "dense", ["input", "w"])
            try builder.data.write(to: URL(fileURLWithPath: folder + "/a.onnx"))
            #expect(FileManager.default.createFile(atPath: folder + "/a.data", contents: nil))
            let file = try #require(FileHandle(forWritingAtPath: folder + "/a.data"))
            try file.truncate(atOffset: 1 << 40)
            try file.close()
            #expect(throws: NetworkError.self) { try ONNXReader.graph(contentsOf: folder + "/a.onnx") }
        }
    }

    /// As Hugging Face's cache has them: names that are links to files elsewhere, all in one folder.
    @Test(arguments: [("blobs/2", true), ("secret", false)])
    func linksOfACacheAreFollowed(_ target: String, _ isRead: Bool) throws {
        try Fixtures.withTemporaryFolder { folder in
            for name in ["blobs", "snapshots/abc"] {
                try FileManager.default.createDirectory(atPath: folder + "/" + name, withIntermediateDirectories: true)
            }
            let weights = [Float](arrayLiteral: 1, 2, 3).withUnsafeBytes { Data($0) }
            for name in ["blobs/2", "secret"] { try weights.write(to: URL(fileURLWithPath: folder + "/" + name)) }
            try model(["location": "model.onnx_data"]).write(to: URL(fileURLWithPath: folder + "/blobs/1"))
            for (name, blob) in [("model.onnx", "blobs/1"), ("model.onnx_data", target)] {
                try FileManager.default.createSymbolicLink(
                    atPath: folder + "/snapshots/abc/" + name, withDestinationPath: "../../" + blob)
            }
            let graph = try? ONNXReader.graph(contentsOf: folder + "/snapshots/abc/model.onnx")
            #expect((graph != nil) == isRead)
        }
    }

    @Test func constantsThatOnlyTellTheirSizeStayInBounds() throws {
        func graph(_ sizes: [Int64]) throws -> Graph {
            var builder = ModelBuilder()
            builder.whole("sizes", sizes)
            builder.node("ConstantOfShape", "w", ["sizes"])
            builder.node("Conv", "conv", ["input", "w"])
            return try builder.graph()
        }
        #expect(try graph([64, 3, 3, 3]).nodes.count == 2)
        for sizes: [Int64] in [[1 << 20, 3, 32, 32], [1 << 40, 1 << 40, 1, 1], [-1, 3, 1, 1], [1 << 62, 4, 0, 1]] {
            #expect(throws: NetworkError.self) { try graph(sizes) }
        }
        // Each is allowed, all of them are not.
        var builder = ModelBuilder(channels: 1024, side: 1)
        builder.whole("sizes", [8192, 1024, 1, 1])
        builder.whole("back", [1024, 8192, 1, 1])
        var last = "input"
        for number in 0..<24 {
            builder.node("ConstantOfShape", "w\(number)", [number % 2 == 0 ? "sizes" : "back"])
            builder.node("Conv", "conv\(number)", [last, "w\(number)"])
            last = "conv\(number)"
        }
        let error = #expect(throws: NetworkError.self) { try builder.graph() }
        #expect(error.map { "\($0)" }?.contains("several times as large as the file") == true)
    }
}
