import ArgumentParser
import Files
import Foundation
import Jobs
import Wording

/// Who does the work of a farm, and where it lies: what `farm run` and `farm submit` have in common.
struct FarmOptions: ParsableArguments {
    /// Where tasks run.
    enum Place: String, CaseIterable, ExpressibleByArgument {
        case local, slurm
    }

    @Option(help: "Who does the work: processes of this machine, or Slurm.")
    var on = Place.local

    @Option(
        help: ArgumentHelp(
            "In how many tasks; a process for each four cores here, 16 on Slurm when absent.", valueName: "N"))
    var tasks: Int?

    @Option(
        help: ArgumentHelp(
            "The farm's folder, which all machines see; a hidden one beside OUT when absent.", valueName: "FOLDER"),
        completion: .directory)
    var farm: String?

    @Flag(help: "Take away another farm that is there.")
    var anew = false

    @Option(help: "Slurm's partition.")
    var partition: String?

    @Option(
        help: "What Slurm gives each task, as it writes times: 2:00:00. What is left then goes back into its queue.")
    var time: String?

    func validate() throws {
        try WrongUsage.check("--tasks", tasks, 1...100_000)
        if on == .local, partition != nil || time != nil {
            throw ValidationError("--partition and --time are Slurm's: --on slurm")
        }
    }

    /// Makes the farm of a command, or goes on with it.
    func plant(_ command: some FarmedCommand) throws -> Farm {
        let resources = JobResources(defaults: try Configuration.user(), keepsPicture: true)
        return try Farm.plant(
            command.crop(with: resources), in: farm ?? Paths.hidden(beside: command.product.output, ending: ".farm"),
            tasks: tasks ?? (on == .local ? LocalTasks.usual : SlurmTasks.usual), isAnew: anew, with: resources)
    }

    /// Who does its work.
    func executor(_ farm: Farm, _ bounds: RenderBounds) -> any FarmExecutor {
        slurm(farm, bounds) ?? LocalTasks(tasks ?? farm.tasks, threads: bounds.threads)
    }

    /// The same on Slurm; nil on this machine.
    func slurm(_ farm: Farm, _ bounds: RenderBounds) -> SlurmTasks? {
        guard on == .slurm else { return nil }
        return SlurmTasks(
            tasks ?? farm.tasks,
            wish: SlurmWish(partition: partition, time: time, memory: bounds.memory, threads: bounds.threads))
    }
}

/// A command whose work a farm may do.
protocol FarmedCommand: ParsableCommand {
    /// What it is called behind `farm run`.
    static var farmed: (name: String, abstract: String) { get }
    /// Where it goes, and how much is told meanwhile.
    var product: (output: String, progress: ProgressStyle?) { get }
    /// What each job may take of a machine.
    var bounds: RenderBounds { get }
    /// All that it does.
    func crop(with resources: JobResources) throws -> FarmCrop
}
