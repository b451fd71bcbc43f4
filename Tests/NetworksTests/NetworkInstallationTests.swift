import Foundation
import Networks
import Tensors
import TestSupport
import Testing

@Suite struct NetworkInstallationTests {
    @Test func hashesAreThoseOfTheStandard() {
        let digest = { (text: String) in Data(text.utf8).sha256 }
        #expect(digest("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            digest("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
                == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
        #expect(
            digest(String(repeating: "a", count: 1_000_000))
                == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    /// Two blocks that end in an addition with a ReLU behind it, and a classifier of ten classes.
    private func model(named name: String, in folder: String) throws -> String {
        var builder = ModelBuilder(side: 8)
        builder.constant("w", [3, 3, 1, 1], [Float](repeating: 0.2, count: 9))
        builder.constant("fc", [10, 3], [Float](repeating: 0.1, count: 30))
        builder.node("Conv", "/layer1/layer1.0/conv/Conv", ["input", "w"])
        builder.node("Add", "/layer1/layer1.0/Add", ["/layer1/layer1.0/conv/Conv", "input"])
        builder.node("Relu", "/layer1/layer1.0/relu/Relu", ["/layer1/layer1.0/Add"])
        builder.node("Conv", "/layer1/layer1.1/conv/Conv", ["/layer1/layer1.0/relu/Relu", "w"])
        builder.node("Add", "/layer1/layer1.1/Add", ["/layer1/layer1.1/conv/Conv", "/layer1/layer1.0/relu/Relu"])
        builder.node("Relu", "/layer1/layer1.1/relu/Relu", ["/layer1/layer1.1/Add"])
        builder.node("GlobalAveragePool", "pool", ["/layer1/layer1.1/relu/Relu"])
        builder.node("Flatten", "flat", ["pool"])
        builder.node("Gemm", "logits", ["flat", "fc"], [integer("transB", 1)])
        builder.node("Softmax", "prob", ["logits"], [integer("axis", 1)])
        builder.outputs("prob")
        let path = folder + "/" + name
        try builder.data.write(to: URL(fileURLWithPath: path))
        return path
    }

    @Test func whatTheFileGivesAway() throws {
        try Fixtures.withTemporaryFolder { folder in
            let guess = try ManifestGuess(file: try model(named: "net.onnx", in: folder))
            #expect(
                guess.manifest.aliases == [
                    "layer1.0": "/layer1/layer1.0/relu/Relu", "layer1.1": "/layer1/layer1.1/relu/Relu",
                ])
            #expect(guess.classCount == 10)
            #expect(guess.manifest.classes == "logits")
            #expect(guess.kind == .imagenet)
            #expect(guess.reason.hasPrefix("nothing in the file tells"))
            for (name, kind) in [
                ("inception_v3.onnx", PreprocessingKind.inception), ("efficientnet-lite2.onnx", .lite),
                ("vgg-caffe.onnx", .caffe), ("tresnet_l.onnx", .unit), ("resnet50_clip.openai.onnx", .clip),
                ("nasnetalarge.onnx", .inception), ("tf_efficientnet_lite0.onnx", .inception),
                // Whole words: these are no NASNets, no Inceptions, and not light.
                ("mnasnet_100.onnx", .imagenet), ("spnasnet_100.onnx", .imagenet), ("semnasnet_075.onnx", .imagenet),
                ("inception_next_tiny.onnx", .imagenet), ("elite.onnx", .imagenet),
                ("vit_base_patch16_224.onnx", .inception), ("vit_small_patch14_dinov2.onnx", .imagenet),
                ("tiny_vit_5m_224.onnx", .imagenet), ("maxvit_tiny_tf_224.onnx", .imagenet),
                ("efficientnet_b0.ra4_e3600_r224_in1k.onnx", .inception), ("fastvit_mci0.apple_mclip.onnx", .unit),
            ] {
                let file = try model(named: name, in: folder)
                #expect(try ManifestGuess(file: file).kind == kind, "\(name)")
            }
            let file = try model(named: "net.onnx", in: folder)
            #expect(try ManifestGuess(file: file, called: "my_tresnet_m").kind == .unit)
        }
    }

    /// Of each model that timm has weights of, the name tells what it reads; `Scripts/checks/network-names` asks timm.
    @Test func timmsNamesAreToldRight() throws {
        let text = try String(contentsOfFile: Fixtures.path("Networks/timm-names.txt"), encoding: .utf8)
        let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(lines.count > 1800)
        let wrong = lines.filter { line in
            let parts = line.split(separator: " ")
            let told = FamilyOfNetworks.of(String(parts[0]), isPyTorchs: true)?.0 ?? .imagenet
            return told.rawValue != parts[1]
        }
        #expect(wrong.isEmpty, "\(wrong.count) of \(lines.count)")
        // The most words decide, whatever else a name says.
        #expect(FamilyOfNetworks.of("vit_large_patch14_clip_224.laion2b_ft_in1k", isPyTorchs: true)?.0 == .inception)
        #expect(FamilyOfNetworks.of("vit_large_patch14_clip_224.openai", isPyTorchs: true)?.0 == .clip)
    }

