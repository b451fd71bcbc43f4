extension [UInt8] {
    /// Whether these bytes of a file have an ASCII text at a place, by which kinds of files are known.
    func have(_ text: String, at place: Int = 0) -> Bool {
        count >= place + text.utf8.count && self[place...].starts(with: text.utf8)
    }
}
