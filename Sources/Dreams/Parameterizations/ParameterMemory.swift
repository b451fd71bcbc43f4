import Networks
import Tensors

/// What the parameters of a canvas hold, and what is made on the way from and to them, in bytes.
struct ParameterMemory {
    /// What an optimizer moves.
    let parameters: Int
    /// What stands beside them for as long as the octave takes.
    var constants = 0
    /// And what of it a state of the render keeps.
    var stored = 0
    /// While planes are made of them, beside the planes.
    var making = 0
    /// While gradients become theirs, beside both.
    var goingBack = 0
    /// While they are made of a canvas, with it, beside both.
    var beginning = 0
}

extension Parameterization {
    /// On a canvas of a size.
    func memory(on size: Extent) -> ParameterMemory {
        let planes = Shape(channels: 3, height: size.height, width: size.width)
        var memory = word.memory(of: planes)
        guard isColoured else { return memory }
        // What the planes cannot make of the first canvas; it is found of that, and of planes that are made.
        let rest = 4 * planes.count
        memory.constants += rest
        memory.stored += rest
        memory.beginning += word.areThePlanes ? rest : 2 * rest
        return memory
    }
}
