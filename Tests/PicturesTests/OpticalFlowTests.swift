import Foundation
import Pictures
import Tensors
import TestSupport
import Testing

@Suite struct OpticalFlowTests {
    static let scene = Noise.fractal(wavelength: 0.4, octaves: 6, gain: 0.7)
        .paint(width: 150, height: 120, seed: 3, colourfulness: 0.3)

    /// Views that move the scene, and the longest way a pixel goes.
    static let views: [AffineView] = {
        let still = AffineView(of: scene.shape, edge: .mirror)
        return [
            still, still.shifted(right: 0.4, down: -0.3), still.shifted(right: 5.3, down: -3.4),
            still.shifted(right: -14, down: 2), still.rotated(degrees: 4), still.scaled(by: 1.06),
        ]
    }()

    @Test(arguments: views.indices) func motionIsFound(_ index: Int) {
        let view = OpticalFlowTests.views[index]
        let moved = view.sample(OpticalFlowTests.scene)
        // moved(x) = scene(map x), so that the flow from the moved to the still scene is map x − x.
        let flow = OpticalFlow.estimate(from: moved, to: OpticalFlowTests.scene)
        var (total, worst, count): (Float, Float, Float) = (0, 0, 0)
        for row in 16..<flow.height - 16 {
            for column in 16..<flow.width - 16 {
                let (x, y) = view.map(Float(column), Float(row))
                let place = row * flow.width + column
                let miss = SIMD2(
                    flow.offsets.values[place] - (x - Float(column)),
                    flow.offsets.values[flow.height * flow.width + place] - (y - Float(row)))
                let length = (miss * miss).sum().squareRoot()
                (total, worst, count) = (total + length, max(worst, length), count + 1)
            }
        }
        #expect(total / count < 0.15)
        #expect(worst < 1)
    }

    @Test func warpingBackShowsTheFirstFrame() {
        let moved = OpticalFlowTests.views[2].sample(OpticalFlowTests.scene)
        let flow = OpticalFlow.estimate(from: moved, to: OpticalFlowTests.scene)
        let inside = Region(rows: 16..<104, columns: 16..<134)
        let warped = OpticalFlowTests.scene.warped(by: flow).part(inside)
        #expect(warped.relativeDistance(to: moved.part(inside)) < 0.01)
        #expect(OpticalFlowTests.scene.part(inside).relativeDistance(to: moved.part(inside)) > 0.05)
    }

    /// A square passes before a still scene: what it uncovers, and it alone, was hidden in the frame before.
    @Test func whatWasHiddenIsFound() {
        let patch = Noise.fractal(wavelength: 0.3, octaves: 5, gain: 0.8).paint(width: 40, height: 40, seed: 8)
        func frame(at column: Int) -> Tensor {
            var frame = OpticalFlowTests.scene
            frame.replace(Region(rows: 40..<80, columns: column..<column + 40), with: patch)
            return frame
        }
        let (before, now) = (frame(at: 50), frame(at: 58))
        let visible = OpticalFlow.visibility(
            OpticalFlow.estimate(from: now, to: before), back: OpticalFlow.estimate(from: before, to: now))
        func mean(_ rows: Range<Int>, _ columns: Range<Int>) -> Float {
            visible.part(Region(rows: rows, columns: columns)).mean
        }
        #expect(mean(45..<75, 51..<57) < 0.3)
        #expect(mean(50..<70, 68..<88) > 0.9)
        #expect(mean(5..<30, 10..<140) > 0.95)
        #expect(mean(40..<80, 120..<145) > 0.95)
    }

    @Test func whatLeavesTheFrameIsNotTrusted() {
        let shape = Shape(channels: 2, height: 8, width: 10)
        var offsets = Tensor.zeros(shape)
        for i in 0..<80 { offsets.values[i] = 3 }
        var back = offsets
        back.scale(by: -1)
        let visible = OpticalFlow.visibility(Displacement(offsets: offsets), back: Displacement(offsets: back))
        for row in 0..<8 {
            #expect(Array(visible.values[row * 10..<row * 10 + 10]) == [1, 1, 1, 1, 1, 1, 1, 0, 0, 0])
        }
    }

    @Test func plainFramesAndTinyOnesHaveNoFlow() {
        for (height, width) in [(1, 1), (3, 50), (40, 40)] {
            let plain = Tensor(shape: Shape(channels: 3, height: height, width: width), repeating: 0.4)
            let flow = OpticalFlow.estimate(from: plain, to: plain)
            #expect(flow.offsets == .zeros(Shape(channels: 2, height: height, width: width)))
        }
    }

    private static let list = ProcessInfo.processInfo.environment["REVERIE_FLOWS"]

    /// For `Scripts/benchmarks/optical_flow.py`: the flows there and back between pictures, as floats, and the seconds there.
    /// `REVERIE_FLOWS` is a file of lines "FIRST SECOND RESULT".
    @Test(.enabled(if: list != nil)) func flowsOfAList() throws {
        let list = try String(contentsOfFile: Self.list ?? "", encoding: .utf8)
        for line in list.split(separator: "\n") {
            let names = line.split(separator: " ").map(String.init)
            let (a, b) = try (Picture.read(contentsOf: names[0]).colours, Picture.read(contentsOf: names[1]).colours)
            let start = ContinuousClock.now
            let there = OpticalFlow.estimate(from: a, to: b)
            let took = ContinuousClock.now - start
            for (name, flow) in [("there", there), ("back", OpticalFlow.estimate(from: b, to: a))] {
                let data = flow.offsets.values.withUnsafeBytes { Data($0) }
                try data.write(to: URL(fileURLWithPath: "\(names[2]).\(name)"))
            }
            try "\(took / .seconds(1))".write(toFile: names[2] + ".seconds", atomically: false, encoding: .utf8)
        }
    }
}
