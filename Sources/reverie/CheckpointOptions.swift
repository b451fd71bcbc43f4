import ArgumentParser
import Files
import Foundation
import Jobs

/// Where, how often, and whether to go on.
struct CheckpointOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A folder for the state of the render; a hidden one beside OUT when absent. It is removed when OUT is written.",
            valueName: "DIR"))
    var checkpoint: String?

    @Option(
        help: ArgumentHelp(
            "Seconds between two states, beside the one at the end of each octave: 30 when absent, the first after 5. "
                + "They take a twentieth of the time at most; 0 keeps the state of every step.",
            valueName: "SECONDS"))
    var checkpointEvery: Double?

    @Flag(help: "Go on where the render was when it ended, if it has left a state: to the same bytes.")
    var resume = false

    /// What a job is told of it.
    /// - Parameter output: where the job's picture goes.
    /// - Parameter isOneOfMany: whether others share the folder that is named.
    func choice(for output: String, isOneOfMany: Bool) -> CheckpointChoice {
        CheckpointChoice(
            folder: checkpoint.map { isOneOfMany ? Paths.inside($0, Paths.name(of: output)) : $0 },
            everySeconds: checkpointEvery, resumes: resume)
    }
}
