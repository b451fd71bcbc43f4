import Dreams
import Engine
import Networks
import Pictures
import Tensors
import TestSupport
import Testing

/// Objectives that a device computes behind the network are the processor's: whatever they are made of, and however the network sees the
/// canvas.
@Suite(.enabled(if: played != nil, "no driver plays a graphics card here: Debian's mesa-vulkan-drivers does"))
struct DeviceObjectiveTests {
    private typealias Expression = Dreams.Expression

    private static let relu2 = LayerReference(.name("relu2"))
    private static let classes = Expression.activation(LayerReference(.classes))
    private static let ramp = Mask("ramp", ["angle": 90, "from": 0.2, "to": 0.8])

    private static func reading(_ picture: PictureReference, _ placement: PictureReading.Placement) -> Expression {
        .reading(PictureReading(layer: relu2, picture: picture, placement: placement))
    }

    private static let objectives: [String: Expression] = {
        let guide = reading(.parameter("guide"), .own(longEdge: 32))
        let start = Expression.reading(PictureReading(layer: nil, picture: .input, placement: .aligned))
        let rising = Expression.schedule(.eased(from: 1, to: -0.5))
        return [
            "energy": Small.energy,
            "two": Small.energy - 0.5 * Small.relu2.channel(1).mean(),
            "weighed": rising * Small.relu2.mean() + classes.softmax().channel(2).mean(),
            "inside": (rising * Small.relu2).apply(.tanh).mean(),
            "masked": Small.relu2.masked(by: ramp).square().mean(),
            "cut": Small.relu2.inset(by: 2).square().mean()
                + Small.relu2.part(rows: 0...0.5, columns: 0.2...1).mean(),
            "guided": Small.relu2.bestMatch(with: guide).mean(),
            "leashed": Small.energy - (Small.relu2 - reading(.input, .aligned)).square().mean(),
            "leashed twice": Small.energy - (Small.relu2 - reading(.input, .aligned)).square().mean()
                + 0.5 * (Small.relu2 * reading(.parameter("guide"), .aligned)).mean(),
            "overstated": (Small.relu2 * (reading(.input, .aligned) - reading(.input, .aligned).mean()).fixed()).mean(),
            "chosen": Small.relu2.strongest(2, by: reading(.input, .aligned)).mean(),
            "kept": -(Small.relu2.gram() - reading(.input, .aligned).gram()).square().mean() + Small.energy,
            "lit": (Small.relu2 * start.channel(0).resized(like: Small.relu2)).mean() + Small.energy,
            "woven": -(Small.relu2.gram() - guide.gram()).square().mean(),
            "blurred": (Small.relu2 - Small.relu2.blur(sigma: 1.5)).square().mean(),
            "beside": (Expression.canvas.mean() - Small.relu2.mean()).square() + Small.energy,
            "like": (Expression.canvas.resized(like: Small.relu2).channel(0) * Small.relu2).mean() + Small.energy
                - (Expression.canvas * start).mean() * Small.relu2.mean() * 1e-4,
            "penalised": Small.energy - 0.1 * Expression.canvas.totalVariation(beta: 2),
            "penalised where": Small.energy
                - rising
                * Expression.canvas.masked(by: ramp).totalVariation(beta: 1.2, neighbours: .four, wraps: false),
            "held": Small.energy - 0.2 * (Expression.canvas - start).square().sum()
                - Expression.canvas.masked(by: ramp)
                .totalVariation(beta: 1),
            "smoothed": Small.energy - (Expression.canvas - Expression.canvas.blur(sigma: 1)).square().sum(),
        ]
    }()

    /// The dream after three steps, and what was maximised before each.
    private func dream(
        _ name: String, on backend: any Backend, _ change: (inout Ascent) -> Void
    ) throws -> (levels: Tensor, objectives: [Float]) {
        let ascent = Small.ascent(try #require(Self.objectives[name])) {
            $0.steps = [3]
            $0.jitter = .constant(5)
            change(&$0)
        }
        let guide = Picture(colours: Clouds.paint(width: 40, height: 30, seed: 9))
        let (picture, objectives) = try Small.render(
            Small.recipe(ascent), pictures: [.parameter("guide"): guide], backend: backend)
        return (picture.colours, objectives)
    }

