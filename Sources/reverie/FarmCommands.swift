import ArgumentParser
import Jobs
import Terminal
import Wording

/// `reverie farm …`
struct FarmCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "farm",
        abstract: "Spreads renders over processes, or over the machines of a Slurm cluster.",
        discussion: """
            A folder of pictures, the cells of a sweep or an atlas, the batches of a data set, the shots of a film, and frames that do not go on from each \
            other are split; what cannot be split is said, and why. A farm is a folder that all machines see: it holds the jobs, \
            the preset and the networks, and what is done. The bytes are those of a plain run on one machine, on machines of one kind.

            Whatever ends a task, another goes on from its state: any of these commands may be interrupted, and given again.

            Examples:
              reverie farm run classic holiday/ -o dreams/ --tasks 4
              reverie farm run classic holiday/ -o dreams/ --on slurm --tasks 50 --time 2:00:00 --memory 4GiB
              reverie farm run moving-pictures clip.mp4 -o dream.mp4
              reverie farm run sweep classic photo.jpg --vary strength=0.5..2:16 -o strengths.png
              reverie farm run dataset efficientnet-lite0 -o dreams --classes flamingo,zebra --per-class 1000 --tasks 8
              reverie farm submit classic holiday/ -o dreams/ --farm dreams.farm --on slurm
              reverie farm status dreams.farm
              reverie farm collect dreams.farm
            """,
        subcommands: [FarmRun.self, FarmSubmit.self, FarmStatus.self, FarmCollect.self, FarmWork.self])
}

/// `reverie farm run …`: makes a farm, follows its tasks, and collects.
struct FarmRun: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Splits a render, does it in many tasks, and puts it together.",
        discussion: "Without 'sweep', 'atlas' or 'dataset', what follows is what 'reverie run' takes.",
        subcommands: [FarmFollow<Run>.self, FarmFollow<Sweep>.self, FarmFollow<Atlas>.self, FarmFollow<Dataset>.self],
        defaultSubcommand: FarmFollow<Run>.self)
}

/// `reverie farm submit …`: the same, without waiting for it.
struct FarmSubmit: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "submit",
        abstract: "Makes a farm; on Slurm its tasks, and a job that collects, go into the queue.",
        discussion: "Without 'sweep', 'atlas' or 'dataset', what follows is what 'reverie run' takes.",
        subcommands: [FarmLeave<Run>.self, FarmLeave<Sweep>.self, FarmLeave<Atlas>.self, FarmLeave<Dataset>.self],
        defaultSubcommand: FarmLeave<Run>.self)
}

/// Makes a farm for a command, follows it, and collects.
struct FarmFollow<Command: FarmedCommand>: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: Command.farmed.name, abstract: Command.farmed.abstract)
    }

    @OptionGroup var command: Command

    @OptionGroup var options: FarmOptions

    func run() throws {
        let report = try FarmReport(command.product.progress)
        let farm = try options.plant(command)
        Interrupt.listen()
        let executor = options.executor(farm, command.bounds)
        guard try farm.follow(executor, control: Interrupt.control, tell: report.hear) else {
            report.interrupted()
            throw Interrupted()
        }
        try report.collect(farm)
        farm.remove()
    }
}

/// Makes a farm for a command, and leaves it to whoever works on it.
struct FarmLeave<Command: FarmedCommand>: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: Command.farmed.name, abstract: Command.farmed.abstract)
    }

    @OptionGroup var command: Command

    @OptionGroup var options: FarmOptions

    func run() throws {
        let farm = try options.plant(command)
        if let unsplit = farm.unsplit { Console.say(unsplit) }
        Console.print(farm.folder)
        guard let slurm = options.slurm(farm, command.bounds) else {
            let words = ["farm", "work", farm.folder]
            return Console.say(
                "\(Phrases.count(farm.count, "shard")); each of these does some of them: \(CommandLineText.command(words))"
            )
        }
        guard !farm.counts().isOver else { return Console.say("nothing is left to be done but to collect it") }
        Console.say(try slurm.begin(farm))
        Console.say(try slurm.beginCollecting(farm))
    }
}

/// `reverie farm status FOLDER`
struct FarmStatus: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Tells how far a farm is, who is at it, and what could not be done.")

    @Argument(help: "The farm's folder.", completion: .directory)
    var folder: String

    func run() throws { try Farm(in: folder).status().forEach(Console.print) }
}

/// `reverie farm collect FOLDER`
struct FarmCollect: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "collect", abstract: "Puts together what a farm gave, and names what failed and why.",
        discussion:
            "It may be done again at any time; the farm stays, unless --remove takes it away once all of it is there.")

    @Argument(help: "The farm's folder.", completion: .directory)
    var folder: String

    @Flag(help: "Take the farm away once all of it is there.")
    var remove = false

    func run() throws {
        let farm = try Farm(in: folder)
        Interrupt.listen(isPatient: true)
        try FarmReport(nil).collect(farm)
        if remove { farm.remove() }
    }
}

/// `reverie farm work FOLDER`
struct FarmWork: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "work", abstract: "Does shards of a farm until nobody is needed any longer: what a task runs.",
        discussion: """
            Any number of them may run at once, on any machine that sees the folder, and any may be ended at any time. On SIGTERM \
            it keeps its state and ends with 130; a shard that cannot be done is noted, and does not end it.
            """)

    @Argument(help: "The farm's folder.", completion: .directory)
    var folder: String

    @Option(
        help: ArgumentHelp(
            "Which task it is, counted from 1: it says where among the shards it begins.", valueName: "K"))
    var task = 1

    @Option(help: "Threads to compute with; every core when absent.")
    var threads: Int?

    @Flag(help: .hidden)
    var rehearse = false

    func validate() throws {
        if task < 1 { throw ValidationError("--task is \(task); tasks are counted from 1") }
        try WrongUsage.check(threads: threads)
    }

    func run() throws {
        Interrupt.listen(isPatient: true)
        let worker = try FarmWorker(
            try Farm(in: folder), task: task, threads: threads, isRehearsal: rehearse, control: Interrupt.control,
            tell: Console.say)
        let outcome = try worker.run()
        Console.say(outcome.summary)
        if outcome.isStopped { throw Interrupted() }
    }
}
