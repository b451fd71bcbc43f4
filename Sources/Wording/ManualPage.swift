public import Foundation

/// What the argument parser says of the commands, as far as a manual tells it (its tool info, version 0).
private struct ToolDescription: Decodable {
    struct Command: Decodable {
        let commandName: String
        let abstract: String?
        let discussion: String?
        let shouldDisplay: Bool?
        let subcommands: [Command]?
        let arguments: [Argument]?
    }

    struct Argument: Decodable {
        enum Kind: String, Decodable { case positional, option, flag }

        struct Name: Decodable {
            let kind: String
            let name: String
        }

        let kind: Kind
        let names: [Name]?
        let preferredName: Name?
        let valueName: String?
        let abstract: String?
        let isOptional: Bool
        let isRepeating: Bool
        let shouldDisplay: Bool
    }

    let command: Command
}

/// A manual page in man(7)'s macros, from what the argument parser knows of the commands.
public struct ManualPage {
    private let command: ToolDescription.Command
    private let version: String

    /// - Parameter help: what the argument parser dumps of its commands, JSON.
    /// - Throws: where it is another version's.
    public init(of help: Data, version: String) throws {
        command = try JSONDecoder().decode(ToolDescription.self, from: help).command
        self.version = version
    }

    /// The page.
    public var text: String {
        var lines = [
            ".TH REVERIE 1 \"\" \"Reverie \(version)\" \"User Commands\"", ".SH NAME",
            "reverie \\- \(escaped(command.abstract ?? ""))", ".SH SYNOPSIS", ".B reverie",
            "\\fICOMMAND\\fR [\\fIOPTIONS\\fR]",
            ".SH DESCRIPTION",
        ]
        lines += paragraphs(command.discussion)
        lines.append(".SH COMMANDS")
        for child in visible(command) { lines += section(child, path: []) }
        lines += [".SH EXIT STATUS", "0 done, 1 failed with a message, 64 wrong usage, 130 interrupted."]
        lines += [".SH FILES"]
        for (path, meaning) in ManualPage.files { lines += [".TP", ".I \(escaped(path))", escaped(meaning)] }
        return lines.joined(separator: "\n")
    }

    private static let files = [
        ("~/.config/reverie/config.json", "defaults: threads, memory, fast-halo, progress, checkpoint-every, inline"),
        ("~/.config/reverie/presets, ~/.config/reverie/plugins", "presets and plugins that are found by their names"),
        ("~/.local/share/reverie/networks", "the networks"),
        ("~/.cache/reverie", "what was measured of this machine, and the cells of sheets"),
    ]

    private func visible(_ command: ToolDescription.Command) -> [ToolDescription.Command] {
        (command.subcommands ?? []).filter { $0.shouldDisplay != false && $0.commandName != "help" }
    }

    private func section(_ command: ToolDescription.Command, path: [String]) -> [String] {
        let path = path + [command.commandName]
        let arguments = (command.arguments ?? []).filter { $0.shouldDisplay && $0.preferredName?.name != "help" }
        let places = arguments.filter { $0.kind == .positional }.map { argument in
            let name = escaped((argument.valueName ?? "").uppercased()) + (argument.isRepeating ? " ..." : "")
            return argument.isOptional ? "[\\fI\(name)\\fR]" : "\\fI\(name)\\fR"
        }
        var lines = [
            ".SS \"reverie \(path.joined(separator: " "))\"",
            "\\fBreverie \(path.joined(separator: " "))\\fR " + places.joined(separator: " "),
        ]
        lines += [".PP", escaped(command.abstract ?? "")] + paragraphs(command.discussion)
        for argument in arguments { lines += [".TP", title(argument)] + [escaped(argument.abstract ?? "")] }
        return lines + visible(command).flatMap { section($0, path: path) }
    }

    private func title(_ argument: ToolDescription.Argument) -> String {
        guard argument.kind != .positional else { return "\\fI\(escaped((argument.valueName ?? "").uppercased()))\\fR" }
        let names = (argument.names ?? []).map { name in
            "\\fB" + escaped((name.kind == "long" ? "--" : "-") + name.name) + "\\fR"
        }
        let value = argument.kind == .option ? " \\fI\(escaped(argument.valueName ?? ""))\\fR" : ""
        return names.joined(separator: ", ") + value
    }

    /// Text whose indented lines stand as they are.
    private func paragraphs(_ text: String?) -> [String] {
        guard let text, !text.isEmpty else { return [] }
        var lines = [".PP"]
        var isVerbatim = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let wantsVerbatim = line.hasPrefix("  ")
            if wantsVerbatim != isVerbatim { lines.append(wantsVerbatim ? ".nf" : ".fi") }
            isVerbatim = wantsVerbatim
            lines.append(line.isEmpty ? ".PP" : escaped(String(line)))
        }
        return isVerbatim ? lines + [".fi"] : lines
    }

    /// Without what roff would take for its own.
    private func escaped(_ text: String) -> String {
        let plain = text.replacing("\\", with: "\\e").replacing("-", with: "\\-").replacing("\n", with: " ")
        return plain.hasPrefix(".") || plain.hasPrefix("'") ? "\\&" + plain : plain
    }
}
