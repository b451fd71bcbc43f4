import Foundation
import Networks
import Tensors
import TestSupport
import Testing

@Suite(.serialized) struct NetworksCommandTests {
    @Test func classesAreListedAndGuessed() throws {
        let found = try Program.run(["networks", "classes", "squeezenet", "RED fox"])
        #expect(found.status == 0 && found.output.contains("\n277    red fox"), "\(found)")
        // And the wire-haired fox terrier.
        #expect(found.output.split(separator: "\n").count == 3)
        #expect(try Program.run(["networks", "classes", "squeezenet"]).output.split(separator: "\n").count == 1001)
        let near = try Program.run(["networks", "classes", "squeezenet", "zebar"])
        #expect(
            near.status == 1 && near.chatter == "reverie: squeezenet knows no 'zebar' (did you mean 'zebra'?)\n",
            "\(near)")
        let none = try Program.run(["networks", "classes", "vgg16"])
        #expect(none.status == 1 && none.chatter.contains("no classes"), "\(none)")
    }

    @Test func evalWritesActivationAndGradient() throws {
        try Fixtures.withTemporaryFolder { folder in
            let input = Fixtures.path("Networks/input.npy")
            for backend in ["fast", "reference"] {
                let outcome = try Program.run(
                    [
                        "networks", "eval", "squeezenet", "--input", input, "--layer", "fire9", "--output", "a.npy",
                        "--gradient", "g.npy", "--backend", backend,
                    ], in: folder)
                #expect(outcome.status == 0, "\(outcome.chatter)")
                let a = try Tensor(npy: Data(contentsOf: URL(fileURLWithPath: folder + "/a.npy")))
                #expect(a.shape == Shape(channels: 512, height: 3, width: 4))
                let g = try Tensor(npy: Data(contentsOf: URL(fileURLWithPath: folder + "/g.npy")))
                #expect(
                    g.relativeDistance(to: try Tensor(npy: Fixtures.data("Networks/squeezenet-gradient.npy"))) < 1e-4)
            }
        }
    }

    /// `eval` takes what the network takes; only what looks at pictures wants three channels, or one.
    @Test func inputsThatAreNoPicturesAreEvaluatedAndNotDreamtOn() throws {
        try Fixtures.withTemporaryFolder { folder in
            let file = Fixtures.path("Networks/five-channels.onnx")
            let x = Tensor(shape: Shape(channels: 5, height: 2, width: 2), values: (0..<20).map { Float($0) })
            try x.npy.write(to: URL(fileURLWithPath: folder + "/x.npy"))
            let eval = ["networks", "eval", file, "--input", "x.npy", "--layer", "sums"]
            for backend in ["fast", "library", "reference"] {
                let outcome = try Program.run(
                    eval + ["--output", "a.npy", "--gradient", "g.npy", "--backend", backend], in: folder)
                #expect(outcome.status == 0 && outcome.chatter.isEmpty, "\(outcome.chatter)")
                let a = try Tensor(npy: Data(contentsOf: URL(fileURLWithPath: folder + "/a.npy")))
                #expect(a.values == [160, 175, 190, 205, 0, 3, 6, 9])
                let g = try Tensor(npy: Data(contentsOf: URL(fileURLWithPath: folder + "/g.npy")))
                // Of the picture's first position: (1, 2, 3, 4, 5) · 160 · 2 ÷ 8.
                #expect([0, 4, 8, 12, 16].map { g.values[$0] } == [40, 80, 120, 160, 200])
            }
            let home = ["REVERIE_HOME": folder]
            let sentence = "reads [1, 5, height, width]: 5 channels, and a picture has 3, or 1 where it is grey"
            let output = folder + "/o.png"
            for command in [
                ["networks", "add", file], ["run", "classic", "--network", file, "-o", output],
                ["plan", "classic", "--network", file], ["atlas", file, "-o", output],
            ] {
                let outcome = try Program.run(command, in: folder, variables: home)
                #expect(outcome.status == 1 && outcome.chatter.contains(sentence), "\(command): \(outcome.chatter)")
            }
            #expect(!FileManager.default.fileExists(atPath: folder + "/networks/five-channels.json"))
        }
    }

    /// A network whose end cannot be computed loads; what is out of reach is told, and refused where it is asked for.
    @Test func whatIsOutOfReachIsToldAndRefused() throws {
        try Fixtures.withTemporaryFolder { folder in
            let home = ["REVERIE_HOME": folder]
            let reason = "node 'decode' (com.example::Decode): this operator is not supported"
            let added = try Program.run(
                ["networks", "add", Fixtures.path("Networks/detector.onnx")], in: folder, variables: home)
            #expect(added.status == 0, "\(added.chatter)")
            #expect(added.output.contains("out of reach: \(reason), and 1 layer behind it"), "\(added.output)")
            #expect(added.output.contains("classes: out of reach"))
            let listed = try Program.run(["networks", "layers", "detector"], in: folder, variables: home)
            let lines = listed.output.split(separator: "\n").map(String.init)
            #expect(lines.contains { $0.hasPrefix("boxes ") && $0.contains("conv 1×1") })
            #expect(
                lines.contains { $0.hasPrefix("decode ") && $0.hasSuffix("this operator is not supported") },
                "\(listed.output)")
            #expect(lines.contains { $0.hasPrefix("keep ") && $0.hasSuffix("behind 'decode' (com.example::Decode)") })
            let one = try Program.run(["networks", "layers", "detector", "kee*"], in: folder, variables: home)
            #expect(one.status == 0 && !one.output.contains("boxes") && one.output.contains("keep"))
            let preset = """
                local r = require "reverie"
                return r.preset {
                  api = 1, title = "P", author = "A", licence = "CC0-1.0", about = "B", network = "detector",
                  canvas = r.clouds { width = 64, height = 64 },
                  recipe = function(net) return { r.stage { name = "s", maximize = net.LAYER } } end,
                }
                """
            for (layer, said) in [
                (
                    ":layer('keep'):energy()",
                    "layer 'keep' of detector is out of reach, because it stands behind \(reason)"
                ),
                (".decode:energy()", "layer 'decode' of detector is out of reach: \(reason)"),
                (":class('cat')", "the classes of detector are out of reach: \(reason)"),
            ] {
                try Data(preset.replacing(".LAYER", with: layer).utf8).write(
                    to: URL(fileURLWithPath: folder + "/p.lua"))
                let outcome = try Program.run(["plan", "p.lua"], in: folder, variables: home)
                #expect(outcome.status != 0 && outcome.chatter.contains(said), "\(outcome.chatter)")
            }
        }
    }

    @Test func tilesGiveTheSameNumbers() throws {
        try Fixtures.withTemporaryFolder { folder in
            let input = Fixtures.path("Networks/input.npy")
            for (name, options) in [
                ("whole", []), ("tiled", ["--tile", "24"]), ("fast", ["--tile", "24", "--fast-halo", "16"]),
            ] {
                let outcome = try Program.run(
                    [
                        "networks", "eval", "squeezenet", "--input", input, "--layer", "fire5", "--gradient",
                        name + ".npy",
                    ]
                        + options, in: folder)
                #expect(outcome.status == 0, "\(outcome.chatter)")
            }
            let gradients = try ["whole", "tiled", "fast"].map {
                try Tensor(npy: Data(contentsOf: URL(fileURLWithPath: folder + "/\($0).npy")))
            }
            #expect(gradients[1].relativeDistance(to: gradients[0]) < 1e-5)
            #expect((1e-3...1).contains(gradients[2].relativeDistance(to: gradients[0])))
        }
    }

    @Test func benchPrintsOneObject() throws {
        let outcome = try Program.run([
            "networks", "bench", "squeezenet", "--layer", "fire9", "--size", "96", "--steps", "3", "--json",
        ])
        let object = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        #expect(
            Set(object.keys) == [
                "median_seconds", "min_seconds", "gflop", "peak_rss_bytes", "loaded_rss_bytes", "threads", "size",
            ])
        #expect(try #require(object["median_seconds"] as? Double) > 0)
    }

    @Test func layersAreTimedAndPlainLoopsNamed() throws {
        let outcome = try Program.run([
            "networks", "bench", "squeezenet", "--layer", "fire3", "--size", "64", "--steps", "1", "--by-layer",
        ])
        let lines = outcome.output.split(separator: "\n")
        #expect(lines[0].contains("ONEDNN ÷ OURS  IN PLAIN LOOPS"))
        #expect(lines.count > 8 && !outcome.output.contains("ours") && !outcome.output.contains("both"))
    }

    @Test func listAndLayersAreTables() throws {
        let list = try Program.run(["networks", "list"])
        #expect(list.output.contains("squeezenet          SqueezeNet 1.1"))
        let layers = try Program.run(["networks", "layers", "squeezenet", "--size", "512"])
        #expect(layers.output.contains("fire9/concat           fire9  concat          512×31×31     16      207   0"))
        #expect(layers.status == 0)
    }

    @Test func patternsAndSizesOfLayers() throws {
        let layers = try Program.run([
            "networks", "layers", "squeezenet", "fire?/concat", "--width", "1024", "--height", "600",
        ])
        let lines = layers.output.split(separator: "\n")
        #expect(lines.count == 9)
        #expect(lines[0].contains("SHAPE AT 1024×600"))
        #expect(lines[1].hasPrefix("fire2/concat") && lines[1].contains("128×149×255"))
        let small = try Program.run(["networks", "layers", "squeezenet", "fire9", "--size", "8"])
        #expect(small.output.contains("no room"))
    }

    /// A network with its text tower is one that presets can talk to; what does not go together is said when it is added.
    @Test func textTowersComeAlong() throws {
        try Fixtures.withTemporaryFolder { folder in
            let home = ["REVERIE_HOME": folder + "/home"]
            let (image, text) = (Fixtures.path("Text/image.onnx"), Fixtures.path("Text/newer.onnx"))
            let add = ["networks", "add", image, "--name", "clip", "--text", text]
            let added = try Program.run(add, variables: home)
            try #require(added.status == 0, "\(added.chatter)")
            #expect(added.output.contains("preprocessing: clip"))
            #expect(added.output.contains("texts: 77 tokens become 12 numbers"))
            #expect(added.output.contains("classes: none"))
            let preset = """
                local r = require "reverie"
                return r.preset { api = 1, title = "Words", network = "clip", canvas = r.clouds { width = 64, height = 64 },
                  recipe = function(net) return { r.stage { maximize = net:text("a lighthouse") - 0.2 * net:text("a cat"),
                    octaves = { count = 1 }, steps = 2 } } end }
                """
            try Data(preset.utf8).write(to: URL(fileURLWithPath: folder + "/words.lua"))
            let dream = try Program.run(["run", "words.lua", "-o", "dream.png"], in: folder, variables: home)
            #expect(dream.status == 0, "\(dream.chatter)")
            func refused(_ arguments: [String], _ words: String) throws {
                let outcome = try Program.run(add + ["--force"] + arguments, variables: home)
                #expect(outcome.status == 1 && outcome.chatter.contains(words), "\(outcome.chatter)")
            }
            try Data("#version: 0.2\ni n\n".utf8).write(to: URL(fileURLWithPath: folder + "/short.txt"))
            try refused(["--vocabulary", folder + "/short.txt"], "it makes 515 tokens, and the tower knows 914")
            try refused(["--vocabulary", folder + "/none.txt"], "it cannot be opened")
            let other = ["networks", "add", Fixtures.path("Networks/detector.onnx"), "--text", text]
            let outcome = try Program.run(other, variables: home)
            #expect(outcome.status == 1 && outcome.chatter.contains("newer.onnx' is no text tower that can be taken: "))
            // What was there before is there still.
            #expect(try Program.run(["run", "words.lua", "-o", "again.png"], in: folder, variables: home).status == 0)
            #expect(try Program.run(["networks", "remove", "clip"], variables: home).status == 0)
            #expect(!FileManager.default.fileExists(atPath: folder + "/home/networks/clip"))
        }
    }

    @Test func networksAreAddedAndRemoved() throws {
        try Fixtures.withTemporaryFolder { folder in
            let home = ["REVERIE_HOME": folder]
            let file = NetworkLibrary.standard.folder + "/efficientnet-lite0.onnx"
            let added = try Program.run(["networks", "add", file, "--name", "lite"], variables: home)
            #expect(added.status == 0, "\(added.chatter)")
            #expect(added.output.contains("added lite: "))
            #expect(added.output.contains("preprocessing: lite, RGB, 0–255"))
            #expect(added.output.contains("check: "))
            #expect(try Program.run(["networks", "list"], variables: home).output.contains("lite"))
            let again = try Program.run(["networks", "add", file, "--name", "lite"], variables: home)
            #expect(again.status == 1)
            #expect(again.chatter.contains("replace it with --force"))
            let forced = try Program.run(
                ["networks", "add", file, "--name", "lite", "--force", "--preprocessing", "caffe"], variables: home)
            #expect(forced.output.contains("mean 104.0 117.0 123.0, deviation 1.0 1.0 1.0; you said so"))
            #expect(try Program.run(["networks", "remove", "lite"], variables: home).status == 0)
            #expect(try Program.run(["networks", "remove", "lite"], variables: home).status == 1)
        }
    }

    @Test(arguments: [
        (
            ["networks", "eval", "squeezenet", "--input", "/nowhere.npy", "--layer", "fire9"], Int32(64),
            "there is no such file"
        ),
        (
            ["networks", "bench", "squeezenet", "--layer", "fire99"], 1,
            "squeezenet has no layer 'fire99' (did you mean 'fire9'?)"
        ),
        (["networks", "layers", "squeezent"], 1, "(did you mean 'squeezenet'?)"),
        (["networks", "bench", "squeezenet", "--tile=-1"], 64, "--tile is -1; it must be 0, or a number of pixels"),
        (["networks", "bench", "squeezenet", "--fast-halo", "8"], 64, "say --tile or --memory too"),
        (
            ["networks", "bench", "squeezenet", "--size", "512", "--memory", "60MiB"], 1,
            "512×512 pixels take at least "
        ),
        (["networks", "bench", "squeezenet", "--size", "0"], 64, "--size is 0; it must be between 1 and 16384 pixels"),
    ])
    func mistakes(_ arguments: [String], _ status: Int32, _ sentence: String) throws {
        let outcome = try Program.run(arguments)
        #expect(outcome.status == status)
        #expect(outcome.chatter.contains(sentence), "\(outcome.chatter)")
    }

    /// What a bound is refused for is what the process takes in all, and enough.
    @Test func whatIsNeededInAllIsEnough() throws {
        let bench = ["networks", "bench", "squeezenet", "--size", "256", "--steps", "1", "--memory"]
        var needed: Set<String> = []
        for bound in ["20 MiB", "40 MiB"] {
            let outcome = try Program.run(bench + [bound.replacing(" ", with: "")])
            let found = try #require(outcome.chatter.firstMatch(of: /take at least ([\d.]+) MiB, and (.*) are allowed/))
            #expect(outcome.status == 1 && found.2 == bound)
            needed.insert("\(found.1)")
        }
        let least = try #require(needed.first.flatMap { Double($0) })
        #expect(needed.count == 1 && least > 40)
        #expect(try Program.run(bench + ["\(Int(least) + 2)MiB"]).status == 0)
    }
}
