import ArgumentParser

/// `reverie networks …`: what is installed, what it is made of, how exact and how fast it is.
struct Networks: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The installed networks: their layers, their gradients, their speed; new ones.",
        discussion: """
            Examples:
              reverie networks list
              reverie networks fetch vgg16
              reverie networks add resnet50.onnx
              reverie networks layers squeezenet --size 512
              reverie networks bench squeezenet --layer fire9 --size 512 --json
            """,
        subcommands: [
            NetworksList.self, NetworksFetch.self, NetworksAdd.self, NetworksLayers.self, NetworksClasses.self,
            NetworksEval.self, NetworksBench.self, NetworksRemove.self,
        ])
}
