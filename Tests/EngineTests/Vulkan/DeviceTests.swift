import Engine
import Testing

/// Devices by their names, and what is said where one is not there.
@Suite struct DeviceTests {
    @Test func theProcessorIsNoDevice() throws {
        #expect(try DeviceChoice("CPU").device() == nil)
        #expect(try DeviceChoice("cpu").backend().name == Backends.fast.name)
        #expect(DeviceChoice("Auto") == .auto && DeviceChoice("gpu") == .gpu)
        #expect(DeviceChoice("GeForce") == .named("GeForce"))
    }

    /// A processor that plays a graphics card is slower than itself.
    @Test func autoTakesNoPlayedCard() throws {
        let device = try DeviceChoice.auto.device()
        #expect(device?.kind != .processor)
        if device == nil {
            #expect(throws: EngineError.self) { try DeviceChoice.gpu.device() }
            #expect(try DeviceChoice.auto.backend().name == Backends.fast.name)
        }
    }

    @Test(.onPlayedCard) func aDeviceIsFoundByAPartOfItsName() throws {
        let devices = try VulkanSystem.here.get().devices
        let played = try #require(devices.first { $0.kind == .processor })
        #expect(!played.isGraphicsCard && played.lack == nil)
        #expect(try DeviceChoice.named(played.name).device() == played)
        #expect(try DeviceChoice.named(played.name.prefix(5).uppercased()).device() == played)
        #expect(try DeviceChoice.named(played.name).backend().name == played.name)
        #expect(played.summary.contains("the processor playing a graphics card"))
        #expect(Set(devices.map(\.name)).count == devices.count)
    }

    @Test(.onPlayedCard) func whatIsNotThereIsSaidWithWhatIs() throws {
        let names = try VulkanSystem.here.get().devices.map(\.name)
        do {
            _ = try DeviceChoice.named("Warp drive").backend()
            Issue.record("there is a warp drive")
        } catch let error as EngineError {
            #expect("\(error)".hasPrefix("there is no device 'Warp drive' to compute on: there are cpu and "))
            for name in names { #expect("\(error)".contains(name)) }
        }
    }
}
