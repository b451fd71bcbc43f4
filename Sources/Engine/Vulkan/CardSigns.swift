import Files
import Foundation

/// Whether a graphics card may be here, as far as can be told without opening a driver: Mesa's load a compiler, which takes longer than all else
/// that a program begins with.
///
/// Mesa's drivers for Linux find cards by libdrm, which lists `/dev/dri` (`drmGetDevices2`, xf86drm.c). Where nothing is there, and the loader knows
/// drivers of Mesa's alone, none of them has a card. Any other driver, and anything that somebody has set for the loader, leaves it open.
package struct CardSigns {
    private let environment: [String: String]
    private let root: String

    /// - Parameter root: what absolute paths are looked up in.
    package init(environment: [String: String] = ProcessInfo.processInfo.environment, root: String = "") {
        (self.environment, self.root) = (environment, root)
    }

    /// The files of Mesa's drivers that know cards of `/dev/dri`, and of those that play one on the processor.
    private static let mesa: Set = [
        "libvulkan_asahi.so", "libvulkan_broadcom.so", "libvulkan_intel.so", "libvulkan_intel_hasvk.so",
        "libvulkan_lvp.so", "libvulkan_nouveau.so", "libvulkan_panfrost.so", "libvulkan_powervr_mesa.so",
        "libvulkan_radeon.so", "libvulkan_virtio.so",
    ]

    /// How variables begin by which the loader is told of other drivers and layers, and Mesa's virtio of a card elsewhere.
    private static let settings = ["VK_", "VN_"]

    /// False where no driver knows a card.
    package var areThere: Bool {
        let isSet = environment.keys.contains { key in CardSigns.settings.contains { key.hasPrefix($0) } }
        if isSet || Files.names(in: root + "/dev/dri")?.isEmpty == false { return true }
        let drivers = self.drivers
        return drivers.isEmpty || !drivers.allSatisfy { $0.map(CardSigns.mesa.contains) ?? false }
    }

    /// The names of the drivers' files, as their manifests have them; nil for a manifest that cannot be read.
    private var drivers: [String?] {
        folders.flatMap { folder in
            (Files.names(in: folder) ?? []).filter { $0.hasSuffix(".json") }.map { name in
                Files.read(Paths.inside(folder, name), most: 1 << 16)
                    .flatMap { try? JSONDecoder().decode(DriverManifest.self, from: $0) }
                    .map { Paths.name(of: $0.driver.library) }
            }
        }
    }

    /// Where the loader looks for manifests, whichever way it was built ("Driver Discovery on Linux" of its LoaderDriverInterface.md): more than it
    /// reads does no harm.
    private var folders: [String] {
        func set(_ name: String) -> [String] {
            (environment[name] ?? "").split(separator: ":").map { String($0) }
        }
        let home = environment["HOME"].map { [$0 + "/.config", $0 + "/.local/share"] } ?? []
        let usual = ["/etc/xdg", "/etc", "/usr/local/etc", "/usr/local/share", "/usr/share"]
        let named = ["XDG_CONFIG_HOME", "XDG_CONFIG_DIRS", "XDG_DATA_HOME", "XDG_DATA_DIRS"].flatMap(set)
        return (home + usual + named).map { root + $0 + "/vulkan/icd.d" }
    }
}

/// What a driver says of itself to the loader.
private struct DriverManifest: Decodable {
    let driver: Driver

    struct Driver: Decodable {
        let library: String

        private enum CodingKeys: String, CodingKey {
            case library = "library_path"
        }
    }

    private enum CodingKeys: String, CodingKey {
        case driver = "ICD"
    }
}
