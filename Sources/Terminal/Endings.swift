/// Somebody asked the program to stop; what was done so far has been kept, and was told: it ends with 130.
package struct Interrupted: Error {
    /// An ending.
    package init() {}
}

/// Some of what was asked for could not be done, and the rest was; both were told: it ends with 1.
package struct Unfinished: Error {
    /// An ending.
    package init() {}
}
