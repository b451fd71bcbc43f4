import Dispatch
import Synchronization
import Tensors
import Testing

@Suite struct ParallelTests {
    @Test(arguments: [0, 1, 7, 8191, 8192, 100_003], [1, 3, 5000])
    func partsAreAllOfItOnce(count: Int, each: Int) {
        let found = Mutex<[Range<Int>]>([])
        Parallel.inParts(count, each: each) { part in found.withLock { $0.append(part) } }
        let parts = found.withLock { $0 }.sorted { $0.lowerBound < $1.lowerBound }
        #expect(parts.flatMap(Array.init) == Array(0..<count))
        #expect(parts.count <= 64)
    }

    /// Work within work, and work of several callers at once, is done whole.
    @Test func callersDoNotDisturbEachOther() {
        let sums = Mutex<[Int]>([])
        DispatchQueue.concurrentPerform(iterations: 4) { caller in
            for round in 0..<200 {
                let sum = Mutex(0)
                Parallel.inParts(64, each: 8192) { part in
                    let inner = Mutex(0)
                    Parallel.inParts(8, each: 8192) { range in inner.withLock { $0 += range.count } }
                    let found = inner.withLock { $0 }
                    sum.withLock { $0 += part.count * found }
                }
                let total = sum.withLock { $0 }
                if total != 512 || round == 199 { sums.withLock { $0.append(total) } }
            }
        }
        #expect(sums.withLock { $0 } == [512, 512, 512, 512])
    }

    /// Little work is not worth a thread, much of it is.
    @Test func onlyMuchWorkIsDivided() {
        func parts(_ count: Int, each: Int) -> Int {
            let found = Mutex(0)
            Parallel.inParts(count, each: each) { _ in found.withLock { $0 += 1 } }
            return found.withLock { $0 }
        }
        #expect(parts(1000, each: 1) == 1)
        #expect(parts(1000, each: 1000) == 64)
        #expect(parts(3, each: 1_000_000) == 3)
    }

    @Test func runsAreThoseOfTheirNumbers() {
        let rows = 300
        let width = 101
        let tensor = Tensor(Shape(channels: 3, height: rows / 3, width: width)) { row, output in
            for i in output.indices { output[i] += Float(1000 * row + i) }
        }
        #expect(tensor.values == (0..<rows * width).map { Float(1000 * ($0 / width) + $0 % width) })
    }

    @Test func everyElementChangesByItsPlace() {
        var tensor = Tensor(shape: Shape(channels: 1, height: 200, width: 333), repeating: 2)
        tensor.change { index, value in value *= Float(index) }
        #expect(tensor.values == (0..<200 * 333).map { 2 * Float($0) })
    }

    @Test func sharedElementsAreReadAndWritten() {
        var values: [Float] = [1, 2, 3, 4]
        var span = values.mutableSpan
        span.share { shared in
            shared[3] = shared[0] + shared[1]
            shared.withRun(1..<3) { run in
                #expect(run.count == 2)
                run[0] = 9
            }
        }
        #expect(values == [1, 9, 3, 3])
    }
}
