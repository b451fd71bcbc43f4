import ArgumentParser

/// What computes networks, as a command line names it.
enum DeviceOption {
    static let help = ArgumentHelp(
        "What computes the network: cpu, gpu, auto (a graphics card where there is one), or a part of a device's name.",
        discussion: "'reverie doctor' names the devices. Each rounds in its own way: other bytes, and the same dream.",
        valueName: "DEVICE")
}
