public import Foundation

/// Files by their names' bytes: whatever a system has on its disks can be looked at, listed, read and removed.
public enum Files {
    /// What the system knows of a file; links are followed.
    public static func facts(_ path: String) -> stat? {
        var facts = stat()
        return path.withPath { stat($0, &facts) } == 0 ? facts : nil
    }

    /// The same, of a link itself.
    public static func linkFacts(_ path: String) -> stat? {
        var facts = stat()
        return path.withPath { lstat($0, &facts) } == 0 ? facts : nil
    }

    /// Whether there is anything of this name.
    public static func exists(_ path: String) -> Bool { facts(path) != nil }

    /// Whether it is a folder.
    public static func isFolder(_ path: String) -> Bool { facts(path).map { $0.st_mode & S_IFMT == S_IFDIR } ?? false }

    /// Whether it is a plain file.
    public static func isPlain(_ path: String) -> Bool { facts(path).map { $0.st_mode & S_IFMT == S_IFREG } ?? false }

    /// Whether it can be run.
    public static func isProgram(_ path: String) -> Bool { isPlain(path) && path.withPath { access($0, X_OK) } == 0 }

    /// Bytes of a file; 0 where there is none.
    public static func size(_ path: String) -> Int { facts(path).map { Int($0.st_size) } ?? 0 }

    /// When it was last written; nil where there is no such file.
    public static func modified(_ path: String) -> Date? {
        facts(path).map {
            Date(timeIntervalSince1970: Double($0.st_mtim.tv_sec) + Double($0.st_mtim.tv_nsec) / 1e9)
        }
    }

