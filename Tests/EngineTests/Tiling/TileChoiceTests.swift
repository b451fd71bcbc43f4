import Engine
import Networks
import Tensors
import TestSupport
import Testing

@Suite struct TileChoices {
    private let graph = Graph(nodes: Case.fire.nodes)

    private func fitting(_ memory: Int, height: Int = 600, width: Int = 900) throws -> Tiling {
        try Tiling.fitting(graph, height: height, width: width, outputs: [10], memory: memory, backend: Backends.fast)
    }

    private func bytes(_ tiling: Tiling) throws -> Int {
        try tiling.bytes(graph, height: 600, width: 900, outputs: [10], backend: Backends.fast)
    }

    @Test func theFewestTilesThatFitAreTaken() throws {
        let whole = try bytes(.whole)
        #expect(try fitting(whole) == .whole)
        // Bands have no halo, and nothing is computed twice.
        let lean = try bytes(.lean)
        #expect(lean < whole)
        #expect(try fitting(whole - 1) == .lean)
        #expect(try fitting(lean) == .lean)
        var last = 1
        for memory in [lean / 2, lean / 4, lean / 8] {
            let tiling = try fitting(memory)
            #expect(try bytes(tiling) <= memory)
            #expect(tiling.count > last)
            // About square: a picture of 3 : 2 has more columns than rows.
            #expect(tiling.columns >= tiling.rows && tiling.columns <= 2 * tiling.rows)
            last = tiling.count
        }
    }

    @Test func whatCannotFitIsRefused() throws {
        let error = #expect(throws: EngineError.self) { try fitting(10_000) }
        let sentence = error.map { "\($0)" } ?? ""
        #expect(sentence.hasPrefix("900×600 pixels take at least ") && sentence.hasSuffix(", and 9.8 KiB are allowed"))
    }

    @Test func aMeanOverThePictureSavesNothing() throws {
        // Every tile needs all that lies before the mean.
        let graph = Graph(nodes: TilingCases.squeezeAndExcite.nodes)
        let whole = try Tiling.whole.bytes(graph, height: 200, width: 200, outputs: [6], backend: Backends.fast)
        #expect(throws: EngineError.self) {
            try Tiling.fitting(graph, height: 200, width: 200, outputs: [6], memory: whole / 3, backend: Backends.fast)
        }
    }

    @Test func theModelIsWhatAnExecutionHolds() throws {
        let run = try FastExecution(graph: graph, height: 600, width: 900, outputs: [10])
        let tensors = 4 * 2 * (3 * 600 * 900 + 40 * 150 * 225)
        #expect(try bytes(.whole) >= run.arenaBytes + tensors)
        #expect(try bytes(.whole) < run.arenaBytes + tensors + 100_000)
    }
}
