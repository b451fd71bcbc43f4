import Studio
import Testing

/// Who may come in, and who may not.
@Suite struct GateTests {
    private let gate = Gate(key: "0123456789abcdef", port: 4747)

    private func visit(_ change: (inout Gate.Visit) -> Void = { _ in }) -> Gate.Visit {
        var visit = Gate.Visit(
            host: "127.0.0.1:4747", origin: "http://127.0.0.1:4747", site: "same-origin",
            cookie: "other=1; reverie-4747=0123456789abcdef")
        change(&visit)
        return visit
    }

    @Test func thePageComesInWithItsCookieAndAProgramWithTheKey() {
        #expect(gate.verdict(on: visit()) == nil)
        #expect(gate.verdict(on: visit { $0.origin = nil }) == nil)
        let program = Gate.Visit(host: "localhost:4747", key: "0123456789abcdef")
        #expect(gate.verdict(on: program) == nil)
    }

    @Test(arguments: [
        "attacker.example:4747", "127.0.0.1", "127.0.0.1:80", "127.0.0.1:4747.attacker.example", "", "0.0.0.0:4747",
    ])
    func aNameThatIsNotOursIsRefused(_ host: String) {
        #expect(gate.verdict(on: visit { ($0.host, $0.origin) = (host, nil) }) != nil)
        #expect(gate.verdict(on: visit { $0.host = nil }) != nil)
    }

    @Test(arguments: [
        "http://attacker.example", "null", "https://127.0.0.1:4747", "http://127.0.0.1:4748", "http://127.0.0.1",
        "http://localhost:4747",
    ])
    func anotherPageIsRefusedEvenWithTheCookie(_ origin: String) {
        #expect(gate.verdict(on: visit { $0.origin = origin }) != nil)
    }

    @Test(arguments: ["cross-site", "same-site", "anything"])
    func whatTheBrowserSaysComesFromElsewhereIsRefused(_ site: String) {
        #expect(gate.verdict(on: visit { ($0.site, $0.origin) = (site, nil) }) != nil)
        // Not even with the key, but for the page itself, which a link may lead to.
        #expect(gate.verdict(on: visit { ($0.site, $0.origin, $0.key) = (site, nil, gate.key) }) != nil)
        #expect(
            gate.verdict(
                on: visit { ($0.site, $0.origin, $0.cookie, $0.key, $0.isPage) = (site, nil, nil, gate.key, true) })
                == nil)
    }

    @Test(arguments: [
        nil, "", "reverie-4747=", "reverie-4747=0123456789abcdee", "reverie-4748=0123456789abcdef",
        "xreverie-4747=0123456789abcdef", "reverie-4747=0123456789abcdef0",
    ])
    func withoutTheKeyNobodyComesIn(_ cookie: String?) {
        #expect(gate.verdict(on: visit { $0.cookie = cookie }) != nil)
        #expect(gate.verdict(on: visit { ($0.cookie, $0.key, $0.isPage) = (cookie, "0123", true) }) != nil)
    }

    /// Shared, it answers to the names that it was given too, and to nobody without the key.
    @Test func whoSharesTheNetworkComesInWithTheKeyOnly() {
        let shared = Gate(key: gate.key, port: 4747, names: ["192.0.2.7"])
        let phone = visit { ($0.host, $0.origin) = ("192.0.2.7:4747", "http://192.0.2.7:4747") }
        #expect(shared.verdict(on: phone) == nil && gate.verdict(on: phone) != nil)
        #expect(shared.verdict(on: visit()) == nil)
        for host in ["192.0.2.8:4747", "192.0.2.7", "192.0.2.7:80", "attacker.example:4747"] {
            #expect(shared.verdict(on: visit { ($0.host, $0.origin) = (host, nil) }) != nil, "\(host)")
        }
        #expect(
            shared.verdict(on: visit { ($0.host, $0.origin, $0.cookie) = ("192.0.2.7:4747", nil, nil) }) != nil)
        #expect(
            shared.verdict(on: visit { ($0.host, $0.origin) = ("192.0.2.7:4747", "http://127.0.0.1:4747") }) != nil)
    }

    @Test func keysAreLongAndEachAnother() {
        #expect(Gate.makeKey().count == 32)
        #expect(Gate.makeKey() != Gate.makeKey())
    }
}
