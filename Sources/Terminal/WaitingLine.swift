/// What is waited for, by a command that mostly ends in a moment and gives no picture to show meanwhile: on a terminal a line that is rewritten,
/// at once; elsewhere a line once a second has passed, and then no more often than every ten.
package struct WaitingLine {
    private let isRewritten = Console.isInteractive
    private let clock = ContinuousClock()
    private var due: ContinuousClock.Instant

    package init() { due = clock.now + .seconds(1) }

    /// Says what is being done.
    package mutating func show(_ text: String) {
        if isRewritten { return Console.rewrite(text) }
        guard clock.now >= due else { return }
        due = clock.now + .seconds(10)
        Console.say(text)
    }

    /// Takes the line away, so that something else can be said.
    package func finish() {
        if isRewritten { Console.rewrite("") }
    }
}
