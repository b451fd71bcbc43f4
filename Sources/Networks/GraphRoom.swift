import Tensors

/// A bound on what a graph may hold, so that a small hostile file cannot ask for gigabytes: twice the size of the files it
/// is read from, since half-precision weights become floats, and as much again as the largest classical network has
/// weights (VGG19: 548 MiB), since some models only tell the size of theirs. It is never more than there is.
struct GraphRoom {
    private var free: Int
    private let isMachines: Bool

    init(fileBytes: Int, machine: Int = FreeMemory.bytes) {
        let own = 600 << 20 + 2 * min(fileBytes, 1 << 40)
        // Numbers are copied once on their way into a graph.
        free = min(own, machine / 2)
        isMachines = free < own
    }

    /// Takes bytes; false when there are not as many.
    mutating func take(_ bytes: Int) -> Bool {
        guard holds(bytes) else { return false }
        free -= bytes
        return true
    }

    /// Whether there are as many.
    func holds(_ bytes: Int) -> Bool { bytes <= free }

    /// Says that there are not as many.
    var exceeded: String {
        isMachines
            ? "with it the network would take more memory than the \(max(0, 2 * free) >> 20) MiB that are free"
            : "with it the network would be several times as large as the file that it comes from"
    }

    /// Gives bytes back.
    mutating func free(_ bytes: Int) { free += bytes }
}

/// A bound on what is computed while a model is read, in numbers that are touched: some for each byte of the file, and a second's
/// worth for any.
struct ReadingWork {
    private var left: Int

    init(fileBytes: Int) { left = 1 << 29 + 64 * min(fileBytes, 1 << 40) }

    /// Spends the work of touching so many numbers; false when there is not as much left.
    mutating func spend(_ numbers: Int) -> Bool {
        guard numbers <= left else { return false }
        left -= max(0, numbers)
        return true
    }

    /// Says that there is not as much.
    static let exceeded = "with it more would be computed while reading than a file of this size can need"

    /// The most nodes, or layers, that a model may have: several times as many as the largest that are known.
    static let mostNodes = 1 << 16
}
