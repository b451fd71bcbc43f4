import Foundation
import Pictures
import Tensors
import TestSupport
import Testing

/// Devices on the command line: one that the processor plays, and none at all.
@Suite(.serialized) struct DeviceCommandTests {
    private let quick = ["--width", "96", "--set", "octaves=1"]
    private static let device = ["--device", "llvmpipe"]
    private static let isThere = (try? Program.run(["doctor"]))?.output.contains("llvmpipe") ?? false

    /// No driver: the loader is told of a file that is not there.
    private let noDriver = ["VK_ICD_FILENAMES": "/nonexistent.json", "VK_DRIVER_FILES": "/nonexistent.json"]

    @Test(.enabled(if: isThere, "no driver plays a graphics card here: Debian's mesa-vulkan-drivers does"))
    func aDreamOnADeviceSaysSoAndComesOutAgain() throws {
        try Fixtures.withTemporaryFolder { folder in
            func run(_ words: [String]) throws -> Program.Outcome {
                let outcome = try Program.run(words, in: folder)
                #expect(outcome.status == 0, "\(words): \(outcome.chatter)")
                return outcome
            }
            _ = try run(["run", "classic", "-o", "cpu.png"] + quick)
            _ = try run(["run", "classic", "-o", "device.png"] + quick + Self.device)
            #expect(try run(["show", "device.png", "--facts"]).output.contains("computed on llvmpipe"))
            #expect(try !run(["show", "cpu.png", "--facts"]).output.contains("computed on"))
            let pictures = try ["cpu.png", "device.png"].map { try Picture.read(contentsOf: folder + "/" + $0) }
            let squares = zip(pictures[0].colours.values, pictures[1].colours.values).map { ($0 - $1) * ($0 - $1) }
            #expect(255 * (squares.reduce(0, +) / Float(squares.count)).squareRoot() <= 1)

            // The recipe's device is taken again, to the same bytes; another one, or none, is remarked.
            #expect(try !run(["redo", "device.png", "-o", "again.png"]).chatter.contains("bytes will differ"))
            #expect(
                try Data(contentsOf: URL(fileURLWithPath: folder + "/again.png"))
                    == Data(contentsOf: URL(fileURLWithPath: folder + "/device.png")))
            let other = try run(["redo", "device.png", "-o", "other.png", "--device", "cpu"])
            #expect(other.chatter.contains(/it was rendered on llvmpipe.*, and the processor renders it now/))
            let without = try Program.run(["redo", "device.png", "-o", "none.png"], in: folder, variables: noDriver)
            #expect(without.status == 0 && without.chatter.contains("and the processor renders it now"))
            let cpu = try Picture.read(contentsOf: folder + "/none.png")
            #expect(cpu.colours == pictures[0].colours)
        }
    }

    @Test(.enabled(if: isThere, "no driver plays a graphics card here: Debian's mesa-vulkan-drivers does"))
    func plansNameTheDeviceAndWhatItLeavesToTheProcessor() throws {
        let plan = try Program.run(["plan", "classic", "--width", "200"] + Self.device)
        #expect(plan.output.contains("\nthe network is computed on llvmpipe"), "\(plan.output)\(plan.chatter)")
        #expect(!plan.output.contains("have no shader"))
        #expect(try !Program.run(["plan", "classic", "--width", "200"]).output.contains("computed on"))
    }

    /// A render that was killed goes on, on its own device to the same bytes.
    @Test(.enabled(if: isThere, "no driver plays a graphics card here: Debian's mesa-vulkan-drivers does"))
    func aKilledRenderGoesOn() throws {
        try Fixtures.withTemporaryFolder { folder in
            let command =
                ["run", "classic", "-o", "dream.png", "--checkpoint-every", "0"] + quick
            func killed(_ more: [String], at step: Int = 3) throws {
                let killed = try Program.run(
                    command + ["--progress", "json"] + more, in: folder, interruptAfter: "\"step\": \(step)",
                    signals: [SIGKILL])
                #expect(killed.status != 0)
            }
            try killed(Self.device)
            #expect(try Program.run(command + Self.device + ["--resume"], in: folder).status == 0)
            #expect(
                try Program.run(["run", "classic", "-o", "whole.png"] + quick + Self.device, in: folder).status == 0)
            #expect(try Fixtures.same(folder + "/dream.png", folder + "/whole.png"))
            try killed([])
            let other = try Program.run(command + Self.device + ["--resume"], in: folder)
            #expect(other.status == 0, "\(other.chatter)")
            #expect(
                other.chatter.contains(/it was begun on cpu, and llvmpipe.* goes on with it: the bytes will differ/))
            // What was gone on with so, and is killed again, remembers both.
            try killed([])
            try killed(Self.device + ["--resume"], at: 6)
            let third = try Program.run(command + ["--resume"], in: folder)
            #expect(
                third.chatter.contains(/it was begun on cpu, then llvmpipe.*, and the processor goes on/),
                "\(third.chatter)")
        }
    }

    @Test func whereThereIsNoDriverTheProcessorComputesOrASentenceSaysWhy() throws {
        try Fixtures.withTemporaryFolder { folder in
            let auto = try Program.run(
                ["run", "classic", "-o", "a.png", "--device", "auto"] + quick, in: folder, variables: noDriver)
            #expect(auto.status == 0, "\(auto.chatter)")
            for device in ["gpu", "llvmpipe", "warp drive"] {
                let outcome = try Program.run(
                    ["run", "classic", "-o", "b.png", "--device", device] + quick, in: folder, variables: noDriver)
                #expect(outcome.status != 0)
                #expect(
                    outcome.chatter.contains("there is no device '\(device)' to compute on: "), "\(outcome.chatter)")
                #expect(outcome.chatter.contains(/driver|libvulkan/))
                #expect(!FileManager.default.fileExists(atPath: folder + "/b.png"))
            }
            let bench = try Program.run(
                ["networks", "bench", "squeezenet", "--size", "64", "--device", "gpu"], variables: noDriver)
            #expect(bench.status != 0 && bench.chatter.contains("there is no device 'gpu'"))
            let doctor = try Program.run(["doctor"], variables: noDriver)
            #expect(doctor.status == 0, "\(doctor.output)")
            #expect(doctor.output.contains("no graphics card: "))
        }
    }

    /// Where `auto` can find nothing, it opens nothing: Mesa's drivers load a compiler. Which files the program opens, its loader tells.
    @Test(.enabled(if: isThere && !FileManager.default.fileExists(atPath: "/dev/dri"), "there may be a card here"))
    func autoOpensNoDriverWhereThereIsNoCard() throws {
        try Fixtures.withTemporaryFolder { folder in
            func opened(_ device: String) throws -> Bool {
                let log = ["LD_DEBUG": "files", "LD_DEBUG_OUTPUT": folder + "/" + device]
                let outcome = try Program.run(
                    ["run", "classic", "-o", device + ".png", "--device", device] + quick, in: folder, variables: log)
                #expect(outcome.status == 0, "\(outcome.chatter)")
                let logs = try FileManager.default.contentsOfDirectory(atPath: folder).filter {
                    $0.hasPrefix(device + ".") && !$0.hasSuffix(".png")
                }
                #expect(!logs.isEmpty)
                return try logs.contains {
                    try String(contentsOfFile: folder + "/" + $0, encoding: .utf8).contains("libvulkan")
                }
            }
            let (byChance, byName) = (try opened("auto"), try opened("llvmpipe"))
            #expect(!byChance && byName)
        }
    }

    /// A driver that is no library is as good as none.
    @Test func aBrokenDriverIsSaid() throws {
        try Fixtures.withTemporaryFolder { folder in
            let path = folder + "/broken.json"
            let facts = #"{"library_path": "\#(path)", "api_version": "1.3.0"}"#
            let driver = #"{"file_format_version": "1.0.0", "ICD": \#(facts)}"#
            try Data(driver.utf8).write(to: URL(fileURLWithPath: path))
            let broken = ["VK_ICD_FILENAMES": path, "VK_DRIVER_FILES": path]
            let outcome = try Program.run(
                ["networks", "bench", "squeezenet", "--size", "64", "--device", "gpu"], variables: broken)
            #expect(outcome.status != 0 && outcome.chatter.contains("there is no device 'gpu' to compute on: "))
            #expect(try Program.run(["doctor"], variables: broken).status == 0)
        }
    }
}

