import ArgumentParser
import Engine

/// What computes networks, as a command line names it.
enum DeviceOption {
    static let help = ArgumentHelp(
        "What computes the network: cpu, gpu, auto (a graphics card where there is one), or a part of a device's name.",
        discussion: "'reverie doctor' names the devices. Each rounds in its own way: other bytes, and the same dream.",
        valueName: "DEVICE")

    static let precision = ArgumentHelp(
        "How a device keeps the network's numbers: single, or half, in 16 bits.",
        discussion:
            "Half takes half of the memory, and is less exact: 'reverie networks bench' shows both. It is computed in float32 either way.",
        valueName: "PRECISION")
}

/// How a device keeps numbers, by name.
struct PrecisionOption: ExpressibleByArgument, CustomStringConvertible {
    let precision: Precision

    init(precision: Precision) { self.precision = precision }

    init?(argument: String) {
        guard let precision = Precision(rawValue: argument) else { return nil }
        self.precision = precision
    }

    var description: String { precision.rawValue }
    var defaultValueDescription: String { description }
    static var allValueStrings: [String] { Precision.allCases.map(\.rawValue) }
}
