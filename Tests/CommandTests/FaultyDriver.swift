import Foundation
import TestSupport
import Testing

/// A driver that does what `Tests/FaultyDriver` is told: lavapipe behind a layer of Vulkan, which is compiled here.
enum FaultyDriver {
    /// Where the layer lies; nil where it cannot be compiled, or nothing plays a card.
    private static let folder: String? = {
        guard let doctor = try? Program.run(["doctor"]), doctor.output.contains("llvmpipe") else { return nil }
        let folder = NSTemporaryDirectory() + "/reverie-faulty-driver-\(getpid())"
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let source = Fixtures.checkout + "/Tests/FaultyDriver/faulty_driver.c"
        let command = "cc -O1 -shared -fPIC -fvisibility=hidden -o '\(folder)/driver.so' '\(source)'"
        guard let outcome = try? Program.shell(command, in: folder), outcome.status == 0 else { return nil }
        // The loader wants the layer to be the last of the file.
        let manifest = """
            {
              "file_format_version": "1.2.0",
              "layer": {
                "name": "VK_LAYER_REVERIE_faults", "type": "GLOBAL", "library_path": "\(folder)/driver.so",
                "api_version": "1.3.0", "implementation_version": "1", "description": "what drivers do at their worst"
              }
            }
            """
        try? manifest.write(toFile: folder + "/faults.json", atomically: true, encoding: .utf8)
        return folder
    }()

    /// Why tests are skipped where there is none.
    static let isThere = ConditionTrait.enabled(
        if: folder != nil, "a card is played by Debian's mesa-vulkan-drivers, and its faults by what cc makes")

    /// What of the environment makes the driver do it.
    static func doing(_ faults: String) -> [String: String] {
        ["VK_LAYER_PATH": folder ?? "", "VK_INSTANCE_LAYERS": "VK_LAYER_REVERIE_faults", "VULKAN_FAULTS": faults]
    }

    /// What a program has had recorded and submitted.
    struct Report {
        let dispatches: Int
        let copies: Int
        let submissions: Int
        let hazards: Int
        /// What the copies of all submissions took along.
        let bytes: Int
    }

    /// Runs the program over a driver that works, and counts.
    static func report(_ arguments: [String], in folder: String) throws -> (outcome: Program.Outcome, report: Report) {
        let outcome = try Program.run(arguments, in: folder, variables: doing("report=\(folder)/report"))
        let counts = try String(contentsOfFile: folder + "/report", encoding: .utf8).split { !$0.isNumber }.compactMap {
            Int($0)
        }
        try #require(counts.count == 5)
        return (
            outcome,
            Report(
                dispatches: counts[0], copies: counts[1], submissions: counts[2], hazards: counts[3], bytes: counts[4])
        )
    }
}
