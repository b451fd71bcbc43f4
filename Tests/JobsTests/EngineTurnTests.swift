import Foundation
import Jobs
import Synchronization
import Testing

@Suite struct EngineTurnTests {
    /// Whoever is more urgent goes first, and among equals who came first; nobody has it together with another.
    @Test func turns() async {
        let (turns, log) = (EngineTurn(), Log())
        let render = turns.ticket(.render)
        render.take()
        let waiting: [(String, JobPriority)] = [("other", .render), ("draft", .draft), ("next", .draft)]
        await withTaskGroup(of: Void.self) { group in
            for (name, priority) in waiting {
                let ticket = turns.ticket(priority)
                group.addTask {
                    await onThread {
                        ticket.take()
                        log.add(name)
                        ticket.give()
                    }
                }
            }
            while turns.waiting < waiting.count { await Task.yield() }
            await onThread {
                render.giveWay()
                log.add("render")
                render.giveWay()
                render.give()
            }
        }
        #expect(log.names == ["draft", "next", "render", "other"])
    }

    /// Whoever came first has it first, though its thread asks last.
    @Test func threadsThatBeginInAnotherOrderChangeNothing() async {
        let (turns, log) = (EngineTurn(), Log())
        let (first, second) = (turns.ticket(.render), turns.ticket(.render))
        await withTaskGroup(of: Void.self) { group in
            func ask(_ ticket: EngineTurn.Ticket, _ name: String) {
                group.addTask {
                    await onThread {
                        ticket.take()
                        log.add(name)
                        ticket.give()
                    }
                }
            }
            ask(second, "second")
            for _ in 0..<1000 where turns.waiting < 1 { try? await Task.sleep(for: .milliseconds(1)) }
            ask(first, "first")
        }
        #expect(log.names == ["first", "second"])
    }
}

private final class Log: Sendable {
    private let all = Mutex<[String]>([])
    var names: [String] { all.withLock { $0 } }
    func add(_ name: String) { all.withLock { $0.append(name) } }
}

private func onThread(_ body: @escaping @Sendable () -> Void) async {
    await withCheckedContinuation { continuation in
        Thread {
            body()
            continuation.resume()
        }.start()
    }
}
