/// Somebody asked the program to stop; what was done so far has been kept, and was told: it ends with 130.
package struct Interrupted: Error {
    /// An ending.
    package init() {}
}

/// Something went wrong late: what is left of the work, and what goes on with it, is for whoever has read what that was.
package struct AdvisedFailure: Error, CustomStringConvertible {
    /// What went wrong.
    let reason: any Error
    /// Lines that are said behind it.
    let advice: [String]

    package var description: String { "\(reason)" }
}

extension Console {
    /// Tells what went wrong, and what can be done then.
    package static func tell(_ error: any Error) {
        say("reverie: \(error)")
        (error as? AdvisedFailure)?.advice.forEach(say)
    }
}

/// Some of what was asked for could not be done, and the rest was; both were told: it ends with 1.
package struct Unfinished: Error {
    /// An ending.
    package init() {}
}
