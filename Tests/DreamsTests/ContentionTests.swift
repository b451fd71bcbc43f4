import Testing

import Dreams

@Suite struct ContentionTests {
    @Test func waitingForProcessorsIsContention() {
        #expect(!Contention.isBusy(ran: 95, waited: 5, of: 60))
        #expect(Contention.isBusy(ran: 80, waited: 20, of: 60))
    }

    /// Ctrl-Z, or a laptop that slept: threads neither ran nor waited.
    @Test func beingStoppedIsContention() {
        #expect(Contention.isBusy(ran: 1, waited: 0, of: 240))
        #expect(!Contention.isBusy(ran: 1, waited: 0, of: 1.2))
    }

    /// Two processors between two threads of ours and eighteen of others: nine tenths of the time are waited for.
    @Test func othersThatAreReadyToRunAreWaitedFor() {
        #expect(Contention.waiting(others: 0, threads: 2, processors: 2) == 0)
        #expect(Contention.waiting(others: 0, threads: 1, processors: 64) == 0)
        #expect(abs(Contention.waiting(others: 18, threads: 2, processors: 2) - 0.9) < 1e-9)
        #expect((0..<1).contains(Contention.waitingNow(threads: 1, processors: 1 << 20)))
    }

    /// Where the kernel keeps no account.
    @Test func nothingKnownIsNoContention() {
        #expect(!Contention.isBusy(ran: 0, waited: 0, of: 10))
    }
}
