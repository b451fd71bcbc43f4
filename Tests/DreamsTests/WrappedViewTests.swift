import Dreams
import Networks
import Pictures
import Tensors
import TestSupport
import Testing

/// What a network sees of canvases whose sides meet: the canvas, and around it what lies on the other side, however the view is changed.
@Suite struct WrappedViewTests {
    private func dream(
        _ objective: Dreams.Expression, wrap: Wrap, _ transforms: [Transform], minimize: Dreams.Expression? = nil
    ) throws -> Tensor {
        let ascent = Small.ascent(objective) {
            $0.minimize = minimize
            $0.wrap = wrap
            $0.transforms = transforms
            $0.jitter = .constant(5)
            $0.steps = [2]
        }
        return try Small.render(Small.recipe(ascent)).0.colours
    }

    /// Noise and blurs that are too weak to be seen leave the dream as it is without them: at every wrap, with objectives that read layers,
    /// parts of them, and the canvas beside them.
    @Test(arguments: Wrap.allCases) func viewsThatMoveNothingKeepTheFrame(_ wrap: Wrap) throws {
        let left = Small.relu2.part(rows: 0...1, columns: 0...0.4).square().mean()
        let beside = (Dreams.Expression.canvas.mean() - Small.relu2.mean()).square()
        for objective in [Small.energy, left, beside] {
            let plain = try dream(objective, wrap: wrap, [])
            for transform in [Transform("random_noise", ["deviation": 1e-3]), .init("view_blur", ["sigma": 1e-2])] {
                let seen = try dream(objective, wrap: wrap, [transform])
                #expect(seen.relativeDistance(to: plain) < 1e-3, "\(transform) \(objective)")
            }
        }
    }

    /// A part is a part of what the canvas itself answers for: what leaves nothing of that is refused while planning, with its line.
    @Test(arguments: [Wrap.horizontal, .both]) func whatLeavesNothingOfTheCanvasIsRefused(_ wrap: Wrap) throws {
        let origin = SourceLine(file: "t.lua", line: 8)
        let sliver = Small.relu2.part(rows: 0...1, columns: 0...0.01).written(at: origin)
        for objective in [sliver.mean(), sliver.resized(like: Small.relu2).mean(), sliver.blur(sigma: 9).mean()] {
            let renderer = try Renderer(
                recipe: Small.recipe(Small.ascent(objective) { $0.wrap = wrap }), network: Small.network)
            let error = #expect(throws: DreamError.self) { try renderer.plan(for: Extent(height: 48, width: 48)) }
            #expect("\(try #require(error))".hasPrefix("t.lua:8: "))
        }
    }

    /// Penalties on the canvas alone see the canvas, not the larger views of what reads the network beside them.
    @Test func penaltiesAreCheckedOnTheCanvas() throws {
        let penalty = Dreams.Expression.canvas.inset(by: 30).square().mean()
        func renderer(_ change: (inout Ascent) -> Void) throws -> Renderer {
            try Renderer(
                recipe: Small.recipe(
                    Small.ascent {
                        $0.minimize = penalty
                        change(&$0)
                    }), network: Small.network)
        }
        for change in [
            { (ascent: inout Ascent) in ascent.wrap = .both },
            { ascent in ascent.transforms = [.init("view_pad", ["border": 20, "level": 0.5])] },
        ] {
            let size = Extent(height: 50, width: 50)
            #expect(throws: DreamError.self) { try renderer(change).plan(for: size) }
        }
    }

    /// A picture that the network sees through the canvas's views may stand beside the canvas alone.
    @Test func whatOnlyAPictureShowsIsSeenToo() throws {
        let seen = Dreams.Expression.reading(
            PictureReading(layer: LayerReference(.name("relu2")), picture: .input, placement: .aligned))
        let objective = (Dreams.Expression.canvas.mean() - 9 * seen.mean()).square()
        for wrap in Wrap.allCases {
            #expect(try dream(-objective, wrap: wrap, [.init("random_noise", ["deviation": 3])]).isFinite)
        }
    }
}
