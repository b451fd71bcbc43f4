import Foundation
import Jobs
package import Pictures

/// Shows the dream in the terminal as it grows, and when it is done.
package struct InlinePreview {
    private let terminal: TerminalPicture

    /// The longer side of what is shown, in pixels.
    private static let edge = 480

    /// - Throws: `InlineError` when the terminal cannot show pictures.
    package init() throws {
        let environment = ProcessInfo.processInfo.environment
        guard isatty(STDERR_FILENO) == 1 || environment["REVERIE_INLINE"] != nil,
            let terminal = TerminalPicture.detected(in: environment)
        else { throw InlineError() }
        self.terminal = terminal
    }

    /// Shows a picture, no larger than suits a terminal.
    package func show(_ picture: Picture) {
        guard let bytes = try? terminal.bytes(of: picture.shrunk(to: InlinePreview.edge)) else { return }
        Console.write(bytes)
    }
}

/// Pictures in a terminal that shows none.
struct InlineError: Error, CustomStringConvertible {
    var description: String {
        "--inline: this terminal does not say that it shows pictures; if it does, set REVERIE_INLINE to kitty, iterm2 or sixel"
    }
}
