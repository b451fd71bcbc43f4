import Engine
import Foundation
import TestSupport
import Testing

/// Whether drivers are worth opening, by what lies on the disk.
@Suite struct CardSignsTests {
    /// A machine's folders, with a manifest for each of the drivers.
    private func signs(
        _ drivers: [String], in place: String = "usr/share", devices: [String]? = nil,
        _ environment: [String: String] = [:]
    ) throws -> Bool {
        try Fixtures.withTemporaryFolder { root in
            func write(_ text: String, _ path: String) throws {
                let file = URL(fileURLWithPath: root + "/" + path)
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(text.utf8).write(to: file)
            }
            for (number, driver) in drivers.enumerated() {
                let facts = #"{"library_path": "\#(driver)", "api_version": "1.3.230"}"#
                let manifest = driver.isEmpty ? "{" : #"{"ICD": \#(facts), "file_format_version": "1.0.0"}"#
                try write(manifest, "\(place)/vulkan/icd.d/\(number).json")
            }
            for device in devices ?? [] { try write("", "dev/dri/" + device) }
            return CardSigns(environment: environment, root: root).areThere
        }
    }

    private let mesa = [
        "/usr/lib/x86_64-linux-gnu/libvulkan_radeon.so", "libvulkan_intel.so", "/usr/lib64/libvulkan_lvp.so",
    ]

    @Test func whereMesaAloneIsInstalledACardHasAFileOfItsOwn() throws {
        #expect(try !signs(mesa))
        #expect(try signs(mesa, devices: ["renderD128"]))
        #expect(try signs(mesa, devices: ["card0", "renderD128"]))
        #expect(try !signs(["libvulkan_lvp.so"], in: "home/.local/share", ["HOME": "/home"]))
    }

    /// What is not known is asked.
    @Test(arguments: [
        "libGLX_nvidia.so.0", "/usr/lib/libvulkan_dzn.so", "libvulkan_freedreno.so", "amdvlk64.so", "libMoltenVK.dylib",
        "",
    ])
    func anyOtherDriverIsAsked(_ driver: String) throws {
        #expect(try signs(mesa + [driver]))
        #expect(try signs([driver], in: "etc"))
    }

    /// The loader finds it anywhere that it looks.
    @Test(
        arguments: [
            ("etc", [:]), ("usr/local/etc", [:]), ("etc/xdg", [:]), ("usr/local/share", [:]),
            ("home/.config", ["HOME": "/home"]), ("home/.local/share", ["HOME": "/home"]),
            ("far", ["XDG_DATA_DIRS": "/usr/share:/far"]), ("far", ["XDG_CONFIG_HOME": "/far"]),
            ("far", ["XDG_DATA_HOME": "/far"]), ("far", ["XDG_CONFIG_DIRS": "/far"]),
        ] as [(String, [String: String])])
    func anotherDriverIsFoundWhereverItLies(_ place: String, _ environment: [String: String]) throws {
        #expect(try signs(["libGLX_nvidia.so.0"], in: place, environment))
        #expect(try !signs(["libvulkan_lvp.so"], in: place, environment))
    }

    /// No manifest may mean a loader that looks elsewhere, and opens nothing where it does not.
    @Test func withoutADriverTheLoaderIsAsked() throws { #expect(try signs([])) }

    @Test(arguments: ["VK_DRIVER_FILES", "VK_ICD_FILENAMES", "VK_ADD_DRIVER_FILES", "VK_INSTANCE_LAYERS", "VN_DEBUG"])
    func whoTellsTheLoaderSomethingIsHeard(_ name: String) throws { #expect(try signs(mesa, [name: "x"])) }

    /// `auto` finds what there is.
    @Test func autoAsksWhereACardMayBe() {
        #expect(DeviceChoice.auto.asksDrivers == CardSigns().areThere)
        #expect(DeviceChoice.gpu.asksDrivers && DeviceChoice.named("x").asksDrivers && !DeviceChoice.cpu.asksDrivers)
    }
}
