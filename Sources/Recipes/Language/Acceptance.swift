import Dreams
import Wording

/// Whether a value is of a kind: then as words want it (a function of progress as a schedule), else what it must be.
enum Acceptance {
    case fine(LuaValue)
    case wrong(String)
    /// Something within it, such as `[2]` or `.strength`, what that is, and what it must be.
    case wrongWithin(path: String, value: String, wanted: String)

    /// The same, seen from what holds it.
    fileprivate func within(_ key: String, _ value: LuaValue) -> Acceptance {
        switch self {
        case .fine: self
        case .wrong(let wanted): .wrongWithin(path: key, value: value.description, wanted: wanted)
        case .wrongWithin(let path, let value, let wanted):
            .wrongWithin(path: key + path, value: value, wanted: wanted)
        }
    }
}

/// Turns a function of progress into a schedule.
typealias Sampling = (LuaFunction) throws -> Schedule

extension ValueKind {
    func accept(_ value: LuaValue, sampling: Sampling) -> Acceptance {
        if let accepted = accepted(value) { return .fine(accepted) }
        switch (self, value) {
        case (.schedule(let range), .function(let function)):
            do {
                let schedule = try sampling(function)
                return schedule.stays(within: range) ? .fine(.object(.schedule(schedule))) : .wrong(description)
            } catch {
                return .wrong("a function that gives a number for every progress 0…1, but \(error)")
            }
        case (.list(let kind, let count), .table(let table)) where table.isList && count.contains(table.list.count):
            return each(table, kind, sampling)
        case (.names(let kind), .table(let table)) where table.list.isEmpty && table.strangers == 0:
            return named(table, kind, sampling)
        case (.either(let kinds), _):
            return first(of: kinds, value, sampling)
        case (.objective, .object(.expression)):
            return .wrong("one number: add :mean() or :energy()")
        case (.choice(let choices), .string(let text)):
            return .wrong(description + Phrases.didYouMean(text, among: choices))
        default:
            return .wrong(description)
        }
    }

    /// Values that are looked at as a whole.
    private func accepted(_ value: LuaValue) -> LuaValue? {
        switch (self, value) {
        case (_, .object(.broken)): value
        case (.number(let range), .number(let number)) where range.contains(number): value
        case (.integer(let range), .number(let number))
        where number == number.rounded() && abs(number) < 1e15 && range.contains(Int(number)): value
        case (.boolean, .boolean), (.function, .function), (.anything, _): value
        // No control characters pass, whatever shows the text later.
        case (.text(let most), .string(let text)) where text.utf8.count <= most:
            .string(Phrases.harmless(text, limit: most))
        case (.choice(let choices), .string(let text)) where choices.contains(text): value
        case (.className, .string(let text)) where text.utf8.count <= 200: value
        case (.className, .number(let number)): .string(LuaValue.text(of: number))
        case (.schedule(let range), .number(let number)) where range.contains(number):
            .object(.schedule(.constant(Float(number))))
        case (.objective, .object(.expression(let expression))) where expression.isNumber: value
        case (.tensor, .object(.expression)), (.stages, .object(.stage)): value
        case (.schedule(let range), .object(.schedule(let schedule))) where schedule.stays(within: range): value
        case (.object(let kind), .object(let object)) where object.objectKind == kind: value
        case (.object(.colour), .string(let text)): Colour(hexadecimal: text).map { .object(.colour($0)) }
        // The same everywhere.
        case (.object(.mask), .number(let number)) where (0...1).contains(number):
            .object(.mask(.constant(Float(number))))
        // The picture being dreamt has a name, too.
        case (.object(.picture), .string("input")): .object(.picture(.input))
        case (.stages, .table(let table))
        where table.isList && table.list.allSatisfy { $0.isHole || ValueKind.stages.accepted($0) != nil }: value
        default: nil
        }
    }

    private func each(_ table: LuaTable, _ kind: ValueKind, _ sampling: Sampling) -> Acceptance {
        var list: [LuaValue] = []
        for (index, value) in table.list.enumerated() {
            let acceptance = kind.accept(value, sampling: sampling)
            guard case .fine(let value) = acceptance else { return acceptance.within("[\(index + 1)]", value) }
            list.append(value)
        }
        return .fine(.table(LuaTable(list: list)))
    }

    private func named(_ table: LuaTable, _ kind: ValueKind, _ sampling: Sampling) -> Acceptance {
        var fields: [String: LuaValue] = [:]
        for (name, value) in table.fields.sorted(by: { $0.key < $1.key }) {
            let acceptance = kind.accept(value, sampling: sampling)
            guard case .fine(let value) = acceptance else { return acceptance.within(".\(name.prefix(60))", value) }
            fields[name] = value
        }
        return .fine(.table(LuaTable(fields: fields)))
    }

    private func first(of kinds: [ValueKind], _ value: LuaValue, _ sampling: Sampling) -> Acceptance {
        var nearest = Acceptance.wrong(description)
        for kind in kinds {
            let acceptance = kind.accept(value, sampling: sampling)
            switch acceptance {
            case .fine: return acceptance
            // It is of this kind but for something within.
            case .wrongWithin: nearest = acceptance
            case .wrong: break
            }
        }
        return nearest
    }
}
