import Foundation
import Wording

// Progress in words, for people.
extension JobProgress {
    /// Where it is: `dream 1/1 · octave 2/4 · step 3/10 · 512×341`; of many, which one.
    package var place: String {
        if let part { return part.place }
        return (frame > 0 ? "frame \(frame)/\(frames) · " : "")
            + "\(Phrases.harmless(stageName, limit: 24)) \(stage)/\(stages) · octave \(octave)/\(octaves)"
            + " · step \(step)/\(steps) · \(width)×\(height)"
    }

    /// How it goes: ` · objective 12.3 · 8.1 steps/s`.
    package var pace: String {
        let speed = secondsPerStep.map { seconds in
            seconds < 0.5
                ? " · \((1 / max(seconds, 1e-6)).shown(toDigits: 2)) steps/s"
                : " · \(seconds.shown(toDigits: 2)) s/step"
        }
        return " · objective \((objective ?? .nan).shown(toDigits: 4))\(speed ?? "")"
    }
}

extension JobProgress.Part {
    /// `3/12 strength=2`
    package var place: String { "\(number)/\(count) \(Phrases.harmless(label, limit: 60))" }
}

extension Double {
    /// The nearest number that is written with so many digits: `0.012`, `3.1`, `320`.
    fileprivate func shown(toDigits digits: Int) -> String {
        guard isFinite, self != 0 else { return isFinite ? "0" : "\(self)" }
        let unit = pow(10, (log10(abs(self)).rounded(.down) - Double(digits - 1)))
        let value = (self / unit).rounded() * unit
        return unit >= 1 ? "\(Int64(clamping: Int(value)))" : String(format: "%.\(Int(-log10(unit).rounded()))f", value)
    }
}
