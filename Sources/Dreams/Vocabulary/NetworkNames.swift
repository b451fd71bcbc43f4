public import Networks

extension NetworkVocabulary {
    /// What a preset may know of a network.
    public init(_ network: Network) {
        self.init(
            name: network.manifest.name, layers: network.layerNames, classes: network.classes,
            closed: network.reasonsOfClosedLayers, withoutClasses: "\(network.noClasses)",
            withoutText: network.text == nil ? "\(NetworkError.noText(network: network.manifest.name))" : nil)
    }
}
