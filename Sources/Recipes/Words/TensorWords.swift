import Dreams
import Operators
import Pictures
import Wording

/// What a tensor expression can be asked for: the operations that are not made of others.
extension Vocabulary {
    static let tensorWords = WordGroup(
        title: "Tensor expressions",
        words: [canvasTensor, vector, preActivation, ofPicture, aligned, trained]
            + functions + [clamp, minimum, maximum] + reductions
            + [
                channel, channels, strongest, weakest, withoutOutliers, neuron, crop, inset, masked, gram, bestMatch,
                softmax, blur,
                shift, resized, fixed,
                colours, totalVariation,
            ])

    private static func word(
        _ name: String, _ about: String, _ formula: Formula, options: [Option] = [], gives: ValueKind = .tensor,
        example: String, _ make: @escaping @Sendable (Dreams.Expression, Options) -> Dreams.Expression
    ) -> Word {
        Word(name, on: .tensor, about, options: options, gives: gives, example: example) { call in
            .object(.expression(make(call.tensor, call.options)))
        }.computing(formula)
    }

    // MARK: - What there is to begin with

    private static let canvasTensor = Word(
        "canvas", "the picture being dreamt, as a tensor expression of levels 0…255", gives: .tensor,
        example: "minimize = 0.01 * (r.canvas() - 128):square():mean()"
    ) { _ in .object(.expression(.canvas)) }.computing("→ [3, H, W]", "y = the levels of the canvas, 0…255")

