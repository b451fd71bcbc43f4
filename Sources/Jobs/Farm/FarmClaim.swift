import Files
import Foundation
import Synchronization
import Wording

/// A shard, or the collecting, that one process is at: a file that says who, and that is touched as long as that one lives.
///
/// It saves work and decides nothing: who does what another does at once gives the same bytes, and both put them there whole. So a claim may be taken
/// over as soon as its owner seems to be dead, whatever has become of it: on the same machine by asking the kernel; where Slurm has put the same task back
/// into its queue; elsewhere when nobody has touched it for a minute, by the clock of the disk that it lies on.
package final class FarmClaim {
    /// Who is at it.
    package struct Owner: Codable, Hashable {
        /// For people.
        package var machine = ThisProcess.machine
        /// Where its number holds.
        package var place = ThisProcess.place
        package var process: Int32 = getpid()
        /// In the kernel's ticks.
        package var beginning = ThisProcess.beginning(of: getpid()) ?? 0
        /// Slurm's name of the task, and how often it was put back into the queue.
        var task = SlurmTask.current?.name
        var restarts = SlurmTask.current?.restarts ?? 0
        /// How many have been at it, this one included, each of which but the last ended without a word.
        package var attempt = 1
        /// When it began, for people.
        var since = Date.now

        /// This process.
        package init() {}
    }

    /// What comes of asking for one.
    package enum Answer {
        case taken(FarmClaim)
        /// Somebody else's, who was heard of so many seconds ago.
        case others(Owner?, age: Double)
    }

    package let owner: Owner
    private let path: String
    private let file: Int32

    /// Nobody touched it for so many seconds: then its owner is dead.
    package static let lease = 60.0
    /// It is touched so often.
    static let beat = 10.0

    private init(_ owner: Owner, path: String, file: Int32) {
        (self.owner, self.path, self.file) = (owner, path, file)
        FarmClaim.living.withLock { $0[ObjectIdentifier(self)] = file }
        _ = FarmClaim.isBeating
    }

    deinit {
        FarmClaim.living.withLock { _ = $0.removeValue(forKey: ObjectIdentifier(self)) }
        close(file)
    }

    /// Takes it, where nobody alive has it.
    /// - Parameter clock: tells the disk's time.
    /// - Throws: `FarmError`.
    package static func take(_ path: String, by clock: DiskClock) throws -> Answer {
        for _ in 0..<8 {
            let file = Files.open(path, O_WRONLY | O_CREAT | O_EXCL)
            if file >= 0 { return .taken(try FarmClaim(Owner(), writing: file, at: path)) }
            guard errno == EEXIST else {
                let problem = SystemProblem(errno)
                throw problem.isFullDisk
                    ? FarmError.diskFull(path: path, reason: "\(problem)")
                    : FarmError.unwritable(path: path, reason: "\(problem)")
            }
            // Opened anew, so that no cache of a network's disk answers.
            guard let (owner, touched) = read(path) else { continue }
            let age = try clock.now() - touched
            guard age > lease || owner?.isDead == true else { return .others(owner, age: age) }
            if let claim = try succeed(owner, at: path) { return .taken(claim) }
            return .others(nil, age: 0)
        }
        return .others(nil, age: 0)
    }

    /// Who has it; nil where nobody has.
    static func owner(of path: String) -> Owner? { read(path)?.0 }

    private static func read(_ path: String) -> (Owner?, touched: Double)? {
        let file = Files.open(path, O_RDONLY)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var facts = stat()
        guard fstat(file, &facts) == 0, let data = Files.read(file, most: 1 << 16) else { return nil }
        return (try? JSONDecoder().decode(Owner.self, from: data), facts.modified)
    }

    /// Takes the place of one who is dead; nil where somebody else was quicker.
    private static func succeed(_ dead: Owner?, at path: String) throws -> FarmClaim? {
        var owner = Owner()
        owner.attempt = (dead?.attempt ?? 0) + 1
        let new = Paths.beside(path, ".\(Paths.name(of: path)).\(ThisProcess.place)-\(getpid())")
        Files.remove(new)
        let file = Files.open(new, O_WRONLY | O_CREAT | O_EXCL)
        guard file >= 0 else { throw FarmError.unwritable(path: new, reason: "\(SystemProblem(errno))") }
        let claim = try FarmClaim(owner, writing: file, at: path)
        guard (try? Files.rename(new, to: path)) != nil, claim.isHeld else {
            Files.remove(new)
            return nil
        }
        return claim
    }

    private convenience init(_ owner: Owner, writing file: Int32, at path: String) throws {
        let data = try JSONEncoder().encode(owner)
        // What cannot be written is a claim without a name, which ages as others do.
        _ = data.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
        self.init(owner, path: path, file: file)
    }

    /// Whether nobody has taken it over.
    var isHeld: Bool {
        var facts = stat()
        guard fstat(file, &facts) == 0, let now = Files.facts(path) else { return false }
        return facts.st_ino == now.st_ino && facts.st_dev == now.st_dev
    }

    /// Lets it go.
    package func release() { if isHeld { Files.remove(path) } }

    // MARK: - Being alive

    private static let living = Mutex<[ObjectIdentifier: Int32]>([:])

    /// Touches all claims of this process, from the first one on.
    private static let isBeating: Bool = {
        let thread = Thread {
            while true {
                Thread.sleep(forTimeInterval: beat)
                living.withLock { for file in $0.values { futimens(file, nil) } }
            }
        }
        thread.start()
        return true
    }()
}

extension FarmClaim.Owner {
    /// Whether it is known to be dead.
    var isDead: Bool {
        if place == ThisProcess.place { return ThisProcess.beginning(of: process) != beginning }
        guard let task, let own = SlurmTask.current, own.name == task else { return false }
        return own.restarts > restarts
    }
}

/// The time of the disk that a farm lies on, which its machines have in common.
package final class DiskClock {
    private let file: Int32
    private let path: String

    /// - Parameter path: a file that only this process touches.
    /// - Throws: `FarmError.unwritable`.
    package init(_ path: String) throws {
        self.path = path
        file = Files.open(path, O_WRONLY | O_CREAT)
        guard file >= 0 else { throw FarmError.unwritable(path: path, reason: "\(SystemProblem(errno))") }
    }

    deinit { close(file) }

    /// Seconds since 1970.
    func now() throws -> Double {
        var facts = stat()
        guard futimens(file, nil) == 0, fstat(file, &facts) == 0 else {
            throw FarmError.unwritable(path: path, reason: "\(SystemProblem(errno))")
        }
        return facts.modified
    }
}

extension stat {
    /// When it was touched last, in seconds since 1970.
    fileprivate var modified: Double { Double(st_mtim.tv_sec) + Double(st_mtim.tv_nsec) / 1e9 }
}

/// The task of Slurm's that this process belongs to.
struct SlurmTask {
    /// `1234_5`
    let name: String
    /// How often it was put back into the queue.
    let restarts: Int

    /// Nil outside of Slurm.
    static var current: SlurmTask? {
        guard let job = ProcessWords.variable("SLURM_ARRAY_JOB_ID") ?? ProcessWords.variable("SLURM_JOB_ID") else {
            return nil
        }
        let number = ProcessWords.variable("SLURM_ARRAY_TASK_ID").map { "_" + $0 } ?? ""
        return SlurmTask(
            name: job + number, restarts: ProcessWords.variable("SLURM_RESTART_COUNT").flatMap { Int($0) } ?? 0)
    }
}
