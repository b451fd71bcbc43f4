import Files
import Testing

/// What the system tells of this process.
@Suite struct ThisProcessTests {
    @Test func theSystemTellsOfIt() throws {
        #expect(try #require(ThisProcess.program).contains("reverie"))
        #expect(ThisProcess.text("maps").contains("\(try #require(ThisProcess.program))"))
        #expect(ThisProcess.text("none") == "" && ThisProcess.bytes("None") == nil)
        let (peak, now) = (try #require(ThisProcess.bytes("VmHWM")), try #require(ThisProcess.bytes("VmRSS")))
        #expect(peak >= now && now > 1 << 20 && now < 1 << 40)
        #expect(!ThisProcess.threads.isEmpty && ThisProcess.threads.allSatisfy { Int($0) != nil })
    }
}
