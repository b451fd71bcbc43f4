import Dreams
import Engine
import Foundation
import Pictures
import Recipes
import Testing

/// A dream on a device is the processor's, but for rounding: three steps, on whatever plays a graphics card here.
@Suite struct DeviceDreamTests {
    private static let played = try? VulkanSystem.here.get().devices.first { $0.kind == .processor && $0.lack == nil }

    /// A few; those that REVERIE_DEVICE_PRESETS names, with commas, or all of them where it says `all`, which takes some minutes.
    private static let presets: [String] = {
        let named = ProcessInfo.processInfo.environment["REVERIE_DEVICE_PRESETS"]
        return switch named {
        case nil: ["classic", "coral-garden", "puppies-in-the-clouds"]
        case "all": Shelf.library.names
        case .some(let names): names.split(separator: ",").map(String.init)
        }
    }()

    @Test(
        .enabled(
            if: played != nil, "no driver plays a graphics card here: Debian's mesa-vulkan-drivers does"),
        arguments: presets)
    func looksAsOnTheProcessor(_ preset: String) throws {
        let scene = try #require(GoldenScene.all.first { $0.preset == preset && $0.beginning == .photo })
        let played = try #require(Self.played)
        let made = try scene.made()
        let seed = try #require(scene.seeds.first)
        let backend = try DeviceChoice.named(played.name).backend()
        func render(on backend: any Backend, nudge: UInt64? = nil) throws -> Picture {
            try scene.render(made.recipe, made, seed: seed, backend: backend, steps: 3, nudge: nudge)
        }
        let (here, there) = (try render(on: Backends.fast), try render(on: backend))
        let dream = here.distance(to: try scene.beginning(made, seed: seed))
        let distance = there.distance(to: here)
        // Noise of a millionth does to the processor's own dream what a device's roundings do within a network: where that is more than a
        // level, because some unit is cut off here and not there, no two roundings of it can be alike.
        func nudged() throws -> Float {
            try (1...4).map { try render(on: Backends.fast, nudge: $0).distance(to: here) }.max() ?? 0
        }
        let allowed = distance <= 1 ? 1 : 2 * (try nudged())
        print("| \(preset) | \(dream) | \(distance) | \(allowed) |")
        #expect(distance <= allowed)
        #expect(dream > 1.5)
        #expect(try render(on: backend).distance(to: there) == 0)
    }
}
