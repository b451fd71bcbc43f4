import Engine
import Networks
import Operators
import Tensors

/// A stage's objective as a backend computes it behind the network, and what it is told of all that follows from no layer: schedules, masks
/// and other pictures are the host's.
struct DeviceObjective {
    /// What the backend computes.
    let objective: LayerObjective
    /// By addend, its program and the shapes of that program's parts.
    private let terms: [(weight: Schedule, program: ExpressionProgram, shapes: [Shape])]
    /// What is told: a part of an addend's program; nil for what the backend sees by itself.
    private let told: [(term: Int, part: Int)?]
    /// Other pictures that are seen through the same views, by their places in the step.
    let pictures: [PictureReference]

    /// Why a backend that takes objectives does not take this one.
    enum Lack: Error {
        /// Something in it is made of the canvas as the network sees it.
        case readsCanvas
        /// A mask lies over a layer as it is, or an addend reads no layer.
        case readsNoLayer
    }

    /// Lays an objective's programs over the layers of a view.
    /// - Parameter isStep: whether it is that of a step which the backend takes whole: it sees the canvas's levels, and other pictures through
    ///   the same views, by itself.
    /// - Parameter guide: the size at which the network sees a reading of its own size.
    /// - Throws: `Lack`, and `DreamError` where shapes do not fit.
    init(
        _ stage: StageObjective, _ augmentation: Augmentation, isStep: Bool = false,
        guide: (PictureReading) throws -> Extent
    ) throws {
        let view = augmentation.size
        let layers = try stage.graph.shapes(height: view.height, width: view.width, for: stage.outputs)
        let canvas = augmentation.own(of: Shape(channels: 3, height: view.height, width: view.width))
        try self.init(stage.through, isBalanced: stage.isBalanced) {
            try stage.shape(of: $0, of: augmentation, layers, canvas: canvas, guide: guide)
        } source: { leaf in
            let (layer, picture): (LayerReference?, PictureReference?)
            switch leaf {
            case .activation(let own): (layer, picture) = (own, nil)
            case .reading(let reading):
                guard isStep, reading.placement == .aligned else { return nil }
                (layer, picture) = (reading.layer, reading.picture)
            case .canvas:
                guard isStep else { throw Lack.readsCanvas }
                (layer, picture) = (nil, nil)
            default: return nil
            }
            let node = layer.map(stage.node)
            let shape = node.map { layers[$0] } ?? Shape(channels: 3, height: view.height, width: view.width)
            return (node, picture, shape, augmentation.ownPart(of: shape))
        } isStill: {
            if case .reading(let reading) = $0 { reading.placement != .aligned } else { false }
        }
    }

    /// What pulls at the canvas itself, over that alone, number 0; nil where nothing does.
    init?(
        penaltiesOf stage: StageObjective, _ augmentation: Augmentation, guide: (PictureReading) throws -> Extent
    ) throws {
        guard stage.isDirect else { return nil }
        let size = augmentation.canvas
        let canvas = Shape(channels: 3, height: size.height, width: size.width)
        try self.init(stage.direct, isBalanced: false) {
            try stage.shape(of: $0, of: augmentation, [], canvas: canvas, guide: guide)
        } source: {
            $0 == .canvas ? (0, nil, canvas, nil) : nil
        } isStill: {
            // Whatever it reads lies where the canvas does.
            switch $0 {
            case .reading, .mask: true
            default: false
            }
        }
    }

    /// - Parameters:
    ///   - shape: of a leaf.
    ///   - source: where a leaf stands that the backend has; nil for one that only a scene knows.
    ///   - isStill: whether another leaf that only a scene knows is the same at every step.
    private init(
        _ addends: [StageObjective.Term], isBalanced: Bool, shape: (Expression) throws -> Shape,
        source: (Expression) throws -> ExpressionProgram.Source?, isStill: (Expression) -> Bool
    ) throws {
        var terms: [(weight: Schedule, program: ExpressionProgram, shapes: [Shape])] = []
        var made: [LayerObjective.Term] = []
        var told: [(term: Int, part: Int)?] = []
        var pictures: [PictureReference] = []
        var numbers: [LayerObjective.Told] = []
        for term in addends {
            let shapes = try term.program.shapes(place: nil, leaf: shape)
            let stillness = term.program.stillness(isStill)
            let parts = try term.program.parts(shapes, source: source) { node, picture, shape in
                if !pictures.contains(picture) { pictures.append(picture) }
                let place = pictures.firstIndex(of: picture) ?? 0
                told.append(nil)
                numbers.append(LayerObjective.Told(layer: node, ofPicture: place, shape: shape))
                return told.count - 1
            } tell: { part in
                let isStill = stillness[part]
                told.append((terms.count, part))
                numbers.append(LayerObjective.Told(shape: shapes[part], isStill: isStill))
                return told.count - 1
            }
            terms.append((term.weight, term.program, shapes))
            made.append(LayerObjective.Term(parts: parts))
        }
        guard !made.isEmpty else { throw Lack.readsNoLayer }
        objective = LayerObjective(terms: made, told: numbers, isBalanced: isBalanced)
        (self.terms, self.told, self.pictures) = (terms, told, pictures)
    }

    /// The same; nil where it lacks something.
    static func made(
        _ stage: StageObjective, _ augmentation: Augmentation, isStep: Bool = false,
        guide: (PictureReading) throws -> Extent
    ) throws -> DeviceObjective? {
        do {
            return try DeviceObjective(stage, augmentation, isStep: isStep, guide: guide)
        } catch is Lack {
            return nil
        }
    }

