import Foundation
import Pictures
import Tensors
import TestSupport
import Testing

/// What becomes of a dream whose device fails: nothing that was dreamt is lost, and a sentence says what happened.
@Suite(.serialized, FaultyDriver.isThere) struct FaultyDeviceTests {
    private static let quick = ["--width", "96", "--set", "octaves=1", "--set", "depth=0.3"]
    private static let named = ["--device", "llvmpipe"]

    private func dream(_ path: String, _ words: [String] = named, with faults: String, in folder: String) throws
        -> Program.Outcome
    {
        try Program.run(
            ["run", "classic", "-o", path] + Self.quick + words, in: folder, variables: FaultyDriver.doing(faults))
    }

    private func levels(_ path: String) throws -> [Float] { try Picture.read(contentsOf: path).colours.values }

    /// The root of the mean square of differences, in levels.
    private func distance(_ a: String, _ b: String) throws -> Float {
        let squares = zip(try levels(a), try levels(b)).map { ($0 - $1) * ($0 - $1) }
        return 255 * (squares.reduce(0, +) / Float(squares.count)).squareRoot()
    }

    /// A dream of ten steps whose device is lost in its midst, however often its canvas is fetched: in the eighth step, or, where it is measured
    /// first how fast the device is, some runs before.
    private func lostInTheMidst(_ way: String, in folder: String) throws -> Program.Outcome {
        _ = try dream("whole.png", with: "", in: folder)
        return try dream("dream.png", with: "\(way)=8", in: folder)
    }

    @Test(arguments: ["run-lost", "wait-lost"])
    func aDreamWhoseDeviceIsLostIsKeptAndGoneOnWith(_ way: String) throws {
        try Fixtures.withTemporaryFolder { folder in
            let outcome = try lostInTheMidst(way, in: folder)
            #expect(outcome.status == 1, "\(outcome.status) \(outcome.chatter)")
            #expect(outcome.chatter.contains("has stopped working, or its driver has given up on it"))
            #expect(outcome.chatter.contains("dream.png holds the picture so far"), "\(outcome.chatter)")
            #expect(outcome.chatter.contains("--resume") && !outcome.chatter.contains("once that is mended"))
            let (soFar, whole) = (folder + "/dream.png", folder + "/whole.png")
            #expect(try (0.1...20).contains(distance(soFar, whole)))
            let resumed = try dream("dream.png", Self.named + ["--resume"], with: "", in: folder)
            #expect(resumed.status == 0, "\(resumed.chatter)")
            #expect(try Fixtures.same(soFar, whole))
        }
    }