    /// A picture that goes through lines of its channels first.
    private func beginning(_ folder: String, _ lines: [(String, [Float])]) throws -> ManifestGuess {
        var builder = ModelBuilder(side: 8)
        builder.constant("w", [4, 3, 3, 3], [Float](repeating: 0.2, count: 108))
        var last = "input"
        for (index, (operation, numbers)) in lines.enumerated() {
            builder.constant("number\(index)", numbers.count == 1 ? [] : [3, 1, 1], numbers)
            builder.node(operation, "line\(index)", [last, "number\(index)"])
            last = "line\(index)"
        }
        builder.node("Conv", "conv", [last, "w"])
        let path = folder + "/net.onnx"
        try builder.data.write(to: URL(fileURLWithPath: path))
        return try ManifestGuess(file: path)
    }

    @Test func preprocessingInsideIsNotDoneTwice() throws {
        try Fixtures.withTemporaryFolder { folder in
            let mean: [Float] = [0.485, 0.456, 0.406]
            let deviation: [Float] = [0.229, 0.224, 0.225]
            #expect(try beginning(folder, [("Div", [255]), ("Sub", mean), ("Div", deviation)]).kind == .raw)
            #expect(try beginning(folder, [("Sub", mean), ("Div", deviation)]).kind == .unit)
            #expect(try beginning(folder, [("Mul", [1 / 127.5]), ("Sub", [1])]).kind == .raw)
            // Torchvision's Inception takes what is normalized already to −1…1.
            let turned = try beginning(
                folder, [("Mul", [0.458, 0.448, 0.45]), ("Add", [-0.03, -0.088, -0.188])])
            #expect(turned.kind == .imagenet)
            #expect(turned.reason.contains("multiply by 0.458 0.448 0.45"))
            #expect(try beginning(folder, []).reason.hasPrefix("nothing in the file tells"))
        }
    }

    @Test func greyNetworksSeeLumaAndOthersAreNoneForPictures() throws {
        try Fixtures.withTemporaryFolder { folder in
            let library = NetworkLibrary(folder: folder)
            for channels in [Int64(1), 4] {
                var builder = ModelBuilder(channels: channels, side: 8)
                builder.constant("w", [2, channels, 1, 1], [Float](repeating: 1, count: 2 * Int(channels)))
                builder.node("Conv", "conv", ["input", "w"])
                try builder.data.write(to: URL(fileURLWithPath: folder + "/net\(channels).onnx"))
            }
            let grey = try library.load(folder + "/net1.onnx")
            #expect(grey.graph.inputChannels == 3 && grey.graph.isGrey)
            let luma = try #require(grey.graph.nodes[1].operation as? Convolution)
            #expect(luma.weights.values == [0.299, 0.587, 0.114])
            try grey.graph.checkReadsPictures(file: "net1.onnx")
            let four = try library.load(folder + "/net4.onnx")
            #expect(four.graph.inputChannels == 4)
            #expect(throws: NetworkError.otherChannels(file: "net4.onnx", channels: 4)) {
                try four.graph.checkReadsPictures(file: "net4.onnx")
            }
        }
    }

    @Test func aJSONThatIsNoManifestIsLeftAlone() throws {
        try Fixtures.withTemporaryFolder { folder in
            let file = try model(named: "net.onnx", in: folder)
            for text in ["{\"epochs\": 3}", "[1, 2]", "nothing", "{\"model\": \"resnet\"}"] {
                try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/net.json"))
                #expect(try NetworkLibrary(folder: folder).load(file).manifest.name == "net")
                #expect(try NetworkLibrary(folder: folder).list().isEmpty)
            }
            // One that is meant to be a manifest, and is damaged, is told.
            try Data("{\"model\": \"net.onnx\", \"preprocessing\": 1}".utf8)
                .write(to: URL(fileURLWithPath: folder + "/net.json"))
            #expect(throws: NetworkError.self) { try NetworkLibrary(folder: folder).load(file) }
        }
    }

    @Test func networksComeAndGo() throws {
        try Fixtures.withTemporaryFolder { folder in
            let library = NetworkLibrary(folder: folder + "/library")
            let file = try model(named: "net.onnx", in: folder)
            var guess = try ManifestGuess(file: file)
            let labels = (0..<10).map { "class \($0)" }
            _ = try library.install(guess.manifest, from: file, labels: labels)
            let network = try library.load("net")
            #expect(network.classes == labels)
            #expect(network.manifest.sha256 == (try Data(contentsOf: URL(fileURLWithPath: file)).sha256))
            #expect(throws: NetworkError.installedAlready(name: "net", folder: library.folder)) {
                try library.install(guess.manifest, from: file)
            }
            _ = try library.install(guess.manifest, from: file, replacing: true)
            #expect(try library.load("net").classes.isEmpty)
            try library.remove("net")
            #expect(try FileManager.default.contentsOfDirectory(atPath: library.folder).isEmpty)
            #expect(throws: NetworkError.self) { try library.remove("net") }
            for name in ["", "../net", ".net", "a/b", "a b"] {
                guess.manifest.name = name
                #expect(throws: NetworkError.badName(name)) { try library.install(guess.manifest, from: file) }
            }
        }
    }
}