    /// What it is told in a scene.
    /// - Parameter leaf: the tensor of a reading, a text or statistics.
    func numbers(_ scene: EvaluationContext, leaf: @escaping (Expression) -> Tensor) -> ObjectiveNumbers {
        ObjectiveNumbers(weights: terms.map { $0.weight.value(at: scene.moment) }) { place in
            guard let (term, part) = told[place] else { preconditionFailure("a step sees pictures by itself") }
            return terms[term].program.value(of: part, terms[term].shapes, scene, leaf: leaf)
        }
    }
}

extension Augmentation {
    /// What cuts the canvas's own part out of a layer that shows a view; nil where that is all of it.
    fileprivate func ownPart(of planes: Shape) -> Margins? {
        let region = still.own(of: planes)
        guard !isMoved, region != Region(allOf: planes) else { return nil }
        return Margins(
            before: Extent(height: -region.rows.lowerBound, width: -region.columns.lowerBound),
            after: Extent(
                height: region.rows.upperBound - planes.height, width: region.columns.upperBound - planes.width))
    }
}

extension ExpressionProgram {
    /// The layer of a leaf, if it is not the levels that are seen, of which other picture, if not of the canvas, its shape there, and what cuts
    /// out of it what is read.
    fileprivate typealias Source = (node: Graph.NodeID?, picture: PictureReference?, shape: Shape, cut: Margins?)

    /// The parts that follow from what the backend has, and as something told what they read beside those.
    /// - Parameters:
    ///   - source: where a leaf stands that the backend has.
    ///   - see: takes a layer of another picture, and its shape; gives its place among what is told.
    ///   - tell: takes a part that does not; gives its place among what is told.
    fileprivate func parts(
        _ shapes: [Shape], source: (Expression) throws -> Source?,
        see: (Graph.NodeID?, PictureReference, Shape) -> Int, tell: (_ part: Int) -> Int
    ) throws -> [LayerObjective.Part] {
        guard nodes[nodes.count - 1].varies else { throw DeviceObjective.Lack.readsNoLayer }
        // Whatever is there for its size alone is not asked for.
        let isRead = needed(for: nodes.count - 1) { _ in true }
        let sources = try nodes.indices.map { isRead[$0] ? try source(nodes[$0].expression) : nil }
        let follows: [Bool] = nodes.indices.reduce(into: []) { follows, index in
            follows.append(sources[index] != nil || nodes[index].operands.contains { follows[$0] })
        }
        let isNeeded = needed(for: nodes.count - 1) { follows[$0] }
        var parts: [LayerObjective.Part] = []
        var places: [Int: Int] = [:]
        func add(_ source: LayerObjective.Source, _ shape: Shape) -> Int {
            parts.append(LayerObjective.Part(source, shape: shape))
            return parts.count - 1
        }
        for (index, node) in nodes.enumerated() where isNeeded[index] {
            switch node.expression {
            // Its size is the canvas's, and not a layer's.
            case .mask: throw DeviceObjective.Lack.readsNoLayer
            case .operation(let operation, _, _) where follows[index]:
                let operands = node.operands.compactMap { places[$0] }
                places[index] = add(.computed(operation.rule, operands), shapes[index])
            default:
                guard let (layer, picture, whole, cut) = sources[index] else {
                    places[index] = add(.told(tell(index)), shapes[index])
                    continue
                }
                let own: LayerObjective.Source = layer.map { .layer($0) } ?? .view
                let place = add(picture.map { .told(see(layer, $0, whole)) } ?? own, whole)
                places[index] = cut.map { add(.computed($0, [place]), shapes[index]) } ?? place
            }
        }
        return parts
    }

    /// By part, whether another one is made of it, or it is that one.
    /// - Parameter goesOn: whether what a part is made of is wanted, too.
    private func needed(for last: Int, goesOn: (Int) -> Bool) -> [Bool] {
        var isNeeded = nodes.indices.map { $0 == last }
        for index in nodes.indices.reversed() where isNeeded[index] && goesOn(index) {
            for operand in nodes[index].operands { isNeeded[operand] = true }
        }
        return isNeeded
    }

    /// By part, whether it is the same at every step.
    /// - Parameter isStill: of a reading or a mask.
    fileprivate func stillness(_ isStill: (Expression) -> Bool) -> [Bool] {
        nodes.reduce(into: []) { still, node in
            switch node.expression {
            case .constant, .vector, .statistics, .text: still.append(true)
            case .reading, .mask: still.append(isStill(node.expression))
            case .activation, .canvas, .schedule: still.append(false)
            case .operation: still.append(node.operands.allSatisfy { still[$0] })
            }
        }
    }

    /// A part that follows from no layer.
    /// - Parameter shapes: of all parts.
    fileprivate func value(
        of part: Int, _ shapes: [Shape], _ scene: EvaluationContext, leaf: (Expression) -> Tensor
    ) -> Tensor {
        let isNeeded = needed(for: part) { _ in true }
        let steps = nodes.map { Differentiation.Step($0.operation, $0.operands, varies: false) }
        let computed = Differentiation(steps, shapes: nodes.indices.map { isNeeded[$0] ? shapes[$0] : nil }) {
            outside(nodes[$0].expression, scene, leaf: leaf)
        }
        guard let value = computed.values[part] else { preconditionFailure("what is told is computed") }
        return value
    }
}
