import Dreams
import Files
import Foundation
import Pictures
import Wording

extension CheckpointChoice {
    /// The folder for a render that writes `output`; none for one in memory, or to stdout, unless it is named.
    func folder(for output: String?) -> String? {
        folder ?? output.flatMap { $0 == OutputFile.stdout ? nil : CheckpointChoice.hiddenFolder(of: $0) }
    }

    /// The folder that is taken when none is named.
    private static func hiddenFolder(of output: String) -> String {
        Paths.hidden(beside: output, ending: ".checkpoint")
    }

    /// Refuses a folder of the user's that cannot be made, or holds something else under a name of ours; makes nothing.
    /// - Throws: `CheckpointFolderError`.
    func check(_ path: String?) throws {
        guard let path, folder != nil, !isQuiet else { return }
        let there = Disk.existing(at: path)
        let isWritable = there.withPath { access($0, W_OK) } == 0
        guard Files.isFolder(there), isWritable || there == path else {
            throw CheckpointFolderError(folder: path, problem: "the folder cannot be made")
        }
        guard isWritable else {
            throw CheckpointFolderError(folder: path, problem: "the folder may not be written to")
        }
        if let name = Checkpointer.strangers(in: path).first {
            throw CheckpointFolderError(
                folder: path, problem: "'\(name)' in it is no state of a render; name another folder")
        }
    }

    /// What an earlier render has left, if the user wants to go on from it.
    /// - Throws: `CheckpointError` for what is of another render.
    func resumption(_ checkpointer: Checkpointer?, _ say: (String) -> Void) throws -> RenderState? {
        guard let checkpointer else { return nil }
        if isQuiet { return checkpointer.stateIfAny() }
        guard resumes else {
            if checkpointer.hasState {
                say("beginning anew; \(SettingName.resumes) would go on where an earlier render was")
            }
            return nil
        }
        guard checkpointer.hasState else {
            say("there is no state to go on from; beginning anew")
            return nil
        }
        let state = try checkpointer.state()
        let position = state.position
        say(
            position.isBeginning
                ? "going on from what an earlier render has left, with "
                    + (position.frame.map { "frame \($0 + 1), " } ?? "") + "stage \(position.stage + 1)"
                : "going on from the state that an earlier render has left")
        return state
    }
}