/// Numbers of 16 bits on the command line.
@Suite(.serialized, FaultyDriver.isThere) struct PrecisionCommandTests {
    private static let quick = ["--width", "96", "--set", "octaves=1"]
    private static let half = ["--device", "llvmpipe", "--precision", "half"]

    @Test func aDreamInHalfSaysSoAndComesOutAgain() throws {
        try Fixtures.withTemporaryFolder { folder in
            func run(_ words: [String]) throws -> Program.Outcome {
                let outcome = try Program.run(words, in: folder)
                #expect(outcome.status == 0, "\(words): \(outcome.chatter)")
                return outcome
            }
            _ = try run(["run", "classic", "-o", "half.png"] + Self.quick + Self.half)
            _ = try run(["run", "classic", "-o", "single.png", "--device", "llvmpipe"] + Self.quick)
            #expect(try !Fixtures.same(folder + "/half.png", folder + "/single.png"))
            let pictures = try ["half.png", "single.png"].map { try Picture.read(contentsOf: folder + "/" + $0) }
            let squares = zip(pictures[0].colours.values, pictures[1].colours.values).map { ($0 - $1) * ($0 - $1) }
            // Ten steps make much of little; and it is the same dream.
            let apart = 255 * (squares.reduce(0, +) / Float(squares.count)).squareRoot()
            #expect(apart < 15, "\(apart)")
            #expect(
                try run(["show", "half.png", "--facts"]).output.contains(/computed on llvmpipe.*, kept in float16/))
            #expect(try !run(["redo", "half.png", "-o", "again.png"]).chatter.contains("bytes will differ"))
            #expect(
                try Data(contentsOf: URL(fileURLWithPath: folder + "/again.png"))
                    == Data(contentsOf: URL(fileURLWithPath: folder + "/half.png")))
            let single = try run(["redo", "half.png", "-o", "other.png", "--precision", "single"])
            #expect(single.chatter.contains(/rendered on llvmpipe.* in float16, and llvmpipe.* renders it now/))
            #expect(try Picture.read(contentsOf: folder + "/other.png").colours == pictures[1].colours)
            let plan = try run(["plan", "classic", "--width", "96"] + Self.half)
            #expect(plan.output.contains(", and kept in float16"), "\(plan.output)")
            #expect(try run(["doctor"]).output.contains("computes in float32, and keeps float16"))
        }
    }

    @Test func whereItCannotBeASentenceSaysSo() throws {
        try Fixtures.withTemporaryFolder { folder in
            func dream(_ words: [String], _ faults: String = "") throws -> Program.Outcome {
                try Program.run(
                    ["run", "classic", "-o", "a.png", "--precision"] + words + Self.quick, in: folder,
                    variables: FaultyDriver.doing(faults))
            }
            let cpu = try dream(["half"])
            #expect(
                cpu.status == 1 && cpu.chatter.contains("the processor keeps no numbers of 16 bits"), "\(cpu.chatter)")
            let old = try dream(["half", "--device", "llvmpipe"], "single")
            #expect(old.status == 1 && old.chatter.contains(/llvmpipe.* keeps no numbers of 16 bits/), "\(old.chatter)")
            let wrong = try dream(["double", "--device", "llvmpipe"])
            #expect(
                wrong.status != 0 && wrong.chatter.contains(/'double'; it must be .*single.*half/), "\(wrong.chatter)")
            #expect(!FileManager.default.fileExists(atPath: folder + "/a.png"))
            let auto = try dream(["half", "--device", "auto"], "card,single")
            #expect(
                auto.status == 0 && auto.chatter.contains(/llvmpipe.* keeps no numbers of 16 bits/), "\(auto.chatter)")
            let none = try dream(["half", "--device", "auto"])
            #expect(none.status == 0 && none.chatter.contains("the processor keeps no numbers of 16 bits"))
        }
    }
}
