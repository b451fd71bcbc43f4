import ArgumentParser
import Jobs
import Terminal

/// `reverie doctor`
struct Doctor: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Looks at this machine: processor, libraries, networks, disks, and what is slow or missing, and why.",
        discussion: "Ends with 1 when something must be mended.\n\nExample:\n  reverie doctor")

    func run() throws {
        let report = MachineReport()
        for line in report.lines { Console.print(line) }
        guard !report.advice.isEmpty else { return Console.print("\nnothing is amiss") }
        Console.print("")
        for advice in report.advice { Console.print("· \(advice)") }
        if report.isSick { throw ExitCode(1) }
    }
}
