import Foundation

/// Files that people take for models, by how they begin: what each is, and how a model comes of it.
enum ForeignFile {
    /// How a network of PyTorch becomes a model.
    private static let torch =
        "load them into the network they are for, and export that: torch.onnx.export(model.eval(), torch.randn(1, 3, 224, 224), 'model.onnx')"

    /// What a file is, in a sentence with what to do; nil for anything that may be a model.
    static func description(of data: Data) -> String? {
        let head = data.prefix(4096)
        func begins(_ bytes: [UInt8]) -> Bool { head.starts(with: bytes) }
        if data.isEmpty { return "it is empty; the download may have failed" }
        let text = String(decoding: head.prefix(512), as: UTF8.self).lowercased().drop {
            $0.isWhitespace || $0 == "\u{FEFF}"
        }
        if text.hasPrefix("version https://git-lfs") {
            return "it is a pointer of git-lfs, not the model itself; 'git lfs pull' in its folder fetches that"
        }
        if ["<!doctype", "<html", "<head", "<?xml"].contains(where: text.hasPrefix) {
            return "it is a web page; the address is that of the page about the file, and the file has one of its own "
                + "(on Hugging Face with 'resolve' in it, on GitHub with 'raw')"
        }
        if begins([0x50, 0x4B, 0x03, 0x04]) || begins([0x50, 0x4B, 0x05, 0x06]) { return archive(head) }
        if begins([0x80]), let version = head.dropFirst().first, (2...5).contains(version) {
            return "it is a pickle of Python, most likely weights of PyTorch (.pth), which hold no network; \(torch)"
        }
        if begins([0x89, 0x48, 0x44, 0x46]) {
            return
                "it holds weights of Keras (HDF5); python -m tf2onnx.convert --keras model.h5 --output model.onnx makes a model"
        }
        if head.dropFirst(4).starts(with: Array("TFL3".utf8)) {
            return
                "it is a model of TensorFlow Lite; python -m tf2onnx.convert --tflite model.tflite --output model.onnx converts it"
        }
        if begins(Array("GGUF".utf8)) { return "it is a language model (GGUF)" }
        if head.count > 9, head.dropFirst(3).prefix(5).allSatisfy({ $0 == 0 }), head.dropFirst(8).first == 0x7B {
            return "it holds weights alone (safetensors); \(torch)"
        }
        if begins([0x1F, 0x8B]) { return "it is packed (gzip); unpack it" }
        if begins([0x93, 0x4E, 0x55, 0x4D]) { return "it holds an array of NumPy, and no network" }
        if begins([0x89, 0x50, 0x4E, 0x47]) || begins([0xFF, 0xD8, 0xFF]) { return "it is a picture" }
        if text.hasPrefix("{") || text.hasPrefix("[") { return "it is JSON, and no model" }
        return nil
    }

    /// The same of the file at a path.
    static func description(ofFile path: String) -> String? {
        (try? NetworkFile.map(path)).flatMap { description(of: $0) }
    }

    private static func archive(_ head: Data) -> String {
        func holds(_ name: String) -> Bool { head.range(of: Data(name.utf8)) != nil }
        if holds("data.pkl") || holds("/version") || holds("/byteorder") || holds("constants.pkl") {
            return "it is a zip archive of PyTorch's (.pth, .pt): weights, which hold no network; \(torch)"
        }
        if holds("metadata.json") || holds("model.weights.h5") {
            return
                "it is a model of Keras; tf2onnx converts it: python -m tf2onnx.convert --saved-model folder --output model.onnx, after "
                + "model.export('folder')"
        }
        return "it is an archive (zip); unpack it"
    }
}
