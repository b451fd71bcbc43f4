import Tensors

/// A bound on what a graph may hold, so that a small hostile file cannot ask for gigabytes: twice the size of the files it
/// is read from, since half-precision weights become floats, and as much again as the largest classical network has
/// weights (VGG19: 548 MiB), since some models only tell the size of theirs.
struct GraphRoom {
    private var free: Int

    init(fileBytes: Int) { free = 600 << 20 + 2 * min(fileBytes, 1 << 40) }

    /// Takes bytes; false when there are not as many.
    mutating func take(_ bytes: Int) -> Bool {
        guard bytes <= free else { return false }
        free -= bytes
        return true
    }

    /// Says that there are not as many.
    static let exceeded = "with it the network would be several times as large as the file that it comes from"

    /// Gives bytes back.
    mutating func free(_ bytes: Int) { free += bytes }
}

extension Operation {
    /// The bytes that its weights and lists take.
    var bytes: Int {
        switch self {
        case .convolution(let convolution): 4 * (convolution.weights.values.count + convolution.bias.count)
        case .parametricRelu(let slopes): 4 * slopes.count
        case .channelNormalization(let normalization): 8 * normalization.scale.count
        case .channelSelection(let channels): 8 * channels.count
        default: 0
        }
    }
}
