import Foundation
import TestSupport
import Testing
import VulkanBridge

/// The shaders that are built in are those of the sources.
@Suite struct ShaderSourceTests {
    private static let root = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../..").standardizedFileURL
    private static let folder = root.appendingPathComponent("Sources/Engine/Vulkan/Shaders").path

    /// The first line of glslc's version.
    private static let compiler: String? = {
        let outcome = try? run("/usr/bin/env", ["glslc", "--version"])
        return outcome?.split(separator: "\n").first.map { String($0) }
    }()

    private static let builtIn: String = {
        let path = root.appendingPathComponent("Sources/VulkanBridge/shaders.inc").path
        return (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    }()

    private static func run(_ program: String, _ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return process.terminationStatus == 0 ? String(decoding: output, as: UTF8.self) : ""
    }

    /// Another version of glslc makes other bytes of the same sources.
    @Test(
        .enabled(
            if: compiler.map { builtIn.hasPrefix("// Made by Scripts/shaders with \($0).\n") } ?? false,
            "glslc is not installed, or in another version than the shaders were made with"))
    func builtInShadersAreWhatTheScriptMakes() throws {
        try Fixtures.withTemporaryFolder { folder in
            _ = try Self.run(Self.root.path + "/Scripts/shaders", [folder + "/shaders.inc"])
            #expect(try String(contentsOfFile: folder + "/shaders.inc", encoding: .utf8) == Self.builtIn)
        }
    }

    /// What glslc is not needed for: none is missing, none is left over, and all of them together stay small.
    @Test func everyShaderIsBuiltIn() {
        let files = FileManager.default.enumerator(atPath: Self.folder)?.compactMap { $0 as? String } ?? []
        let names = files.filter { $0.hasSuffix(".comp") }.map { String($0.dropLast(5)) }
        let sources = Set(names + names.map { "half/" + $0 })
        var (found, bytes): (Set<String>, Int) = ([], 0)
        while let name = vulkan_shader_name(found.count).map({ String(cString: $0) }) {
            var size = 0
            #expect(vulkan_shader(name, &size)?.pointee == 0x0723_0203)
            bytes += size
            found.insert(name)
        }
        #expect(found == sources && !found.isEmpty)
        #expect(bytes < 1 << 20)
        var size = 0
        #expect(vulkan_shader("none of them", &size) == nil)
    }
}
