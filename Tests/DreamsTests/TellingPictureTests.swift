import Dreams
import Networks
import Pictures
import Tensors
import Testing

private typealias Expression = Dreams.Expression

/// A picture that is compared with by one number alone says nothing: it is refused, with layers that have more; what says anything is taken.
@Suite struct TellingPictureTests {
    private static let layer = Small.relu2
    /// As the evidence for a class is: one channel of many positions, or one number.
    private static let (evidence, number) = (layer.channel(3), layer.channel(3).mean())
    private static let guide = Expression.reading(
        PictureReading(
            layer: LayerReference(.name("relu2")), picture: .parameter("guide"), placement: .own(longEdge: 64)))
    private static let aligned = Expression.reading(
        PictureReading(layer: LayerReference(.name("relu2")), picture: .input, placement: .aligned))
    /// What "channel-sum" weighs by.
    private static func weights(_ guide: Expression) -> Expression {
        let sums = guide.reduced(.mean, over: .positions)
        return sums / (sums.apply(.abs).sum() + 1e-6)
    }

    private static let mereFactors: [Expression] = [
        evidence.bestMatch(with: guide.channel(3)).mean(), number * guide.channel(3).mean(),
        (evidence * guide.channel(3).mean()).mean(), (evidence * weights(guide.channel(3))).sum(),
        (evidence.bestMatch(with: guide.channel(3)) * Expression.mask(Mask.constant(0.5))).square().mean(),
        number * aligned.mean(), (number * aligned.channel(3).mean()).apply(.sigmoid), layer.mean() * guide.mean(),
    ]

    private static let telling: [Expression] = [
        layer.bestMatch(with: guide).mean(), (layer * weights(guide)).sum(), (evidence * aligned.channel(3)).mean(),
        -(number - guide.channel(3).mean()).square(), number / guide.channel(3).square().mean(),
        (layer * guide.position(x: 0.5, y: 0.5)).mean(), (evidence * guide.channel(3).mean()).apply(.sigmoid).mean(),
        (layer.gram() - guide.gram()).square().mean(),
    ]

    private func plan(_ objective: Expression, isBalanced: Bool = true) throws {
        let ascent = Small.ascent(objective) { $0.isBalanced = isBalanced }
        let renderer = try Renderer(
            recipe: Small.recipe(ascent), network: Small.network, pictures: [.parameter("guide"): Small.photo])
        _ = try renderer.plan(for: Extent(height: 48, width: 64))
    }

    @Test(arguments: mereFactors.indices) func aPictureOfOneNumberIsRefused(_ index: Int) throws {
        let objective = Self.mereFactors[index]
        for whole in [objective, Small.energy + 0.5 * objective] {
            let error = #expect(throws: DreamError.self, "\(whole)") { try plan(whole) }
            let words = "\(try #require(error))"
            let picture = [5, 6].contains(index) ? "input" : "p.guide"
            #expect(words.hasPrefix("t.lua:3: of \(picture) one number is read"), "\(words)")
            #expect(words.contains("the dream goes the same way") && words.contains("such as relu"), "\(words)")
        }
    }

    @Test(arguments: telling.indices) func whatSaysMoreIsTaken(_ index: Int) throws { try plan(Self.telling[index]) }

    /// Where addends are not balanced, how long their gradients are decides between them.
    @Test func aFactorCountsWhereNothingIsBalanced() throws {
        let factor = Self.number * Self.guide.mean()
        try plan(Small.energy + factor, isBalanced: false)
        #expect(throws: DreamError.self) { try plan(factor, isBalanced: false) }
    }
}