    private static let vector = Word(
        "vector", "a number for every channel, the levels of a colour, or a row of numbers in a file",
        options: [
            Option(
                "numbers",
                .either([.list(.number(-1e9...1e9), count: 1...ArrayFile.longestRow), .colour, .object(.array)]),
                "as many as there are channels; a colour's are its three levels, 0…255"),
            Option(
                "row", .integer(0...10_000_000), absent: "none: the file holds one row",
                "of a file that holds a table, which row, counted from 0"),
        ],
        gives: .tensor, example: "(r.canvas() - r.vector { 200, 120, 60 }):square():mean()"
    ) { call in
        if case .object(.array(let array)) = call.options.value("numbers") {
            return .object(.expression(.vector(try array.numbers(row: call.options.integer("row")))))
        }
        guard !call.options.isGiven("row") else {
            throw ScriptFailure("vector: row belongs to a file, as in r.vector(r.file(\"directions.npy\"), 3)")
        }
        let numbers =
            call.options.colour("numbers").map { [$0.red, $0.green, $0.blue].map { 255 * $0 } }
            ?? call.options.numbers("numbers")
        return .object(.expression(.vector(numbers)))
    }.computing(
        "→ [N, 1, 1]", "y[c] = numbers[c]",
        fails: "beside a tensor of other than N channels, unless it or N has 1; where a file is no array of numbers")

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
    }.computing(
        "x: [C, H, W] → [C, H, W]", "y where x = f(y), f being the layer's activation function",
        fails: "on anything but a layer itself")

    private static let ofPicture = word(
        "of", "the same of another picture, which does not change: a guide",
        Formula("x: [C, H, W] → [C, H', W']", "y = x(picture), as large as the picture makes it"),
        options: [
            Option("picture", .picture, "the picture"),
            Option("size", .integer(16...4096), default: 384, "its longer side as the network sees it", unit: "px"),
        ], example: "net.fire5:of(p.guide):mean(\"space\")"
    ) { x, options in
        x.read(from: options.thePicture("picture"), .own(longEdge: options.theInteger("size")))
    }

    private static let aligned = word(
        "aligned",
        "the same of another picture, brought to the canvas's size and moved with it: position answers to position",
        Formula("x: [C, H, W] → [C, H, W]", "y = x(picture at the canvas's size, in the view of the step)"),
        options: [Option("picture", .picture, "the picture")], example: "net.fire5:aligned(r.input())"
    ) { x, options in
        x.read(from: options.thePicture("picture"), .aligned)
    }

    private static let trained = Word(
        "trained", on: .tensor,
        "what the layer had in training, a number a channel; known where batch normalisation is",
        options: [Option("statistic", .choice(Statistic.allCases.map(\.rawValue)), "which number")], gives: .tensor,
        example: "(x:mean(\"space\") - x:trained(\"mean\")):square():mean()"
    ) { call in
        guard case .activation(let layer) = call.tensor else {
            throw ScriptFailure("trained: it belongs to a layer itself, as in net.layer3:trained(\"mean\")")
        }
        return .object(.expression(.statistics(layer, call.options.theChoice("statistic"))))
    }.computing(
        "x: [C, H, W] → [C, 1, 1]", "y[c] = E[x[c]] in training, or E[(x[c] − E[x[c]])²]",
        fails: "on anything but a layer itself, and where no batch normalisation tells")

    // MARK: - Element by element

    private static let functions = FunctionWord.allCases.filter { $0 != .negate }.map { function in
        let (about, equation) =
            switch function {
            case .negate, .square: ("every number times itself", "y = x²")
            case .abs: ("every number without its sign", "y = |x|; its gradient at 0 is 0")
            case .relu: ("every number, or 0 where it is negative", "y = max(0, x)")
            case .sqrt: ("the square root of every number", "y = √max(x, 10⁻¹²)")
            case .exp: ("e to the power of every number", "y = eˣ")
            case .log: ("the natural logarithm of every number", "y = ln max(x, 10⁻¹²)")
            case .tanh: ("the hyperbolic tangent of every number, −1…1", "y = tanh x")
            case .sigmoid: ("the logistic function of every number, 0…1", "y = 1 / (1 + e⁻ˣ)")
            case .sin: ("the sine of every number", "y = sin x, x in radians")
            case .cos: ("the cosine of every number", "y = cos x, x in radians")
            }
        // What a late layer has is too much for it as it is.
        let x = function == .exp ? "(net.fire8 / 20)" : "net.fire8"
        return word(function.rawValue, about, .each(equation), example: "\(x):\(function.rawValue)():mean()") { x, _ in
            x.apply(function)
        }
    }

    private static let clamp = Word(
        "clamp", on: .tensor, "every number within bounds; none beyond them has a gradient",
        options: [
            Option("min", .number(-1e9...1e9), "the least"), Option("max", .number(-1e9...1e9), "the most"),
        ], gives: .tensor, example: "net.fire8:clamp(0, 6):mean()"
    ) { call in
        let (lower, upper) = (call.options.theFloat("min"), call.options.theFloat("max"))
        guard lower <= upper else { throw ScriptFailure("clamp: min is \(lower), above max, \(upper)") }
        return .object(.expression(call.tensor.clamp(to: lower...upper)))
    }.computing("x: [C, H, W] → [C, H, W]", "y = min(max(x, min), max)", fails: "where min is above max")

    /// Of two, element by element.
    private static func together(_ equation: String) -> Formula {
        Formula(
            "x, other: [C, H, W] → [C, H, W], a length of 1 going with any",
            equation + "; where equal, x has the gradient",
            fails: "where a length differs and neither is 1")
    }

    private static let other = Option("other", .operand, "a tensor expression or a number")

    private static let minimum = word(
        "minimum", "the smaller of both, number by number", together("y = min(x, other)"), options: [other],
        example: "x:minimum(y)"
    ) { $0.combined(.minimum, with: $1.theExpression("other")) }

    private static let maximum = word(
        "maximum", "the larger of both, number by number", together("y = max(x, other)"), options: [other],
        example: "x:maximum(y)"
    ) { $0.combined(.maximum, with: $1.theExpression("other")) }

    // MARK: - From many to one

    private static let reductions = [Reduction.Kind.mean, .sum, .max, .norm].map { kind in
        let (about, equation) =
            switch kind {
            case .mean, .meanSquare: ("the mean of all its numbers", "y = Σ x / n, over the n that are taken together")
            case .sum, .sumSquares: ("the sum of all its numbers", "y = Σ x")
            case .max: ("the largest of all its numbers", "y = max x; the first that is it has the gradient")
            case .norm: ("the length: the root of the sum of all squares", "y = √(Σ x² + 10⁻¹²)")
            }
        return word(
            kind.rawValue, about + "; or of those of each position, or of each channel",
            Formula(
                "x: [C, H, W] → [1, 1, 1]; over \"channels\" → [1, H, W], over \"space\" → [C, 1, 1]", equation),
            options: [
                Option(
                    "over", .choice(Reduction.Axes.allCases.map(\.rawValue)), default: "all",
                    "\"channels\" leaves one number for every position, \"space\" one for every channel")
            ], example: "net.fire8:\(kind.rawValue)()"
        ) { $0.reduced(kind, over: $1.theChoice("over")) }
    }

    // MARK: - Parts

    /// Channels are counted from 0, as every tool of the field does, and not from 1, as Lua does.
    private static let channel = word(
        "channel", "one channel of it",
        Formula("x: [C, H, W] → [1, H, W]", "y[h, w] = x[index, h, w]", fails: "where index is C or more"),
        options: [Option("index", .integer(0...1_000_000), "counted from 0")],
        example: "net.fire8:channel(3):mean()"
    ) { $0.channel($1.theInteger("index")) }

    private static let channels = Word(
        "channels", on: .tensor, "the weighted sum of some channels",
        options: [
            Option("of", .list(.integer(0...1_000_000), count: 1...10_000), "their numbers, counted from 0"),
            Option(
                "weights", .list(.number(-1e6...1e6), count: 1...10_000), absent: "1 for each",
                "as many as there are channels; below 0 a channel is avoided"),
        ], gives: .tensor, example: "net.fire8:channels({ 3, 17 }, { 1, -0.5 }):mean()"
    ) { call in
        let channels = call.options.numbers("of").map { Int($0) }
        let weights =
            call.options.isGiven("weights")
            ? call.options.numbers("weights") : [Float](repeating: 1, count: channels.count)
        guard weights.count == channels.count else {
            throw ScriptFailure(
                "channels: there are \(Phrases.count(channels.count, "channel")) and \(Phrases.count(weights.count, "weight"))"
            )
        }
        let sums = zip(channels, weights).reduce(into: [:]) { $0[$1.0, default: Float(0)] += $1.1 }
        return .object(.expression(call.tensor.channels(sums)))
    }.computing(
        "x: [C, H, W] → [1, H, W]", "y[h, w] = Σᵢ weights[i] · x[of[i], h, w]",
        fails: "where a number is C or more, or there are more weights than channels, or fewer")

    private static let neuron = word(
        "neuron", "all channels at one position",
        Formula("x: [C, H, W] → [C, 1, 1]", "y[c] = x[c, ⌊y·H⌋, ⌊x·W⌋]"),
        options: [
            Option("x", .fraction, default: 0.5, "0 left … 1 right"),
            Option("y", .fraction, default: 0.5, "0 top … 1 bottom"),
        ], example: "net.fire8:neuron(0.4, 0.5):energy()"
    ) { $0.position(x: $1.theFloat("x"), y: $1.theFloat("y")) }

    private static let crop = Word(
        "crop", on: .tensor, "a rectangle of it; sides are parts of the width and the height",
        options: [
            Option("left", .fraction, default: 0, "0 left … 1 right"),
            Option("top", .fraction, default: 0, "0 top … 1 bottom"),
            Option("right", .fraction, default: 1, "0 left … 1 right"),
            Option("bottom", .fraction, default: 1, "0 top … 1 bottom"),
        ], positional: 0, gives: .tensor, example: "net.fire8:crop { left = 0.5 }:energy()"
    ) { call in
        let sides = ["left", "right", "top", "bottom"].map(call.options.theFloat)
        guard sides[0] < sides[1], sides[2] < sides[3] else {
            throw ScriptFailure("crop: left lies left of right, and top above bottom")
        }
        return .object(.expression(call.tensor.part(rows: sides[2]...sides[3], columns: sides[0]...sides[1])))
    }.computing(
        "x: [C, H, W] → [C, H', W']", "y = x[:, top·H … bottom·H, left·W … right·W], rounded to whole positions",
        fails: "where nothing is left")

    private static let inset = word(
        "inset", "all but its border, where networks see frames",
        Formula(
            "x: [C, H, W] → [C, H − 2·border, W − 2·border]", "y = x[:, border … H − border, border … W − border]",
            fails: "where nothing is left"),
        options: [Option("border", .integer(0...1000), "how many positions at every side")],
        example: "net.fire8:inset(2):energy()"
    ) { $0.inset(by: $1.theInteger("border")) }

    private static let bounds = ["above", "below", "softness"]

    private static let masked = Word(
        "mask", on: .tensor,
        "weighted by a mask, position by position, which x * mask is as well; or, with a bound, the mask of where it is large",
        options: [
            Option("mask", .mask, absent: "a mask is made: give above or below", "brought to its size"),
            Option(
                "above", .number(0...1), absent: "no bound",
                "free where it is larger: 0 the least that it is on the canvas, 1 the most"),
            Option("below", .number(0...1), absent: "no bound", "free where it is smaller"),
            Option("softness", .number(0...1), default: 0.2, "the width of the edge"),
        ], positional: 1, gives: .either([.tensor, .mask]),
        example: "net.fire8:mask(r.ramp(0, 0.4, 0.6)):energy()"
    ) { call in
        if let mask = call.options.mask("mask") {
            if let bound = bounds.first(where: call.options.isGiven) {
                throw ScriptFailure("mask: \(bound) makes a mask of it; give either a mask, or a bound")
            }
            return .object(.expression(call.tensor.masked(by: mask)))
        }
        guard case .expression(let expression) = call.receiver, !expression.isNumber else {
            throw ScriptFailure("mask: one number is large everywhere or nowhere; it belongs to a layer or the like")
        }
        var values: [String: WordValue] = [WordFacts.receiver: .expression(expression)]
        for bound in bounds { values[bound] = call.options.number(bound).map { .number($0) } }
        let mask = Mask("excitement", values)
        guard values["above"] != nil || values["below"] != nil else {
            throw ScriptFailure("mask: it takes a mask, or above or below, which make one of it")
        }
        if let problem = mask.problem { throw ScriptFailure("mask: \(problem)") }
        return .object(.mask(mask))
    }.computing(
        "x: [C, H, W] → [C, H, W]",
        "y[c, h, w] = x[c, h, w] · mask[h, w], the mask 0…1 at H × W; made of x: \(Mask.ofExpressions)",
        fails: "where there is neither a mask nor a bound, or both")

    // MARK: - Together

    private static let gram = word(
        "gram", "which channels go together, wherever they do: the Gram matrix (Gatys et al., 2015)",
        Formula("x: [C, H, W] → [1, C, C]", "G[i, j] = Σₚ x[i, p] · x[j, p] / (H·W)", fails: "above 4096 channels"),
        example: "net.fire3:gram()"
    ) { x, _ in x.gram() }

    private static let bestMatch = word(
        "best_match", "for every position the largest scalar product with any position of another",
        Formula(
            "x: [C, H, W], other: [C, H', W'] → [1, H, W]", "y[p] = max over q of Σ x[:, p] · other[:, q]",
            fails: "where the channels are not as many"),
        options: [Option("other", .tensor, "of as many channels; often x:of(picture)")],
        example: "net.fire5:best_match(net.fire5:of(p.guide)):mean()"
    ) { $0.bestMatch(with: $1.theExpression("other")) }

    private static let softmax = word(
        "softmax", "channels as shares of one: e^x, divided by its sum over the channels",
        .each("y[c, p] = exp x[c, p] / Σₖ exp x[k, p]"),
        example: "net.fire8:softmax():max(\"channels\"):mean()"
    ) { x, _ in x.softmax() }

    private static let blur = word(
        "blur", "blurred by a Gaussian",
        .each("y = g * x, g ∝ exp(−d² / 2·sigma²); past the border its outermost go on"),
        options: [Option("sigma", .number(0...1000), "its deviation, in positions")], example: "r.canvas():blur(2)"
    ) { $0.blur(sigma: $1.theFloat("sigma")) }

    private static let shift = word(
        "shift", "moved around the edges", .each("y[c, h, w] = x[c, (h − down) mod H, (w − right) mod W]"),
        options: [
            Option("right", .integer(-100_000...100_000), default: 0, "positions to the right"),
            Option("down", .integer(-100_000...100_000), default: 0, "positions down"),
        ], example: "(x - x:shift(1, 0)):abs():mean()"
    ) { $0.shift(right: $1.theInteger("right"), down: $1.theInteger("down")) }

    private static let resized = word(
        "resized", "at the height and width of another",
        Formula("x: [C, H, W], like: [K, H', W'] → [C, H', W']", "y = x, bilinear between the middles of positions"),
        options: [Option("like", .tensor, "the other")], example: "net.fire8:resized(net.fire3)"
    ) { $0.resized(like: $1.theExpression("like")) }

    private static let fixed = word(
        "fixed", "the same numbers, which nothing is done to change: no gradient goes through (stop-gradient)",
        .each("y = x, ∂y/∂x = 0"),
        example: "(x - x:blur(2):fixed()):square():mean()"
    ) { x, _ in x.fixed() }

    private static let colours = word(
        "colours", "the canvas's levels in a colour space",
        Formula("x: [3, H, W] → [3, H, W]", "y[:, p] = T(x[:, p] / 255)", fails: "where there are not 3 channels"),
        options: [Option("space", .choice(ColourSpace.allCases.map(\.rawValue)), "where colours are measured")],
        example: "r.canvas():colours(\"oklab\"):channel(0):mean()"
    ) { $0.colours(in: $1.theChoice("space")) }

    private static let totalVariation = word(
        "tv", "how restless it is: total variation",
        Formula(
            "x: [C, H, W] → [1, 1, 1]",
            "y = 255^(1−beta) · Σ (Δ² + ε)^(beta/2), Δ² = Δ→² + Δ↓², or ⅔(Δ→² + Δ↓²) + ⅙(Δ↘² + Δ↙²)"),
        options: [
            Option("beta", .number(1...4), default: 2, "2 smooths, 1 keeps edges"),
            Option(
                "neighbours", .choice(TotalVariation.Neighbours.allCases.map(\.rawValue)), default: "two",
                "right and below, or along the diagonals as well"),
            Option("wraps", .boolean, default: true, "whether opposite sides are neighbours"),
        ], gives: .objective, example: "minimize = 2 * r.canvas():tv { beta = 1 }"
    ) {
        $0.totalVariation(
            beta: $1.theFloat("beta"), neighbours: $1.theChoice("neighbours"), wraps: $1.boolean("wraps") ?? true)
    }
}

extension Dreams.Expression {
    /// The same expression of another picture: every layer, and the canvas, read from there.
    fileprivate func read(from picture: PictureReference, _ placement: PictureReading.Placement) -> Dreams.Expression {
        switch self {
        case .activation(let layer):
            .reading(PictureReading(layer: layer, picture: picture, placement: placement))
        case .canvas: .reading(PictureReading(layer: nil, picture: picture, placement: placement))
        case .operation(let operation, let operands, let origin):
            .operation(operation, operands.map { $0.read(from: picture, placement) }, origin)
        case .constant, .vector, .schedule, .statistics, .text, .reading, .mask: self
        }
    }
}
