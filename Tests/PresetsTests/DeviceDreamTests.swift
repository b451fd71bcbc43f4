import Dreams
import Engine
import Foundation
import Pictures
import Recipes
import Testing

/// A dream on a device is the processor's, but for rounding: three steps, on whatever plays a graphics card here.
@Suite struct DeviceDreamTests {
    private static let played = try? VulkanSystem.here.get().devices.first { $0.kind == .processor && $0.lack == nil }

    /// A few; all of them, some minutes, where REVERIE_ALL_PRESETS is set.
    private static let presets =
        ProcessInfo.processInfo.environment["REVERIE_ALL_PRESETS"] != nil
        ? Shelf.library.names : ["classic", "coral-garden", "puppies-in-the-clouds"]

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
        func render(on backend: any Backend) throws -> Picture {
            try scene.render(made.recipe, made, seed: seed, backend: backend, steps: 3)
        }
        let (here, there) = (try render(on: Backends.fast), try render(on: backend))
        let dream = here.distance(to: try scene.beginning(made, seed: seed))
        print("| \(preset) | \(dream) | \(there.distance(to: here)) |")
        #expect(there.distance(to: here) <= 1)
        #expect(dream > 1.5)
        #expect(try render(on: backend).distance(to: there) == 0)
    }
}
