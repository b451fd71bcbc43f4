import Foundation
import Recipes
import TestSupport
import Testing

/// Presets made from the schemas of the words: each is refused with its line, or planned; each that is planned renders a step of every stage to
/// finite pixels, or ends in an error; and none ends the process, which is why they are tried in processes of their own.
///
/// A few hundred a run; `REVERIE_RANDOM_PRESETS` tries as many as it says, of the seed `REVERIE_RANDOM_SEED`.
@Suite struct RandomPresetTests {
    private static let variables = ProcessInfo.processInfo.environment

    /// Every word of the language occurs, those of the standard vocabulary and of the shipped plugins too: a new word is tried as soon as
    /// it has a schema, and a kind of value that nobody has taught the generator is an error here.
    @Test func everyWordIsTried() throws {
        let words = try PresetTrials.words()
        var seen: Set<String> = []
        for number in words.titles.indices { seen.formUnion(try RandomPreset(number, seed: 1, words).words) }
        #expect(Set(words.titles).subtracting(seen).isEmpty)
    }

    @Test func aPresetIsAFunctionOfItsNumber() throws {
        let words = try PresetTrials.words()
        for number in 0..<20 {
            #expect(try RandomPreset(number, seed: 3, words).text == RandomPreset(number, seed: 3, words).text)
            #expect(try RandomPreset(number, seed: 3, words).text != RandomPreset(number, seed: 4, words).text)
        }
    }

    @Test func shorterPresetsAreShorter() throws {
        let preset = try RandomPreset(5, seed: 1, PresetTrials.words())
        let shorter = preset.shorter
        #expect(shorter.count > 5 && shorter.allSatisfy { $0.text.utf8.count < preset.text.utf8.count })
    }

    /// What ends the process costs the rest nothing, and is made as short as it can be.
    @Test func whatEndsAProcessIsFoundAndMadeShort() throws {
        guard Self.variables[PresetTrials.file] == nil else { return }
        let words = try PresetTrials.words()
        let presets = try (0..<10).map { try RandomPreset($0, seed: 1, words) }
        let trap = "r.stage"
        var found: (RandomPreset, String)?
        for (preset, verdict) in zip(presets, try PresetTrials.outcomes(of: presets, trap: trap)) {
            var ended: String?
            if case .problem(let problem) = verdict.outcome { ended = problem }
            #expect((ended?.contains("a planted trap") == true) == preset.text.contains(trap))
            if let ended, preset.text.utf8.count > found?.0.text.utf8.count ?? 0 { found = (preset, ended) }
        }
        let (preset, problem) = try #require(found)
        let shortest = try PresetTrials.shortest(preset, problem, trap: trap)
        #expect(shortest.preset.text.contains(trap) && shortest.problem.contains("a planted trap"))
        #expect(shortest.preset.text.utf8.count < preset.text.utf8.count * 2 / 5)
    }

    @Test(.timeLimit(.minutes(600))) func randomPresetsEndInPicturesOrErrors() throws {
        guard Self.variables[PresetTrials.file] == nil else { return }
        let count = Self.variables["REVERIE_RANDOM_PRESETS"].flatMap(Int.init) ?? 300
        let seed = Self.variables["REVERIE_RANDOM_SEED"].flatMap(UInt64.init) ?? 1
        let processes = Self.variables["REVERIE_RANDOM_PROCESSES"].flatMap(Int.init) ?? 2
        var tally = Tally()
        let words = try PresetTrials.words()
        for first in stride(from: 0, to: count, by: 1000) {
            let presets = try (first..<min(first + 1000, count)).map { try RandomPreset($0, seed: seed, words) }
            let verdicts = try PresetTrials.outcomes(of: presets, processes: processes)
            for (index, (preset, verdict)) in zip(presets, verdicts).enumerated() {
                tally.add(verdict, number: first + index)
                guard case .problem(let problem) = verdict.outcome, tally.isNew(problem) else { continue }
                Issue.record(Comment(rawValue: try PresetTrials.report(preset, problem)))
            }
            if count > 1000 { print("random presets: \(tally)") }
        }
        print("random presets: \(tally)\n\(tally.times)\n\(tally.refusals(most: count > 1000 ? 60 : 12))")
        // Presets that are refused at the door test nothing behind it.
        #expect(tally.refused < count / 4)
        #expect(tally.rendered > count / 2)
    }

    /// What a child does: it tries the presets of a file, and writes what became of each.
    @Test func child() throws {
        guard let file = Self.variables[PresetTrials.file] else { return }
        try PresetTrials.tryAll(inFile: file)
    }
}

/// How many ended how, why, and what they took.
private struct Tally: CustomStringConvertible {
    private(set) var (rendered, refused) = (0, 0)
    private var counts: [String: Int] = [:]
    private var known: Set<String> = []
    private var reasons: [String: Int] = [:]
    private var seconds: [String: Double] = [:]
    private var longest: [(number: Int, seconds: Double)] = []

    mutating func add(_ verdict: PresetTrials.Verdict, number: Int) {
        switch verdict.outcome {
        case .rendered: rendered += 1
        case .refused(let reason):
            refused += 1
            reasons["refused: " + PresetTrials.kind(ofRefusal: reason), default: 0] += 1
        case .ended(let reason): reasons["ended: " + PresetTrials.kind(ofRefusal: reason), default: 0] += 1
        case .planned, .problem: break
        }
        counts[verdict.outcome.name, default: 0] += 1
        seconds.merge(verdict.seconds) { $0 + $1 }
        longest.append((number, verdict.seconds.values.reduce(0, +)))
        longest = Array(longest.sorted { $0.seconds > $1.seconds }.prefix(5))
    }

    /// Whether nothing like it was seen.
    mutating func isNew(_ problem: String) -> Bool {
        known.count < 12 && known.insert(PresetTrials.kind(of: problem)).inserted
    }

    var description: String {
        counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    }

    /// Why those that were refused were, the most frequent reasons first.
    func refusals(most: Int) -> String {
        reasons.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(most).map { "\($0.value) \($0.key)" }
            .joined(separator: "\n")
    }

    /// What a preset takes of a processor, in the mean, and which ones took longest.
    var times: String {
        func written(_ seconds: Double) -> String { "\((seconds * 1000).rounded() / 1000) s" }
        let count = Double(max(counts.values.reduce(0, +), 1))
        let parts = seconds.sorted { $0.key < $1.key }.map { "\($0.key) \(written($0.value / count))" }
        let whole = written(seconds.values.reduce(0, +) / count)
        return "a preset takes \(whole) of a processor: \(parts.joined(separator: ", ")); the longest were "
            + longest.map { "\($0.number) (\(written($0.seconds)))" }.joined(separator: ", ")
    }
}
