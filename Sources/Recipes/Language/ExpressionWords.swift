import Dreams
import Wording

/// The methods of expressions and of the network, and arithmetic.
extension PresetScript {
    /// What a tensor expression can be asked for.
    static let expressionMethods = [
        "energy", "pre", "channel", "mean", "sum", "square", "abs", "relu", "sqrt", "exp", "log", "tanh",
    ]

    /// What the network can be asked for, beside its layers.
    static let networkMethods = ["at", "class", "layer"]

    /// `expression:name(arguments)`
    func callMethod(_ name: String, _ arguments: [LuaValue]) throws -> Dreams.Expression {
        guard case .object(.expression(let expression)) = arguments.first else {
            throw ScriptFailure("\(name): call it with a colon, as in net.fire8:\(name)()")
        }
        switch name {
        case "mean": return .reduce(.mean, expression)
        case "sum": return .reduce(.sum, expression)
        case "energy": return 0.5 * .reduce(.mean, .apply(.square, expression))
        case "channel": return .channel(try index(arguments, name), of: expression)
        case "pre":
            guard case .activation(var layer) = expression else {
                throw ScriptFailure("pre: it belongs to a layer itself, as in net.fire8:pre():energy()")
            }
            layer.preActivation = true
            return .activation(layer)
        default:
            guard let function = Dreams.Expression.Function(rawValue: name) else {
                preconditionFailure("the method '\(name)' has no meaning")
            }
            return .apply(function, expression)
        }
    }

    /// `net:name(argument)`
    func callNetwork(_ name: String, _ arguments: [LuaValue]) throws -> Dreams.Expression {
        guard case .object(.network(let network)) = arguments.first else {
            throw ScriptFailure("\(name): call it with a colon, as in net:\(name)(…)")
        }
        let argument = arguments.count > 1 ? arguments[1] : .none
        switch (name, argument) {
        case ("at", .number(let depth)) where (0...1).contains(depth):
            return .activation(LayerReference(.depth(Float(depth)), place: place))
        case ("at", _):
            throw ScriptFailure(
                "at: takes a depth, 0 at the picture and 1 at the last layer; it was given \(argument.description)")
        case ("layer", .string(let layer)):
            return try self.layer(layer, of: network)
        case ("class", .string(let wanted)):
            return try evidence(wanted, of: network)
        case ("class", .number(let wanted)):
            return try evidence(LuaValue.text(of: wanted), of: network)
        default:
            throw ScriptFailure("\(name): takes a name; it was given \(argument.description)")
        }
    }

    /// The activation of a layer, by an exact name or an alias.
    func layer(_ name: String, of network: NetworkVocabulary) throws -> Dreams.Expression {
        guard network.layers.contains(name) else {
            throw ScriptFailure(
                "\(network.name) has no layer '\(name.prefix(60))'" + Phrases.didYouMean(name, among: network.layers)
                    + "; 'reverie networks layers \(network.name)' lists them")
        }
        return .activation(LayerReference(.name(name), place: place))
    }

    private func evidence(_ name: String, of network: NetworkVocabulary) throws -> Dreams.Expression {
        guard !network.classes.isEmpty else {
            throw ScriptFailure(
                "class: \(network.name) knows no classes; dream with its layers, or with a classifier such as squeezenet"
            )
        }
        guard let index = network.classIndex(named: name) else {
            throw ScriptFailure(
                "class: \(network.name) knows no '\(name.prefix(60))'"
                    + Phrases.didYouMean(name, among: network.classNames))
        }
        return .evidence(ofClass: index, place: place)
    }

    /// Channels are counted from 0, as every tool of the field does, and not from 1, as Lua does.
    private func index(_ arguments: [LuaValue], _ name: String) throws -> Int {
        guard arguments.count > 1, case .number(let number) = arguments[1], number == number.rounded(),
            (0..<1e6).contains(number)
        else { throw ScriptFailure("\(name): takes a channel's number, counted from 0") }
        return Int(number)
    }

    /// `left symbol right`, among expressions, numbers and schedules.
    func combine(_ symbol: Character, _ left: LuaValue, _ right: LuaValue) throws -> HostObject {
        if symbol == "n", let operand = expression(left) { return .expression(.apply(.negate, operand)) }
        if symbol == "n", case .object(.schedule(let schedule)) = left { return .schedule(schedule.scaled(by: -1)) }
        if let scaled = scaledSchedule(symbol, left, right) { return .schedule(scaled) }
        guard let a = expression(left), let b = expression(right) else {
            throw ScriptFailure("'\(symbol)' cannot combine \(left.description) with \(right.description)")
        }
        if symbol == "^" { return .expression(try bounded(power(a, b))) }
        guard let operation = Dreams.Expression.Operator(rawValue: String(symbol)) else {
            throw ScriptFailure("'\(symbol)' is no operator of expressions")
        }
        return .expression(try bounded(.combine(operation, a, b)))
    }

    private func power(_ base: Dreams.Expression, _ exponent: Dreams.Expression) throws -> Dreams.Expression {
        switch exponent {
        case .constant(2): return .apply(.square, base)
        case .constant(0.5): return .apply(.sqrt, base)
        default: throw ScriptFailure("'^' takes 2 or 0.5; for others write (k * x:log()):exp()")
        }
    }

    private func expression(_ value: LuaValue) -> Dreams.Expression? {
        switch value {
        case .number(let number) where number.isFinite: .constant(Float(number))
        case .object(.expression(let expression)): expression
        default: nil
        }
    }

    private func scaledSchedule(_ symbol: Character, _ left: LuaValue, _ right: LuaValue) -> Schedule? {
        switch (symbol, left, right) {
        case ("*", .object(.schedule(let schedule)), .number(let factor)),
            ("*", .number(let factor), .object(.schedule(let schedule))):
            schedule.scaled(by: Float(factor))
        case ("/", .object(.schedule(let schedule)), .number(let divisor)) where divisor != 0:
            schedule.scaled(by: Float(1 / divisor))
        default: nil
        }
    }
}
