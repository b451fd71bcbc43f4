import ArgumentParser
import Engine

/// A backend, as a command line names it.
struct BackendOption: ExpressibleByArgument {
    let backend: any Backend

    init(_ backend: any Backend) { self.backend = backend }

    init?(argument: String) {
        guard let backend = Backends.named(argument) else { return nil }
        self.backend = backend
    }

    var defaultValueDescription: String { backend.name }

    static var allValueStrings: [String] { Backends.all.map(\.name) }
}
