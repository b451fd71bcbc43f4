import Engine
package import Networks

extension Network {
    /// The same, ready to be run: what is decided of its layers once, for all that is done with it, is decided.
    package var settled: Network {
        ErrorBudget.settle(graph, trainedSize: manifest.trainedSize)
        return self
    }
}
