import Files

/// Small pieces of sentences that every message builds in the same way.
public enum Phrases {
    /// `a`, `a or b`, `a, b or c`; beyond `limit` the rest is counted: `a, b, c … (12 more)`.
    public static func choices(_ all: some Collection<String>, limit: Int = 12) -> String {
        joined(all, by: "or", limit)
    }

    /// The same of things that are all there: `a`, `a and b`, `a, b and c`.
    public static func list(_ all: some Collection<String>, limit: Int = 12) -> String {
        joined(all, by: "and", limit)
    }

    private static func joined(_ all: some Collection<String>, by conjunction: String, _ limit: Int) -> String {
        let shown = Array(all.prefix(limit))
        if all.count > limit { return shown.joined(separator: ", ") + " … (\(all.count - limit) more)" }
        guard let last = shown.last, shown.count > 1 else { return shown.first ?? "none" }
        return shown.dropLast().joined(separator: ", ") + " \(conjunction) " + last
    }

    /// A number of things: `1 cell`, `0 cells`, `2 cells`.
    /// - Parameter many: the plural, where it is not the singular with an s: `2 classes`.
    public static func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
        "\(number) " + (number == 1 ? one : many ?? one + "s")
    }

    /// ` (did you mean 'octaves'?)`, or nothing when no choice is close to `word`.
    public static func didYouMean(_ word: String, among choices: some Sequence<String>) -> String {
        // Whoever wrote one of the choices meant it; something else is wrong with it.
        guard let guess = Nearest.guess(for: word, among: choices), guess != word else { return "" }
        return " (did you mean '\(guess)'?)"
    }

    /// `0.4 s`, `12 s`, `3 min 05 s`, `2 h 10 min`.
    public static func duration(seconds: Double) -> String {
        guard seconds.isFinite, seconds >= 0 else { return "?" }
        if seconds < 9.95 { return "\((seconds * 10).rounded() / 10) s" }
        let whole = Int(seconds.rounded())
        if whole < 60 { return "\(whole) s" }
        if whole < 3600 { return "\(whole / 60) min \(twoDigits(whole % 60)) s" }
        return "\(whole / 3600) h \(twoDigits(whole % 3600 / 60)) min"
    }

    /// `there is no such file (did you mean 'cat.png'?)`, of those in the folder where it should be.
    public static func noSuchFile(_ path: String) -> String {
        let names = (Files.names(in: Paths.folder(of: path)) ?? []).prefix(4096).filter { !$0.hasPrefix(".") }
        return "there is no such file" + didYouMean(Paths.name(of: path), among: names.map { harmless($0) })
    }

    /// `812 B`, `14 KiB`, `1.5 GiB`.
    public static func bytes(_ count: Int) -> String {
        var value = Double(count)
        var unit = 0
        while value >= 1024, unit < 4 {
            value /= 1024
            unit += 1
        }
        let rounded = value < 10 && unit > 0 ? "\((value * 10).rounded() / 10)" : "\(Int(value.rounded()))"
        return "\(rounded) \(["B", "KiB", "MiB", "GiB", "TiB"][unit])"
    }

    /// The text without control characters, so that what a stranger's file says cannot drive a terminal;
    /// newlines and tabs become spaces. A byte of a file's name that is no text is told by its number: `caf\xE9.jpg`.
    public static func harmless(_ text: String, limit: Int = 400) -> String {
        var safe = ""
        for scalar in text.unicodeScalars.prefix(limit) {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator: safe += " "
            case .privateUse:
                guard let byte = PathText.byte(of: scalar) else { continue }
                safe += "\\x" + String(byte, radix: 16, uppercase: true)
            case .format, .surrogate: continue
            default: safe.unicodeScalars.append(scalar)
            }
        }
        return text.unicodeScalars.count > limit ? safe + "…" : safe
    }

    /// A title with what else there is to say of it: `Tidepool (Jo, CC0-1.0)`.
    public static func credited(_ title: String, _ facts: String...) -> String {
        let facts = facts.filter { !$0.isEmpty }.joined(separator: ", ")
        return title + (facts.isEmpty ? "" : " (\(facts))")
    }

    /// The lines of a stranger's text, without what could drive a terminal; tabs become spaces.
    public static func harmlessLines(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { harmless(String($0).replacing("\t", with: "    "), limit: .max) }.joined(separator: "\n")
    }

    private static func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
