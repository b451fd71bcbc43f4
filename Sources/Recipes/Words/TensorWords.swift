import Dreams

/// What a tensor expression can be asked for: the operations that are not made of others.
extension Vocabulary {
    static let tensorWords = WordGroup(
        title: "Tensor expressions",
        words: [canvasTensor, preActivation, channel] + reductions + functions + [totalVariation])

    private static let canvasTensor = Word(
        "canvas", "the picture being dreamt, as a tensor expression of levels 0…255", gives: .tensor,
        example: "minimize = 0.01 * (r.canvas() - 128):square():mean()"
    ) { _ in .object(.expression(.canvas)) }

    private static let preActivation = Word(
        "pre", on: .tensor,
        "what enters the layer's activation function, so that silent units have a gradient, too", gives: .tensor,
        example: "net.fire8:pre():energy()"
    ) { call in
        guard case .activation(var layer) = call.tensor else {
            throw ScriptFailure("pre: it belongs to a layer itself, as in net.fire8:pre():energy()")
        }
        layer.preActivation = true
        return .object(.expression(.activation(layer)))
    }

    /// Channels are counted from 0, as every tool of the field does, and not from 1, as Lua does.
    private static let channel = Word(
        "channel", on: .tensor, "one channel of it",
        options: [
            Option("index", .integer(0...1_000_000), "counted from 0")
        ], gives: .tensor, example: "net.fire8:channel(3):mean()"
    ) { call in
        .object(.expression(.channel(call.options.theInteger("index"), of: call.tensor)))
    }

    private static let reductions = Dreams.Expression.Reduction.allCases.map { reduction in
        let about =
            switch reduction {
            case .mean: "the mean of all its numbers"
            case .sum: "the sum of all its numbers"
            }
        return Word(
            reduction.rawValue, on: .tensor, about, gives: .objective, example: "net.fire8:\(reduction.rawValue)()"
        ) { call in
            .object(.expression(.reduce(reduction, call.tensor)))
        }
    }

    private static let functions = Dreams.Expression.Function.allCases.filter { $0 != .negate }.map { function in
        let about =
            switch function {
            case .negate, .square: "every number times itself"
            case .abs: "every number without its sign"
            case .relu: "every number, or 0 where it is negative"
            case .sqrt: "the square root of every number"
            case .exp: "e to the power of every number"
            case .log: "the natural logarithm of every number"
            case .tanh: "the hyperbolic tangent of every number, −1…1"
            }
        return Word(
            function.rawValue, on: .tensor, about, gives: .tensor, example: "net.fire8:\(function.rawValue)():mean()"
        ) { call in
            .object(.expression(.apply(function, call.tensor)))
        }
    }

    private static let totalVariation = Word(
        "tv", "a penalty: how restless the canvas is (total variation)",
        options: [Option("beta", .number(1...4), default: 2, "2 smooths, 1 keeps edges")], gives: .objective,
        example: "minimize = 0.02 * r.tv()"
    ) { call in
        .object(.expression(.totalVariation(of: .canvas, beta: Float(call.options.theNumber("beta")))))
    }
}