    /// The names in a folder, by their bytes; nil where it cannot be read.
    public static func names(in folder: String) -> [String]? {
        guard let listing = folder.withPath({ opendir($0) }) else { return nil }
        defer { closedir(listing) }
        var names: [[UInt8]] = []
        while let entry = readdir(listing) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if name != Array(".".utf8), name != Array("..".utf8) { names.append(name) }
        }
        return names.sorted { $0.lexicographicallyPrecedes($1) }.map { PathText.decode($0) }
    }

    /// Where a file really is, without links; nil where there is none.
    public static func real(_ path: String) -> String? {
        guard let real = path.withPath({ realpath($0, nil) }) else { return nil }
        defer { free(real) }
        return PathText.decode(real)
    }

    /// Where something that is written under a name goes: behind the links that the name leads through, to what is there or would be.
    /// - Returns: the name itself where it is no link, and where the links lead in a circle.
    public static func target(of path: String) -> String {
        var target = path
        for _ in 0..<40 {
            guard let facts = linkFacts(target), facts.st_mode & S_IFMT == S_IFLNK else { return target }
            var link = [CChar](repeating: 0, count: Int(PATH_MAX))
            let count = target.withPath { readlink($0, &link, link.count) }
            guard count > 0 else { return path }
            let leads = PathText.decode(link.prefix(count).map(UInt8.init(bitPattern:)))
            target = leads.hasPrefix("/") ? leads : Paths.beside(target, leads)
        }
        return path
    }

    /// Whether a name in a folder leads through no link: to where it says, whatever leads to the folder.
    public static func isReally(_ name: String, in folder: String) -> Bool {
        guard let home = real(folder), let there = real(Paths.inside(folder, name)) else { return false }
        return PathText.bytes(of: there) == PathText.bytes(of: Paths.inside(home, name))
    }

    /// Opens a file; below 0 where `errno` says why not.
    public static func open(_ path: String, _ flags: Int32, _ mode: mode_t = 0o644) -> Int32 {
        path.withPath { Foundation.open($0, flags | O_CLOEXEC, mode) }
    }

    /// The bytes of a file or a pipe; nil where it cannot be read.
    /// - Parameter most: no more of it is read.
    public static func read(_ path: String, most: Int) -> Data? { try? contents(of: path, most: most) }

    /// The same.
    /// - Throws: `SystemProblem`; `ENXIO` for a pipe that nobody writes into.
    public static func contents(of path: String, most: Int) throws(SystemProblem) -> Data {
        // A pipe with a name would hold whoever opens it until a writer does, and that may be never.
        let file = open(path, O_RDONLY | O_NONBLOCK)
        guard file >= 0 else { throw SystemProblem(errno) }
        defer { close(file) }
        var facts = stat()
        guard fstat(file, &facts) == 0 else { throw SystemProblem(errno) }
        if facts.st_mode & S_IFMT == S_IFIFO { try awaitWriter(file) }
        _ = fcntl(file, F_SETFL, 0)
        guard let data = read(file, most: most) else { throw SystemProblem(errno) }
        return data
    }

    /// Seconds for which a pipe is given to find its writer.
    public static let patienceWithPipes = 5

    /// Waits until somebody has a pipe open to write into it, or had: once that is so, its end comes by itself.
    /// - Parameter file: was opened not to block.
    private static func awaitWriter(_ file: Int32) throws(SystemProblem) {
        let end = ContinuousClock.now + .seconds(patienceWithPipes)
        while ContinuousClock.now < end {
            var look = pollfd(fd: file, events: Int16(POLLIN), revents: 0)
            // Bytes, or an end to them: no pipe without a writer has either.
            if poll(&look, 1, 20) > 0 { return }
            // A writer that has written nothing yet: of a pipe that has none, a read gives an end and no error.
            if Foundation.read(file, nil, 1) < 0, errno == EAGAIN { return }
        }
        throw SystemProblem(ENXIO)
    }

    /// What is left of an open file.
    /// - Parameter atOnce: whether what there is now is enough, of a pipe.
    public static func read(_ file: Int32, most: Int, atOnce: Bool = false) -> Data? {
        var data = Data()
        var facts = stat()
        // What grows is held twice each time that it moves.
        if !atOnce, fstat(file, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG {
            data.reserveCapacity(min(Int(facts.st_size), most, 1 << 30))
        }
        var piece = [UInt8](repeating: 0, count: min(max(most, 1), 1 << 20))
        while data.count < most {
            let count = piece.withUnsafeMutableBytes {
                Foundation.read(file, $0.baseAddress, min($0.count, most - data.count))
            }
            if count < 0, errno == EINTR { continue }
            if count < 0 { return nil }
            if count == 0 { break }
            data.append(contentsOf: piece[..<count])
            if atOnce { break }
        }
        return data
    }

    /// The bytes of a plain file, where they lie on the disk; nil where it cannot be read.
    public static func map(_ path: String) -> Data? {
        let file = open(path, O_RDONLY | O_NONBLOCK)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var facts = stat()
        guard fstat(file, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else { return nil }
        let size = Int(facts.st_size)
        guard size > 0 else { return Data() }
        guard let bytes = mmap(nil, size, PROT_READ, MAP_PRIVATE, file, 0), bytes != MAP_FAILED else { return nil }
        return Data(bytesNoCopy: bytes, count: size, deallocator: .custom { munmap($0, $1) })
    }

    /// Takes the bytes of a file that was mapped out of what the process holds; who reads them again has them from the system again.
    /// - Parameter data: all that `map` gave, and nothing else.
    public static func unload(_ data: Data) {
        data.withUnsafeBytes { bytes in
            guard let first = bytes.baseAddress else { return }
            _ = madvise(UnsafeMutableRawPointer(mutating: first), bytes.count, MADV_DONTNEED)
        }
    }

    /// Makes a folder, and those that it lies in; one that is there is made already.
    /// - Throws: `SystemProblem`.
    public static func makeFolder(_ path: String) throws {
        if isFolder(path) { return }
        let above = Paths.folder(of: path)
        if above != path, above != "." { try makeFolder(above) }
        guard path.withPath({ mkdir($0, 0o777) }) == 0 || isFolder(path) else { throw SystemProblem(errno) }
    }

    /// Gives a file another name, which may be another file's until then.
    /// - Throws: `SystemProblem`.
    public static func rename(_ path: String, to other: String) throws {
        let status = path.withPath { path in other.withPath { Foundation.rename(path, $0) } }
        guard status == 0 else { throw SystemProblem(errno) }
    }

    /// Writes a file of these bytes, in the place of one that is there.
    /// - Throws: `SystemProblem`; what there is of it is left.
    public static func write(_ data: Data, to path: String) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC)
        guard file >= 0 else { throw SystemProblem(errno) }
        defer { close(file) }
        try data.withUnsafeBytes { bytes in
            var done = 0
            while done < bytes.count {
                let count = Foundation.write(file, bytes.baseAddress?.advanced(by: done), bytes.count - done)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw SystemProblem(errno) }
                done += count
            }
        }
    }

    /// Removes a file or a link, or an empty folder; tells whether it could.
    @discardableResult
    public static func remove(_ path: String) -> Bool { path.withPath { Foundation.remove($0) } == 0 }

    /// Removes a folder with all that is in it; links are removed, and not followed.
    public static func removeAll(_ path: String) {
        if let facts = linkFacts(path), facts.st_mode & S_IFMT == S_IFDIR {
            for name in names(in: path) ?? [] { removeAll(Paths.inside(path, name)) }
        }
        remove(path)
    }
}

/// Why the system would not do something.
public struct SystemProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// The system's number.
    public let code: Int32

    /// A problem by its number.
    public init(_ code: Int32) { self.code = code }

    /// In words.
    public var description: String {
        switch code {
        case ENOSPC, EDQUOT: "the disk is full"
        case EFBIG: "it would be larger than this process may write"
        case EACCES, EPERM: "it is not allowed"
        case EROFS: "nothing can be written to that disk, which is mounted to be read only"
        case ENOENT, ENOTDIR: "there is no such folder"
        case EPIPE: "nobody reads it any longer"
        case EBADF: "it is closed"
        case ENAMETOOLONG: "its name is too long"
        case ENXIO: "it is a pipe, and for \(Files.patienceWithPipes) seconds nobody has opened it to write into it"
        default: String(cString: strerror(code)).lowercased()
        }
    }
}
