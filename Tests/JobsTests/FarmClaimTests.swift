import Files
import Foundation
import Jobs
import TestSupport
import Testing

/// Who is at a shard: one that is dead keeps nobody away, one that lives keeps others away.
@Suite struct FarmClaimTests {
    private func write(_ owner: FarmClaim.Owner?, _ path: String, age: Double = 0) throws {
        let data = try owner.map { try JSONEncoder().encode($0) } ?? Data("{".utf8)
        try data.write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -age)], ofItemAtPath: path)
    }

    private func isTaken(_ path: String, _ clock: DiskClock) throws -> Int? {
        guard case .taken(let claim) = try FarmClaim.take(path, by: clock) else { return nil }
        claim.release()
        return claim.owner.attempt
    }

    @Test func theDeadAreSucceeded() throws {
        try Fixtures.withTemporaryFolder { folder in
            let (path, clock) = (folder + "/000007", try DiskClock(folder + "/clock"))
            #expect(try isTaken(path, clock) == 1)
            #expect(!Files.exists(path))

            // On this machine the kernel knows: this process lives, and one of its number that began earlier does not.
            var owner = FarmClaim.Owner()
            try write(owner, path)
            #expect(try isTaken(path, clock) == nil)
            owner.beginning -= 1
            owner.attempt = 3
            try write(owner, path)
            #expect(try isTaken(path, clock) == 4)

            // On another one the disk's clock tells.
            owner.place = "0123456789abcdef"
            try write(owner, path, age: FarmClaim.lease - 20)
            #expect(try isTaken(path, clock) == nil)
            try write(owner, path, age: FarmClaim.lease + 20)
            #expect(try isTaken(path, clock) == 4)

            // One that was cut off while it was written ages as others do.
            try write(nil, path)
            #expect(try isTaken(path, clock) == nil)
            try write(nil, path, age: FarmClaim.lease + 20)
            #expect(try isTaken(path, clock) == 1)
        }
    }

    @Test func whoComesBackLetsItsSuccessorBe() throws {
        try Fixtures.withTemporaryFolder { folder in
            let (path, clock) = (folder + "/000007", try DiskClock(folder + "/clock"))
            guard case .taken(let first) = try FarmClaim.take(path, by: clock) else {
                Issue.record("nobody has it")
                return
            }
            // As if it had stood still for long.
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSinceNow: -1000)], ofItemAtPath: path)
            guard case .taken(let second) = try FarmClaim.take(path, by: clock) else {
                Issue.record("it is old")
                return
            }
            first.release()
            #expect(Files.exists(path))
            second.release()
            #expect(!Files.exists(path))
        }
    }
}
