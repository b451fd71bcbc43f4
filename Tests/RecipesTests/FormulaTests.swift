import Dreams
import Foundation
import Recipes
import Tensors
import Testing

/// The shapes that the reference tells are those that words have.
@Suite struct FormulaTests {
    /// A word, called on what is 8 × 6 × 10 beside what is 8 × 5 × 7.
    private static let calls: [String: [String]] = [
        "r.canvas": ["r.canvas()"], "r.vector": ["r.vector { 1, 2, 3, 4 }"], "tensor:pre": ["x:pre()"],
        "tensor:of": ["x:of(r.input())"], "tensor:aligned": ["x:aligned(r.input())"],
        "tensor:trained": ["x:trained('mean')"], "tensor:square": ["x:square()"], "tensor:abs": ["x:abs()"],
        "tensor:relu": ["x:relu()"], "tensor:sqrt": ["x:sqrt()"], "tensor:exp": ["x:exp()"],
        "tensor:log": ["x:log()"], "tensor:tanh": ["x:tanh()"], "tensor:sigmoid": ["x:sigmoid()"],
        "tensor:sin": ["x:sin()"], "tensor:cos": ["x:cos()"], "tensor:clamp": ["x:clamp(0, 1)"],
        "tensor:minimum": ["x:minimum(2 * x)"], "tensor:maximum": ["x:maximum(2 * x)"],
        "tensor:mean": reductions("mean"), "tensor:sum": reductions("sum"), "tensor:max": reductions("max"),
        "tensor:norm": reductions("norm"), "tensor:channel": ["x:channel(3)"],
        "tensor:strongest": ["x:strongest(2)"], "tensor:weakest": ["x:weakest(2)"],
        "tensor:channels": ["x:channels { of = { 0, 7 } }"], "tensor:neuron": ["x:neuron()"],
        "tensor:crop": ["x:crop { left = 0.5 }"], "tensor:inset": ["x:inset(2)"],
        "tensor:mask": ["x:mask(r.ramp(0))"], "tensor:gram": ["x:gram()"], "tensor:best_match": ["x:best_match(y)"],
        "tensor:softmax": ["x:softmax()"],
        "tensor:without_outliers": ["x:without_outliers()"], "tensor:blur": ["x:blur(2)"],
        "tensor:shift": ["x:shift(1, 0)"],
        "tensor:resized": ["x:resized(y)"], "tensor:fixed": ["x:fixed()"],
        "tensor:colours": ["r.canvas():colours('oklab')"], "tensor:tv": ["x:tv()"],
        "tensor:guide": ["x:guide(r.input())"], "tensor:style": ["x:style(r.input())"],
        "tensor:content": ["x:content(r.input())"], "tensor:leash": ["x:leash(r.input())"],
        "tensor:energy": ["x:energy()"], "tensor:dot": ["x:dot(2 * x)"], "tensor:cosine": ["x:cosine(2 * x)"],
        "tensor:direction": ["x:direction(2 * x)"], "tensor:caricature": ["x:caricature(r.input())"],
        "tensor:typical": ["x:typical()"], "tensor:diversity": ["x:diversity()"],
        "tensor:interpolation": ["x:interpolation()"], "tensor:alignment": ["x:alignment()"],
        "net:text": ["net:text('a')"], "net:text_vector": ["net:text_vector('a')"],
        "net:embedding": ["net:embedding()"], "net:class_token": ["net:class_token()"],
        "net:layer": ["net:layer('fire8')"], "net:at": ["net:at(0.5)"],
        "net:class": ["net:class('zebra')"],
        "net:classes": ["net:classes { 'zebra', 'tench' }"], "net:evidence": ["net:evidence('zebra')"],
        "net:chimera": ["net:chimera('zebra', 'tench')"], "r.tv": ["r.tv()"], "r.lp": ["r.lp()"],
        "r.roughness": ["r.roughness()"], "r.busy_border": ["r.busy_border()"],
        "r.colour_drift": ["r.colour_drift(r.input())"], "r.off_palette": ["r.off_palette { colours = { '#ff0000' } }"],
    ]

    private static func reductions(_ name: String) -> [String] {
        ["x:\(name)()", "x:\(name)('channels')", "x:\(name)('space')"]
    }

    /// Every word that makes a tensor or a number has a formula, and what it says of the result is so.
    @Test func shapesAreAsTold() throws {
        let told = try LanguageReference(.shipped).shapes
        #expect(Set(told.keys) == Set(Self.calls.keys))
        for (word, shape) in told {
            // `→ [1, 1, 1]; over "channels" → [1, H, W], over "space" → [C, 1, 1]` tells three, in the order of the calls.
            let results = shape.components(separatedBy: "→ [").dropFirst().map { String($0.prefix { $0 != "]" }) }
            let calls = try #require(Self.calls[word])
            try #require(results.count == calls.count, "\(word): \(shape)")
            for (result, call) in zip(results, calls) {
                let found = try Self.shape(of: call)
                let lengths = result.components(separatedBy: ", ").map(Self.length)
                #expect(lengths.count == 3)
                for (length, real) in zip(lengths, found.dimensions.suffix(3)) {
                    #expect(length == nil || length == real, "\(call) is \(found), told as [\(result)]")
                }
            }
        }
    }

    private struct NotThere: Error {}

    /// What a letter stands for here; a letter with a dash may be anything.
    private static func length(_ name: String) -> Int? {
        switch name {
        case "C": 8
        case "H": 6
        case "W": 10
        case "H'": nil
        case "W'": nil
        case "N": 4
        case "count": 2
        case "H − 2·border": 2
        case "W − 2·border": 6
        default: Int(name) ?? -1
        }
    }

    /// Of a number, or of a tensor, whose mean a stage takes.
    private static func shape(of call: String) throws -> Shape {
        let found = try (try? expression(call)) ?? expression("(\(call)):mean()").operands[0]
        return try #require(ExpressionProgram(found).shapes(place: nil, leaf: leaf).last)
    }

    private static func expression(_ objective: String) throws -> Dreams.Expression {
        let plugins = PluginLibrary(.shipped).names.map { "require '\($0)'" }.joined(separator: " ")
        var source = PresetSource.recipe(
            "local x, y = net.fire8, net.fire5 return r.stage { maximize = \(objective) }", prelude: plugins)
        source.folders = .shipped
        guard case .ascent(let ascent) = try source.made().stages[0].action else { throw NotThere() }
        return ascent.maximize
    }

    /// `fire8` and the like are 8 × 6 × 10, `fire5` and another picture's layers 8 × 5 × 7.
    private static func leaf(_ expression: Dreams.Expression) throws -> Shape {
        switch expression {
        case .canvas: Shape(channels: 3, height: 6, width: 10)
        case .statistics, .text: Shape(channels: 8, height: 1, width: 1)
        case .activation(let layer):
            switch layer.target {
            case .classToken: Shape(channels: 8, height: 1, width: 1)
            case .name("fire5"): Shape(channels: 8, height: 5, width: 7)
            default: Shape(channels: 8, height: 6, width: 10)
            }
        case .reading(let reading):
            reading.placement == .aligned
                ? Shape(channels: reading.layer == nil ? 3 : 8, height: 6, width: 10)
                : Shape(channels: 8, height: 5, width: 7)
        default: throw NotThere()
        }
    }
}
