import ArgumentParser
import Jobs
import Terminal

/// `reverie networks classes NETWORK`
struct NetworksClasses: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "classes", abstract: "Lists the classes that a network knows: their numbers and their names.",
        discussion: "Examples:\n  reverie networks classes squeezenet\n  reverie networks classes squeezenet fox")

    @OptionGroup var arguments: NetworkArguments

    @Argument(help: "A part of a name, or a pattern: * stands for any text, ? for one character.")
    var search: String?

    func run() throws {
        try ClassList(of: arguments.load(), matching: search).table.lines.forEach(Console.print)
    }
}