    /// The bytes are another device's from there on, as is said, and as the recipe says.
    @Test func anotherDeviceGoesOnWithADream() throws {
        try Fixtures.withTemporaryFolder { folder in
            #expect(try lostInTheMidst("run-lost", in: folder).status == 1)
            let resumed = try dream("dream.png", ["--resume"], with: "", in: folder)
            #expect(resumed.status == 0, "\(resumed.chatter)")
            #expect(
                resumed.chatter.contains(
                    /it was begun on llvmpipe.*, and the processor goes on with it: the bytes will differ/),
                "\(resumed.chatter)")
            #expect(try distance(folder + "/dream.png", folder + "/whole.png") <= 1)
            let facts = try Program.run(["show", "dream.png", "--facts"], in: folder).output
            #expect(facts.contains(/computed on llvmpipe.*, then the processor/), "\(facts)")
            let again = try Program.run(["redo", "dream.png", "-o", "again.png"], in: folder)
            #expect(again.status == 0 && again.chatter.contains(/rendered on llvmpipe.*, then the processor, and the/))
        }
    }

    /// Where nobody has asked for the device by its name, nobody has to ask for the processor.
    @Test(arguments: ["lost=3", "run-lost=8", "no-open", "no-shaders", "budget=1000000", "heap=1000000"])
    func theProcessorGoesOnWhereItWasLeftToUs(_ fault: String) throws {
        try Fixtures.withTemporaryFolder { folder in
            let outcome = try dream("dream.png", ["--device", "auto"], with: "card,\(fault)", in: folder)
            #expect(outcome.status == 0, "\(outcome.chatter)")
            #expect(outcome.chatter.contains(/llvmpipe.*(the processor goes on|and does now)/), "\(outcome.chatter)")
            #expect(try dream("cpu.png", ["--device", "cpu"], with: "", in: folder).status == 0)
            #expect(try distance(folder + "/dream.png", folder + "/cpu.png") <= 1)
            // What was begun on a device says so; what was not has the processor's very bytes.
            let isMixed = try Program.run(["show", "dream.png", "--facts"], in: folder).output.contains("computed on")
            #expect(try isMixed || Fixtures.same(folder + "/dream.png", folder + "/cpu.png"))
        }
    }

    /// A card that works is taken, by `auto` and by `gpu`.
    @Test(arguments: ["auto", "gpu"]) func aCardIsTaken(_ choice: String) throws {
        try Fixtures.withTemporaryFolder { folder in
            let outcome = try dream("dream.png", ["--device", choice], with: "card", in: folder)
            #expect(outcome.status == 0, "\(outcome.chatter)")
            let facts = try Program.run(["show", "dream.png", "--facts"], in: folder).output
            #expect(facts.contains("computed on llvmpipe"))
        }
    }

    @Test(
        arguments: [
            ("api11", "its driver knows Vulkan 1.1.0, and 1.2 is needed"),
            ("draws", "its driver computes nothing, it only draws"),
            ("no-addresses", "its driver tells no addresses of buffers"),
            ("small-groups", "it does not compute in groups of 256"),
            ("no-open", "its driver's vkCreateDevice failed"),
            ("no-shaders", "its driver does not take the shader"),
            ("heap=1000000", "has no room for"),
            ("budget=1000000", "has no room for"),
        ])
    func aDeviceThatWasNamedIsRefusedWithASentence(_ fault: String, _ sentence: String) throws {
        try Fixtures.withTemporaryFolder { folder in
            let outcome = try dream("dream.png", with: "card,\(fault)", in: folder)
            #expect(outcome.status == 1, "\(outcome.status) \(outcome.chatter)")
            #expect(outcome.chatter.contains(sentence) && outcome.chatter.contains("llvmpipe"), "\(outcome.chatter)")
            #expect(!FileManager.default.fileExists(atPath: folder + "/dream.png"))
            if sentence.hasPrefix("it") {
                let doctor = try Program.run(["doctor"], variables: FaultyDriver.doing("card,\(fault)"))
                #expect(doctor.status == 0)
                let isKnown = !sentence.contains("its driver's") && !sentence.contains("shader")
                #expect(!isKnown || doctor.output.contains("cannot be used: \(sentence)"), "\(doctor.output)")
                let gpu = try dream("dream.png", ["--device", "gpu"], with: "card,\(fault)", in: folder)
                #expect(gpu.status == 1 && gpu.chatter.contains(sentence), "\(gpu.chatter)")
            }
        }
    }

    /// What a device has no room for at once it computes in tiles.
    @Test func littleMemoryMakesTiles() throws {
        let words = ["plan", "classic", "--width", "1200", "--device", "llvmpipe"]
        let whole = try Program.run(words, variables: FaultyDriver.doing(""))
        let small = try Program.run(words, variables: FaultyDriver.doing("heap=300000000"))
        #expect(whole.status == 0 && !whole.output.contains("tiles"), "\(whole.output)")
        #expect(small.status == 0 && small.output.contains("tiles"), "\(small.output)\(small.chatter)")
    }

    /// The device of one picture is lost, and opened anew for the next.
    @Test func theNextDreamOpensTheDeviceAgain() throws {
        try Fixtures.withTemporaryFolder { folder in
            let photos = folder + "/photos"
            try FileManager.default.createDirectory(atPath: photos, withIntermediateDirectories: true)
            for name in ["a.png", "b.png"] {
                let quick = ["--width", "64", "--set", "octaves=1"]
                _ = try Program.run(["run", "classic", "-o", "photos/" + name] + quick, in: folder)
            }
            let batch = try Program.run(
                ["run", "classic", "photos", "-o", "dreams/"] + Self.quick + Self.named, in: folder,
                variables: FaultyDriver.doing("lost=12"))
            #expect(batch.status == 1)
            #expect(batch.chatter.contains("has stopped working"), "\(batch.chatter)")
            let made = try FileManager.default.contentsOfDirectory(atPath: folder + "/dreams")
            #expect(made.contains { $0.hasPrefix("b") }, "\(batch.chatter)\(batch.output)")
        }
    }

    /// A step is submitted once, around the network, too; but for a few numbers nothing crosses over, and now and then the canvas, so that a lost device
    /// takes little along, and nothing is read that a barrier does not stand before.
    @Test func aStepIsOneSubmission() throws {
        try Fixtures.withTemporaryFolder { folder in
            let preset = """
                local r = require "reverie"
                return r.preset {
                  api = 1, title = "Steps", network = "squeezenet", canvas = r.clouds { width = 96, height = 64 },
                  params = { steps = r.integer { default = 5, min = 1, max = 50, about = "how many" } },
                  recipe = function(net, p)
                    return { r.stage {
                      name = "dream", maximize = net:at(0.5):energy(), octaves = { count = 1 }, steps = p.steps, step_size = 2,
                    } }
                  end,
                }
                """
            try preset.write(toFile: folder + "/steps.lua", atomically: true, encoding: .utf8)
            func report(steps: Int) throws -> FaultyDriver.Report {
                let words = ["run", "steps.lua", "-o", "a.png", "--set", "steps=\(steps)"] + Self.named
                _ = try Program.run(words, in: folder)
                let (outcome, report) = try FaultyDriver.report(words, in: folder)
                #expect(outcome.status == 0, "\(outcome.chatter)")
                return report
            }
            let (few, many) = (try report(steps: 5), try report(steps: 15))
            let brought = many.submissions - few.submissions - 10
            #expect((-15...15).contains(brought))
            // Where the view looks and what noise it has, a step size and two bounds, a weight, a value and a size; a number goes from one place on the device to
            // another.
            let numbers = 33 + 3 + 1 + 2 + 1
            #expect(many.bytes - few.bytes == 10 * 4 * numbers + brought * 4 * 3 * 96 * 64)
            #expect(many.dispatches == few.dispatches && many.dispatches > 20)
            #expect(many.hazards == 0)
        }
    }

    /// A laptop's two drivers, as far as one can be had twice.
    @Test func twoDevicesHaveTwoNames() throws {
        try Fixtures.withTemporaryFolder { folder in
            let icds = try FileManager.default.contentsOfDirectory(atPath: "/usr/share/vulkan/icd.d").filter {
                $0.hasPrefix("lvp")
            }
            let icd = "/usr/share/vulkan/icd.d/" + (try #require(icds.first))
            let manifest = try String(contentsOfFile: icd, encoding: .utf8)
            let library = try #require(manifest.firstMatch(of: /"library_path": "([^"]*)"/)?.1)
            let found = library.hasPrefix("/") ? String(library) : "/usr/lib/x86_64-linux-gnu/" + library
            try FileManager.default.copyItem(
                atPath: URL(fileURLWithPath: found).resolvingSymlinksInPath().path, toPath: folder + "/second.so")
            try manifest.replacingOccurrences(of: library, with: folder + "/second.so")
                .write(toFile: folder + "/second.json", atomically: true, encoding: .utf8)
            let both = [icd, folder + "/second.json"].joined(separator: ":")
            let variables = ["VK_ICD_FILENAMES": both, "VK_DRIVER_FILES": both]
            let doctor = try Program.run(["doctor"], variables: variables).output
            #expect(doctor.contains(/llvmpipe.* #2,/), "\(doctor)")
            let name = try #require(doctor.firstMatch(of: /(llvmpipe \([^)]*\))/)?.1)
            func dream(_ device: String) throws -> Program.Outcome {
                try Program.run(
                    ["run", "classic", "-o", "dream.png", "--device", device] + Self.quick, in: folder,
                    variables: variables)
            }
            let unclear = try dream("llvmpipe")
            #expect(unclear.status == 1 && unclear.chatter.contains("several have that in their names"))
            for device in [String(name), "#2"] {
                let outcome = try dream(device)
                #expect(outcome.status == 0, "\(outcome.chatter)")
            }
            let facts = try Program.run(["show", "dream.png", "--facts"], in: folder).output
            #expect(facts.contains(/computed on llvmpipe.* #2/))
        }
    }
}
