package import Recipes
import Wording

extension CarriedRecipe {
    /// What it says, a line each, for people: parameters, seed, network, hashes.
    package var facts: [String] {
        var lines: [String] = []
        do {
            let outline = try source.outline()
            lines.append(Phrases.credited(outline.title, outline.author, outline.licence))
            lines += outline.parameters.map { parameter in
                let value = parameters[parameter.name]
                return "  \(parameter.name) = \(value ?? parameter.fallbackText)" + (value == nil ? " (default)" : "")
            }
        } catch {
            lines.append("its preset does not run: \(error)")
            lines += parameters.sorted { $0.key < $1.key }.map { "  \($0.key) = \($0.value)" }
        }
        lines.append("seed \(seed), canvas \(canvas.width)×\(canvas.height)")
        lines.append("network \(network.name), SHA-256 \(network.sha256)")
        lines.append(
            pictures.input.map { "dreamt on a picture, SHA-256 \($0.sha256)" } ?? "painted its own canvas")
        lines += pictures.parameters.sorted { $0.key < $1.key }.map {
            "picture \($0.key), SHA-256 \($0.value.sha256)"
        }
        lines += pictures.files.sorted { $0.key < $1.key }.map {
            "picture \($0.key) beside the preset, SHA-256 \($0.value.sha256)"
        }
        let options = rendering
        lines += [
            options.memory.map { "within \(Phrases.bytes($0)) of memory" },
            options.fastHalo.map { "tiles with halos of \($0) pixels" }, options.depth.map { "\($0) bits a sample" },
            options.quality.map { "quality \($0)" },
            options.rate.map { "\($0) frames a second" },
            options.device.map {
                "computed on \(Phrases.harmless($0))" + (options.precision == nil ? "" : ", kept in float16")
            },
        ].compactMap(\.self)
        if let varied = varied {
            lines.append("a sheet of pictures that differ in")
            lines += varied.map { "  \($0.name) = \(Phrases.choices($0.values, limit: 64))" }
            lines.append(
                "'reverie redo' renders one of them: the first, or the one that \(SettingName.parameter), \(SettingName.network) and \(SettingName("seed")) say"
            )
        }
        lines.append(
            "rendered by Reverie \(version)" + (isInterrupted == true ? ", and interrupted" : ""))
        return lines
    }
}
