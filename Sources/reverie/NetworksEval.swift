import ArgumentParser
import Engine
import Files
import Foundation
import Jobs
import Networks
import Pictures
import Tensors
import Terminal
import Wording

/// `reverie networks eval NETWORK --input x.npy --layer L`
struct NetworksEval: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval", abstract: "Computes a layer's activation, and the gradient of its mean square.",
        discussion: """
            x.npy is the network's raw input, float32 [1, C, H, W], without preprocessing. --output takes the layer's \
            activation a, --gradient the gradient of mean(a²) with respect to x.

            Example:
              reverie networks eval squeezenet --input x.npy --layer fire9 --output a.npy --gradient g.npy
            """)

    @OptionGroup var arguments: NetworkArguments

    @Option(help: "The network's input, a .npy file.")
    var input: String

    @Option(help: "A node's name, one of its outputs' names, or an alias.")
    var layer: String

    @Option(help: "Where the activation goes, a .npy file.")
    var output: String?

    @Option(help: "Where the gradient goes, a .npy file.")
    var gradient: String?

    @OptionGroup var tiling: TilingOptions

    @Option(help: "fast; library: oneDNN's convolutions alone, to compare with; or reference: plain loops.")
    var backend = BackendOption(Backends.fast)

    @Option(help: "Threads to compute with; every core when absent.")
    var threads: Int?

    func validate() throws { try WrongUsage.check(threads: threads) }

    func run() throws {
        try Threads.use(threads)
        let network = try arguments.load().settled
        let node = try network.node(named: layer)
        let x = try read(input)
        let evaluation = LayerEvaluation(of: node, in: network)
        guard evaluation.takes(x) else {
            throw ValidationError(
                "\(input) holds \(x.shape); \(network.manifest.name) wants 1×\(network.graph.inputChannels)×H×W")
        }
        let (a, back) = try evaluation.run(
            x, tiling: tiling.choice, backend: backend.backend, withGradient: gradient != nil)
        if let output { try AtomicFile.write(a.npy, to: output) }
        if let gradient, let back { try AtomicFile.write(back.npy, to: gradient) }
        Console.print("\(Phrases.harmless(layer)) \(a.shape), mean square \(a.rootMeanSquare * a.rootMeanSquare)")
    }

    private func read(_ path: String) throws -> Tensor {
        guard let data = Files.map(path) else {
            throw ValidationError("--input \(Phrases.harmless(path)): there is no such file, or it cannot be opened")
        }
        return try Tensor(npy: data)
    }
}
