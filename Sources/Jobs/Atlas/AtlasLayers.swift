package import Networks
import Tensors

extension Network {
    /// The layers that are worth dreaming of by themselves, in order: those with more than one position in a square picture of a size, whose
    /// activation function is applied already, and which are no mere part of a concatenation or a sum. Pools, rescaled or selected copies
    /// and the picture are left out.
    package func dreamableLayers(inPictureOf side: Int) -> [Graph.NodeID] {
        let facts = graph.factsWhereTheyFit(height: side, width: side)
        var readers = [[Graph.NodeID]](repeating: [], count: graph.nodes.count)
        for (index, node) in graph.nodes.enumerated() { for input in node.inputs { readers[input].append(index) } }
        return graph.nodes.indices.filter { index in
            guard let shape = facts[index]?.shape, shape.area > 1, !graph.isShownLine(index) else { return false }
            let operation = graph.operation(of: index)
            let line = graph.line(shownBy: index)
            let behind = readers[line ?? index].filter { $0 != index }.map { graph.nodes[$0].operation }
            guard behind.isEmpty || !behind.allSatisfy({ $0 is any ActivationFunction || $0.joinsBranches }) else {
                return false
            }
            return operation is Convolution || operation is any ActivationFunction || operation.joinsBranches
        }
    }

    /// A short name of a layer, for people: an alias, or its own.
    package func label(of node: Graph.NodeID) -> String { aliases(of: node).first ?? graph.nodes[node].name }

    /// How many channels a layer has; nil where it has no room at the size that the network was trained at.
    package func channels(of node: Graph.NodeID) -> Int? {
        graph.factsWhereTheyFit(height: manifest.trainedSize, width: manifest.trainedSize)[node]?.shape.channels
    }

    /// What a channel stands for, where it is a class: its first synonym.
    package func className(ofChannel channel: Int, of node: Graph.NodeID) -> String? {
        guard let name = manifest.classes, let classNode = try? self.node(named: name),
            classes.indices.contains(channel),
            node == classNode
                || (graph.nodes[node].operation is any ActivationFunction && graph.nodes[node].inputs == [classNode])
        else { return nil }
        return classes[channel].split(separator: ",").first.map { String($0) }
    }
}
