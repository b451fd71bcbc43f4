import CPUBridge
import Networks
import Tensors

/// Positions in one line, one after the other.
final class FastTokenJoin: FastLayer {
    let needs: LayerNeeds

    /// What is joined: an operand, or tokens of the network's own, in blocks.
    private enum Part {
        case operand(first: Int)
        case tokens(PackedWeights, Shape, first: Int)
    }

    private let variant: kernel_variant
    private let lanes: Int
    private let parts: [Part]

    init(_ join: TokenJoin, _ place: FastPlace) throws {
        variant = place.variant
        let lanes = Int(kernel_variant_lanes(variant))
        self.lanes = lanes
        var (first, next) = (0, 0)
        parts = try join.parts.map { part in
            switch part {
            case .operand:
                defer {
                    first += place.operands[next].area
                    next += 1
                }
                return .operand(first: first)
            case .tokens(let tokens):
                defer { first += tokens.shape.area }
                return .tokens(try PackedWeights(blocksOf: tokens, lanes: lanes), tokens.shape, first: first)
            }
        }
        needs = LayerNeeds(scratch: place.operands.map { Block.floats(in: $0, lanes: lanes) }.max() ?? 0)
    }

    func forward(_ run: ForwardRun) {
        var rest = run.inputs[...]
        for part in parts {
            switch part {
            case .operand(let first):
                if let input = rest.popFirst() { run.output.copyPositions(from: input, at: 0, to: first) }
            case .tokens(let packed, let shape, let first):
                let tokens = Block(shape: shape, lanes: lanes, address: UnsafeMutablePointer(mutating: packed.address))
                run.output.copyPositions(from: tokens, at: 0, to: first)
            }
        }
    }

    // ∂/∂x = the part of g that x is
    func backward(_ run: BackwardRun) {
        var rest = run.targets[...]
        for part in parts {
            guard case .operand(let first) = part, let target = rest.popFirst() ?? nil else { continue }
            target.take(through: run.scratch, variant: variant) { share in
                Block(shape: target.block.shape, lanes: lanes, address: share)
                    .copyPositions(from: run.gradient, at: first, to: 0)
            }
        }
    }
}

/// Some tokens of a line.
final class FastTokenSelection: FastLayer {
    let needs: LayerNeeds

    private let variant: kernel_variant
    private let first: Int

    init(_ selection: TokenSelection, _ place: FastPlace) {
        variant = place.variant
        first = selection.first(of: place.operands[0])
        needs = LayerNeeds(scratch: Block.floats(in: place.operands[0], lanes: Int(kernel_variant_lanes(variant))))
    }

    func forward(_ run: ForwardRun) { run.output.copyPositions(from: run.inputs[0], at: first, to: 0) }

    // ∂/∂x = g for those that were chosen
    func backward(_ run: BackwardRun) {
        guard let target = run.targets[0] else { return }
        target.take(through: run.scratch, variant: variant) { share in
            let block = Block(shape: target.block.shape, lanes: run.gradient.lanes, address: share)
            block.clear()
            block.copyPositions(from: run.gradient, at: 0, to: first)
        }
    }
}

/// y = x + numbers or x·numbers, which lie in blocks as x does.
final class FastConstant: FastLayer {
    let needs: LayerNeeds

    private let variant: kernel_variant
    private let numbers: PackedWeights
    private let kind: ConstantArithmetic.Kind

    /// - Parameter numbers: of the operand's shape.
    init(_ kind: ConstantArithmetic.Kind, _ numbers: Tensor, variant: kernel_variant) throws {
        self.variant = variant
        self.kind = kind
        self.numbers = try PackedWeights(blocksOf: numbers, lanes: Int(kernel_variant_lanes(variant)))
        needs = LayerNeeds(clips: true, passesGradient: kind == .add)
    }

    func forward(_ run: ForwardRun) {
        var finish = run.finish
        let (x, y) = (run.inputs[0].address, run.output.address)
        switch kind {
        case .add: elements_add(variant, run.output.count, x, numbers.address, 1, y, &finish)
        case .multiply: elements_multiply(variant, run.output.count, x, numbers.address, y, &finish)
        }
    }

    func backward(_ run: BackwardRun) {
        guard let target = run.targets[0] else { return }
        guard kind == .multiply else { return target.take(run.gradient.address, variant: variant) }
        var finish = target.finish
        elements_multiply(
            variant, run.gradient.count, run.gradient.address, numbers.address, target.block.address, &finish)
    }
}

extension Block {
    /// Overwrites positions with those of another block, as many as the smaller of the two has.
    fileprivate func copyPositions(from source: Block, at sourceFirst: Int, to first: Int) {
        let count = min(shape.area - first, source.shape.area - sourceFirst)
        let size = MemoryLayout<Float>.stride
        blocks_copy_planes(
            blockCount, count * lanes * size, source.address + sourceFirst * lanes, source.shape.area * lanes * size,
            address + first * lanes, shape.area * lanes * size)
    }
}

extension PackedWeights {
    /// A tensor in blocks.
    convenience init(blocksOf tensor: Tensor, lanes: Int) throws {
        try self.init(count: Block.floats(in: tensor.shape, lanes: lanes)) { floats in
            Block(shape: tensor.shape, lanes: lanes, address: floats).fill(from: tensor)
        }
    }
}

extension TokenJoin: FastOperator {
    func fastLayer(_ place: FastPlace) throws -> (any FastLayer)? { try FastTokenJoin(self, place) }
}

extension TokenSelection: FastOperator {
    func fastLayer(_ place: FastPlace) -> (any FastLayer)? { FastTokenSelection(self, place) }
}

extension PositionTable: FastOperator {
    func fastLayer(_ place: FastPlace) throws -> (any FastLayer)? {
        try FastConstant(.add, table(for: place.operands[0]), variant: place.variant)
    }
}

extension ConstantArithmetic: FastOperator {
    func fastLayer(_ place: FastPlace) throws -> (any FastLayer)? {
        let whole = Tensor.zeros(place.operands[0]).combined(with: numbers) { $1 }
        return try FastConstant(kind, whole, variant: place.variant)
    }
}
