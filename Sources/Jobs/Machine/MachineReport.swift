import Engine
import Files
import Foundation
import Networks
import Recipes
import Wording

/// What there is on this machine for dreams: what was found, and what to do about it.
package struct MachineReport {
    package private(set) var lines: [String] = []
    package private(set) var advice: [String] = []
    /// Whether something does not work.
    package private(set) var isSick = false

    /// Looks at all of it; takes a second.
    package init() {
        lookAtProcessor()
        lookAtMemory()
        lookAtLibraries()
        lookAtDevices()
        lookAtNetworks()
        lookAtFolders()
        lookAtConfiguration()
        measureSpeed()
    }

    private mutating func note(_ name: String, _ fact: String) {
        let name = name + String(repeating: " ", count: max(0, 12 - name.count))
        lines.append("\(name) \(Phrases.harmless(fact))")
    }

    private mutating func fail(_ sentence: String) {
        advice.append(sentence)
        isSick = true
    }

    private mutating func lookAtProcessor() {
        note("reverie", "\(ReverieVersion.current), from \(Folders.shipped)")
        let wanted = ["avx2", "fma", "avx512f", "avx512vl", "avx512bw", "avx512dq"]
        let found = wanted.filter(Machine.features.contains)
        note(
            "processor",
            "\(Machine.processor), \(Machine.cores) cores; \(found.isEmpty ? "no vectors that matter here" : found.joined(separator: " "))"
        )
        note("kernels", "\(KernelVariant.best.rawValue), \(Phrases.count(Threads.count, "thread"))")
        if KernelVariant.best == .baseline {
            advice.append(
                "the processor has neither AVX2 nor AVX-512, or a virtual machine hides them: dreams take several times as long"
            )
        }
        if let quota = Machine.quota, quota < Double(Machine.cores) - 0.05 {
            advice.append(
                "this process may use \(quota) of \(Machine.cores) cores (its control group's cpu.max); "
                    + "\(SettingName.threads.set(to: "\(max(1, Int(quota)))")) is faster than to be stopped now and then"
            )
        }
        if let load = Machine.load, load > Double(Machine.cores) * 0.75 {
            advice.append(
                "other programs are busy (load \(load) on \(Machine.cores) cores): steps take longer for as long as they are"
            )
        }
    }

    private mutating func lookAtMemory() {
        note(
            "memory",
            "\(Phrases.bytes(Memory.machineBytes)); a render holds \(Phrases.bytes(Memory.sensibleShare)) unless \(SettingName.memory) says otherwise"
        )
        if Memory.machineBytes < 2 << 30 {
            advice.append(
                "there is little memory: large pictures are cut into tiles, which take about four times as long for a pixel"
            )
        }
    }

    /// The files that the process has loaded, whose names tell their versions.
    private mutating func lookAtLibraries() {
        let files = Set(
            ThisProcess.text("maps").split(separator: "\n").compactMap {
                $0.split(separator: " ").last.map { String($0) }
            })
        let names = [
            "liblua", "libpng", "libjpeg", "libwebp.so", "libtiff", "libOpenEXRCore", "libdnnl", "libgomp",
        ]
        let found = names.compactMap { name in
            files.first { $0.contains("/\(name)") }.map { Paths.name(of: $0) }
        }
        note("libraries", found.isEmpty ? "unknown" : found.joined(separator: ", "))
    }

    /// What Vulkan computes on; that there is nothing is no illness.
    private mutating func lookAtDevices() {
        note("device", "cpu: the processor, which always computes")
        do {
            let devices = try VulkanSystem.here.get().devices
            for device in devices { note("", device.summary) }
            if !devices.contains(where: \.isGraphicsCard) {
                note("", "no graphics card: \(SettingName("device").set(to: "gpu")) has nothing to compute on")
            }
        } catch {
            note("", "no graphics card: \(error)")
        }
    }

    private mutating func lookAtNetworks() {
        let library = NetworkLibrary.standard
        note("networks", library.folder)
        let manifests: [Manifest]
        do {
            manifests = try library.list()
        } catch {
            return fail("\(error)")
        }
        if manifests.isEmpty {
            fail("no network is installed; 'reverie networks fetch' brings some, 'reverie networks add' your own")
        }
        for manifest in manifests {
            let path = library.folder + "/" + manifest.model
            guard let data = Files.map(path) else {
                fail(
                    "\(Phrases.harmless(manifest.name)): its model '\(Phrases.harmless(path))' is missing; 'reverie networks fetch', or 'reverie networks remove'"
                )
                continue
            }
            let isWhole = manifest.sha256.isEmpty || data.sha256 == manifest.sha256
            note("", "\(manifest.name), \(Phrases.bytes(data.count))\(isWhole ? "" : ", altered")")
            if !isWhole {
                fail(
                    "\(Phrases.harmless(manifest.name)): the model's bytes are not those that were installed; fetch or add it again"
                )
            }
        }
    }

    private mutating func lookAtFolders() {
        for (name, path) in [("here", "."), ("networks", NetworkLibrary.standard.folder), ("cache", Folders.cache)] {
            guard let free = Disk.free(at: path) else { continue }
            note("disk", "\(Phrases.bytes(free)) free for \(name == "here" ? "this folder" : "the \(name), \(path)")")
            if free < 200 << 20 {
                advice.append("the disk that holds \(name == "here" ? "this folder" : path) is nearly full")
            }
        }
        if access(".", W_OK) != 0 { advice.append("nothing can be written into this folder") }
    }

    private mutating func lookAtConfiguration() {
        guard Files.exists(Configuration.path) else {
            return note("defaults", "none; they would be in \(Configuration.path)")
        }
        do {
            _ = try Configuration.user()
            note("defaults", Configuration.path)
        } catch {
            fail("\(error)")
        }
    }

    /// A step of the smallest network that is installed, at a size that takes a moment.
    private mutating func measureSpeed() {
        let library = NetworkLibrary.standard
        guard let name = (try? library.list())?.map(\.name).first(where: { $0 == "squeezenet" }) else { return }
        guard let network = try? library.load(name),
            let node = try? network.node(named: network.manifest.defaultLayer),
            let seconds = try? StepTiming.fastest(network, node, side: 256, steps: 10),
            let work = try? network.graph.multiplyAdds(for: [node], height: 256, width: 256)
        else { return fail("\(name) cannot be run; try 'reverie networks bench \(name)'") }
        let speed = 4 * Double(work) / seconds / 1e9
        note(
            "speed",
            "\((seconds * 1e4).rounded() / 10) ms for a step of \(name) at 256×256, \(Int(speed.rounded())) GFLOP/s")
    }
}
