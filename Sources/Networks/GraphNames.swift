/// The names that a growing graph has given away, so that each stands for one node.
struct GraphNames {
    private var taken: Set<String> = []
    private var numbers: [String: Int] = [:]

    /// `name`, or the first of `name:2`, `name:3` … that is free; it is free no longer.
    mutating func unique(_ name: String) -> String {
        if taken.insert(name).inserted { return name }
        var number = numbers[name] ?? 2
        while !taken.insert("\(name):\(number)").inserted { number += 1 }
        numbers[name] = number + 1
        return "\(name):\(number)"
    }

    /// Takes a name if it is one and free.
    mutating func take(_ name: String) -> Bool { !name.isEmpty && taken.insert(name).inserted }
}