    private func agrees(_ name: String, _ change: (inout Ascent) -> Void = { _ in }) throws {
        let backend = try DeviceChoice.named(try #require(played).name).backend()
        let (here, there) = (
            try dream(name, on: Backends.fast, change), try dream(name, on: backend, change)
        )
        var moved = here.levels
        moved.add(Small.photo.colours, times: -1)
        var apart = there.levels
        apart.add(here.levels, times: -1)
        #expect(apart.rootMeanSquare < 2e-3 * moved.rootMeanSquare, "\(name)")
        #expect(here.objectives.count == 3 && there.objectives.count == 3)
        for (a, b) in zip(here.objectives, there.objectives) {
            #expect(abs(a - b) <= 1e-4 * abs(a), "\(name): \(here.objectives), \(there.objectives)")
        }
        #expect(try dream(name, on: backend, change).levels == there.levels)
    }

    @Test(arguments: objectives.keys.sorted()) func objectivesAgree(_ name: String) throws { try agrees(name) }

    /// Around sides that meet the network sees more than the canvas answers for.
    @Test(
        arguments: ["beside", "energy", "kept", "leashed", "like", "lit", "masked", "penalised where", "two"],
        [Wrap.horizontal, .both])
    func whatIsSeenTwiceCountsOnce(_ name: String, _ wrap: Wrap) throws { try agrees(name) { $0.wrap = wrap } }

    @Test(arguments: ["energy", "leashed", "leashed twice", "guided", "held", "like"])
    func viewsThatMoveAgree(_ name: String) throws {
        try agrees(name) {
            $0.transforms = [.init("random_scale", ["factors": [0.9, 1.1]])]
            $0.views = 2
        }
    }

    @Test(arguments: ["two", "leashed"]) func weightsAloneAgree(_ name: String) throws {
        try agrees(name) { $0.isBalanced = false }
    }

    /// What the same view has shown of other pictures already is not looked at again.
    @Test(arguments: ["leashed", "leashed twice"], [1, 2]) func viewsThatStayAgree(_ name: String, _ views: Int) throws
    {
        try agrees(name) {
            $0.jitter = .constant(0)
            $0.views = views
        }
    }

    /// Silent units are woken in the first step, by another graph of the same layers.
    @Test func wokenUnitsAgree() throws { try agrees("two") { $0.redirectedSteps = 1 } }

    /// What is the processor's is said while planning, and why.
    @Test(
        arguments: [
            ("energy", nil), ("weighed", nil), ("masked", nil), ("guided", nil), ("woven", nil),
            ("leashed", nil), ("leashed twice", nil), ("overstated", nil), ("chosen", nil), ("kept", nil),
            ("lit", "the objective of 'ascent' has no shader for resized: the processor computes that"),
            ("beside", nil),
            ("penalised", nil), ("penalised where", nil), ("held", nil),
            ("smoothed", "the objective of 'ascent' has no shader for blur: the processor computes that"),
            ("blurred", "the objective of 'ascent' has no shader for blur: the processor computes that"),
        ] as [(String, String?)])
    func whatIsLeftToTheProcessorIsSaid(_ name: String, _ sentence: String?) throws {
        let backend = try DeviceChoice.named(try #require(played).name).backend()
        let guide = Picture(colours: Clouds.paint(width: 40, height: 30, seed: 9))
        let renderer = try Renderer(
            recipe: Small.recipe(Small.ascent(try #require(Self.objectives[name]))), network: Small.network,
            pictures: [.parameter("guide"): guide], backend: backend)
        #expect(try renderer.fallbacks(at: Extent(height: 48, width: 64)) == sentence)
    }
}

/// What plays a graphics card here.
private let played = try? VulkanSystem.here.get().devices.first { $0.kind == .processor && $0.lack == nil }
