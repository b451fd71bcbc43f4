import CPUBridge
import Tensors

/// Places in an arena, given and taken back while bands pass: the lowest that is free.
struct RingMemory {
    /// In floats, from the lowest on.
    private var live: [Range<Int>] = []
    /// The most that was ever needed, in floats.
    private(set) var most = 0

    /// A place for some floats, 64-byte aligned.
    mutating func take(_ floats: Int) -> Int {
        let wanted = max(16, (floats + 15) / 16 * 16)
        var (place, index) = (0, 0)
        while index < live.count, live[index].lowerBound - place < wanted {
            place = live[index].upperBound
            index += 1
        }
        live.insert(place..<place + wanted, at: index)
        most = max(most, place + wanted)
        return place
    }

    /// Nobody reads there any more.
    mutating func give(_ place: Int) { live.removeAll { $0.lowerBound == place } }
}

/// Rows of a group of values, or of their gradients, as one call wrote them: a small block.
struct BandChunk {
    let rows: Range<Int>
    /// In floats.
    let place: Int
}

/// What is kept of forward for the whole picture, row by row: bits, taps, and the numbers that a way back reads.
struct BandStore {
    /// In bytes.
    let place: Int
    /// Blocks of channels.
    let planes: Int
    let rows: Int
    /// Bytes of a row of a plane.
    let row: Int

    var bytes: Int { planes * rows * row }

    /// Some of its planes.
    func planes(_ first: Int, _ count: Int) -> BandStore {
        BandStore(place: place + first * rows * row, planes: count, rows: rows, row: row)
    }

    /// The floats that some rows take by themselves.
    func floats(_ count: Int) -> Int { (planes * count * row + 3) / 4 }
}

/// The stores of a plan.
struct BandStores {
    /// By root value, the bits of its clip.
    private(set) var bits: [FastPlan.ValueID: BandStore] = [:]
    /// By step, what its layer keeps.
    private(set) var states: [Int: BandStore] = [:]
    /// By value, its numbers.
    private(set) var numbers: [FastPlan.ValueID: BandStore] = [:]
    /// All of them.
    private(set) var bytes = 0
    /// Bits and states, each row of which is over as soon as a gradient has passed it.
    private(set) var passing = 0

    /// Whether there is so much of it that pages are given back as it passes.
    var givesBack: Bool { passing >= 16 << 20 }

    init(_ plan: FastPlan, _ groups: BandGroups) {
        // Nothing is over where the way back may be gone again.
        defer {
            passing =
                groups.mayRedirect ? 0 : (Array(bits.values) + Array(states.values)).reduce(0) { $0 + $1.bytes }
        }
        for value in groups.masked.sorted() {
            let root = plan.root(of: value).value
            let shape = plan.values[root].shape
            guard bits[root] == nil else { continue }
            bits[root] = store(planes: plan.blocks(of: root), shape.height, shape.width * plan.lanes / 8)
        }
        for (index, step) in plan.steps.enumerated() {
            let needs = step.layer.needs
            if let state = needs.stateRows {
                let owner = state.areOfInput ? step.inputs[0] : step.output
                states[index] = store(planes: state.planes, plan.values[owner].shape.height, state.bytes)
            }
            for value in (needs.inputs ? step.inputs : []) + (needs.output ? [step.output] : [])
            where value != 0 && numbers[value] == nil {
                let shape = plan.values[value].shape
                numbers[value] = store(planes: plan.blocks(of: value), shape.height, shape.width * plan.lanes * 4)
            }
        }
    }

    /// What can be relied on to be given back while the picture's gradient grows, of `gradient` bytes. Measured, it is four fifths at 24
    /// megapixels, three fifths at six, and a third at four, where pages are shared by more rows than a band has.
    func givenBack(for gradient: Int) -> Int {
        passing >= 64 << 20 ? min(passing, gradient) / (passing >= 128 << 20 ? 2 : 3) : 0
    }

    private mutating func store(planes: Int, _ rows: Int, _ row: Int) -> BandStore {
        let store = BandStore(place: bytes, planes: planes, rows: rows, row: row)
        bytes += (store.bytes + 63) / 64 * 64
        return store
    }
}

extension FastPlan {
    /// The blocks of channels of a value.
    func blocks(of value: ValueID) -> Int { (values[value].shape.channels + lanes - 1) / lanes }
}

/// Copies rows from one array of planes to another; strides are in bytes.
func copyRows(
    planes: Int, bytes: Int, _ source: UnsafeRawPointer, stride: Int, to destination: UnsafeMutableRawPointer,
    stride other: Int
) {
    blocks_copy_planes(planes, bytes, source, stride, destination, other)
}
