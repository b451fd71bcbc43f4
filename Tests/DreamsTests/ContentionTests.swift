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

    /// Where the kernel keeps no account.
    @Test func nothingKnownIsNoContention() {
        #expect(!Contention.isBusy(ran: 0, waited: 0, of: 10))
    }
}
