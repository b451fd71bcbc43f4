import Foundation
import Pictures
import Tensors
import TestSupport
import Testing

@Suite(.serialized) struct SettlingInTests {
    @Test func theDoctorFindsNothingAmissAndWhatIs() throws {
        let well = try Program.run(["doctor"])
        #expect(well.status == 0, "\(well.output)\(well.chatter)")
        for name in ["processor", "kernels", "libraries", "squeezenet", "speed"] { #expect(well.output.contains(name)) }
        #expect(well.output.contains(/libpng\S*\.so/))
        try Fixtures.withTemporaryFolder { folder in
            let ill = try Program.run(["doctor"], variables: ["REVERIE_HOME": folder])
            #expect(ill.status == 1)
            #expect(ill.output.contains("· no network is installed; 'reverie networks fetch' brings some"))
        }
    }

    @Test func defaultsComeFromAFile() throws {
        try Fixtures.withTemporaryFolder { folder in
            try FileManager.default.createDirectory(atPath: folder + "/reverie", withIntermediateDirectories: true)
            func plan(_ text: String, _ options: [String] = []) throws -> Program.Outcome {
                try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/reverie/config.json"))
                return try Program.run(
                    ["plan", "classic", "--width", "1500"] + options, variables: ["XDG_CONFIG_HOME": folder])
            }
            #expect(try plan(#"{"memory": "280MiB"}"#).output.contains(/1000 in (bands|\d×\d tiles), within \d/))
            #expect(try !plan(#"{"memory": "280MiB"}"#, ["--memory", "4GiB"]).output.contains(", within "))
            for (text, sentence) in [
                (
                    #"{"treads": 2, "memory": 3}"#,
                    "memory is 3; it must be a text such as \"2GiB\"; there is no 'treads' (did you mean 'threads'?)"
                ),
                (
                    #"{"progress": "line"}"#,
                    "progress is line; it must be auto, bar, lines, json or none (did you mean 'lines'?)"
                ),
                (#"{"threads": true}"#, "it must be a whole number from 1 to 1024"),
                (#"{"inline": 1}"#, "it must be true or false"),
                (#"["threads"]"#, "it is no JSON object"),
            ] {
                let outcome = try plan(text)
                #expect(outcome.status == 1)
                #expect(outcome.chatter.contains(sentence), "\(outcome.chatter)")
            }
        }
    }

    /// What TAB offers: presets and networks by name, and files.
    @Test func namesAreCompleted() throws {
        try Fixtures.withTemporaryFolder { folder in
            try Data("return {}".utf8).write(to: URL(fileURLWithPath: folder + "/dayline.lua"))
            func offered(_ words: String) throws -> [String] {
                let line =
                    "source <(\"$0\" completions bash); COMP_WORDS=(\"$0\" \(words)); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); "
                    + "COMP_LINE=\"${COMP_WORDS[*]}\"; COMP_POINT=${#COMP_LINE}; "
                    + "_reverie \"$0\" \"${COMP_WORDS[COMP_CWORD]}\" \"${COMP_WORDS[COMP_CWORD-1]}\"; "
                    + "printf '%s\\n' \"${COMPREPLY[@]}\""
                return try Program.shell(line, in: folder).output.split(separator: "\n").map(String.init)
            }
            #expect(try offered("run dayd") == ["daydream"])
            #expect(try offered("run day").sorted() == ["daydream", "dayline.lua"])
            #expect(try offered("presets show daydr") == ["daydream"])
            #expect(try offered("networks layers squee") == ["squeezenet"])
            #expect(try offered("run daydream --network squee") == ["squeezenet"])
        }
    }

    @Test func completionsAndTheManualAreInstalled() throws {
        try Fixtures.withTemporaryFolder { folder in
            let variables = ["HOME": folder, "XDG_DATA_HOME": folder + "/data", "XDG_CONFIG_HOME": folder + "/config"]
            for (shell, path) in [
                ("bash", "data/bash-completion/completions/reverie"), ("zsh", "data/zsh/site-functions/_reverie"),
                ("fish", "config/fish/completions/reverie.fish"),
            ] {
                let printed = try Program.run(["completions", shell])
                #expect(printed.output.contains("checkpoint"))
                let installed = try Program.run(["completions", shell, "--install"], variables: variables)
                #expect(installed.output.hasPrefix("wrote \(folder)/\(path)"), "\(installed.output)")
                #expect(try String(contentsOfFile: folder + "/" + path, encoding: .utf8) + "\n" == printed.output)
            }
            let manual = try Program.run(["manual"])
            #expect(manual.output.hasPrefix(".TH REVERIE 1"))
            for command in ["run", "presets new", "networks bench"] {
                #expect(manual.output.contains(".SS \"reverie \(command)\""))
            }
            #expect(manual.output.contains("\\fB\\-\\-checkpoint\\fR"))
            #expect(try Program.run(["manual", "--install"], variables: variables).status == 0)
            #expect(FileManager.default.fileExists(atPath: folder + "/data/man/man1/reverie.1"))
        }
    }

    @Test func picturesInTheTerminal() throws {
        try Fixtures.withTemporaryFolder { folder in
            func run(_ terminal: String) throws -> String {
                try Program.run(
                    [
                        "run", "classic", "-o", "a.png", "--width", "96", "--set", "octaves=1", "--inline",
                        "--progress", "none",
                    ],
                    in: folder, variables: ["REVERIE_INLINE": terminal]
                ).chatter
            }
            let dream = { try Picture.read(contentsOf: folder + "/a.png") }
            let kitty = try run("kitty")
            let pieces = kitty.split(separator: "\u{1B}\\").filter { $0.contains("\u{1B}_G") }
            #expect(pieces.first?.hasPrefix("\u{1B}_Ga=T,f=100,q=2,m=1;") == true)
            #expect(pieces.last?.hasPrefix("\u{1B}_Gm=0;") == true)
            let text = pieces.compactMap { $0.split(separator: ";", maxSplits: 1).last }.joined()
            let shown = try Picture(try #require(Data(base64Encoded: String(text))), path: "kitty")
            #expect(try shown.colours.relativeDistance(to: dream().colours) < 0.01)

            let iterm = try run("iterm2")
            #expect(iterm.hasPrefix("\u{1B}]1337;File=inline=1:iVBOR"))
            #expect(try decode(sixel: run("sixel")).relativeDistance(to: dream().colours.values) < 0.2)
            #expect(try run("none").contains("this terminal does not say that it shows pictures"))
        }
    }

    /// The three planes of a picture in sixels.
    private func decode(sixel text: String) throws -> [Float] {
        let match = try #require(text.firstMatch(of: #/\x{1B}Pq"1;1;(\d+);(\d+)(.*)\x{1B}\\/#.dotMatchesNewlines()))
        let (width, height) = (try #require(Int(match.1)), try #require(Int(match.2)))
        var planes = [Float](repeating: -1, count: 3 * width * height)
        var colours: [Int: [Float]] = [:]
        var (x, top, colour, count) = (0, 0, 0, 1)
        for token in match.3.matches(of: #/#(\d+);2;(\d+);(\d+);(\d+)|#(\d+)|!(\d+)|[\$\-?-~]/#) {
            if let index = token.1.flatMap({ Int($0) }) {
                colours[index] = [token.2, token.3, token.4].map { Float($0 ?? "") ?? -1 }.map { $0 / 100 }
            } else if let index = token.5.flatMap({ Int($0) }) {
                colour = index
            } else if let times = token.6.flatMap({ Int($0) }) {
                count = times
            } else if token.0 == "$" || token.0 == "-" {
                x = 0
                if token.0 == "-" { top += 6 }
            } else {
                let bits = try #require(token.0.utf8.first) - 63
                for column in x..<x + count {
                    for row in 0..<6 where bits >> row & 1 == 1 {
                        let value = try #require(colours[colour])
                        for channel in 0..<3 {
                            planes[(channel * height + top + row) * width + column] = value[channel]
                        }
                    }
                }
                (x, count) = (x + count, 1)
            }
        }
        #expect(!planes.contains(-1))
        return planes
    }
}

extension [Float] {
    fileprivate func relativeDistance(to other: [Float]) -> Float {
        let square = zip(self, other).reduce(Float(0)) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        return (square / other.reduce(0) { $0 + $1 * $1 }).squareRoot()
    }
}
