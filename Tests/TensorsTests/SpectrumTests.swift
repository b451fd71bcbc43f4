import Foundation
import Tensors
import TestSupport
import Testing

@Suite struct SpectrumTests {
    /// Even, odd, every factor that has a stage, prime and large enough for Bluestein's convolution, single rows and columns; groups of
    /// sixteen rows and eight columns that are full, and not.
    static let sizes = [
        (16, 24), (15, 21), (7, 13), (22, 26), (37, 46), (41, 83), (1, 9), (8, 1), (1, 1), (1, 128), (53, 2), (33, 49),
    ]

    @Test(arguments: sizes) func thereAndBack(_ height: Int, _ width: Int) {
        let x = Tensor.noise(Shape(channels: 3, height: height, width: width), seed: 4)
        #expect(Spectrum(of: x).planes().relativeDistance(to: x) < 1e-6)
    }

    @Test(arguments: sizes) func itIsTheDefinition(_ height: Int, _ width: Int) {
        let x = Tensor.noise(Shape(channels: 2, height: height, width: width), seed: 5)
        let fast = Spectrum(of: x).coefficients
        let slow = definition(x)
        #expect(fast.relativeDistance(to: slow) < 2e-6)
    }

    @Test(arguments: sizes) func transposes(_ height: Int, _ width: Int) {
        let shape = Shape(channels: 2, height: height, width: width)
        let half = Spectrum.shape(ofCoefficients: shape)
        let planes = Adjoints.error(inputs: half) {
            Spectrum(shape: shape, coefficients: $0).planes()
        } transpose: {
            Spectrum.adjointOfPlanes($0).coefficients
        }
        #expect(planes < 1e-6)
        let transform = Adjoints.error(inputs: shape) {
            Spectrum(of: $0).coefficients
        } transpose: {
            Spectrum(shape: shape, coefficients: $0).adjointOfTransform()
        }
        #expect(transform < 1e-6)
    }

    /// Waves of any phase, near and far from 0, in numbers that are no multiple of eight; what is no number stays none.
    @Test(arguments: [Float(1), 30, 8000, 1e6]) func wavesHaveTheirPhases(_ largest: Float) {
        let shape = Shape(channels: 1, height: 9, width: 15)
        let half = Shape(channels: 1, height: 9, width: 8)
        var phases = Tensor.noise(half, seed: 3)
        phases.scale(by: largest)
        phases.values[5] = .nan
        let amplitudes = Tensor(shape: half, repeating: 2)
        let values = Spectrum(shape: shape, amplitudes: amplitudes, phases: phases).coefficients.values
        for (i, phase) in phases.values.enumerated() where i != 5 {
            // As far as a phase is known at all.
            let error = 5e-7 + abs(Double(phase)) * 1e-9
            #expect(abs(Double(values[i]) - 2 * cos(Double(phase))) < error, "cos \(phase)")
            #expect(abs(Double(values[72 + i]) - 2 * sin(Double(phase))) < error, "sin \(phase)")
        }
        #expect(values[5].isNaN && values[77].isNaN)
    }

    /// A filter multiplies coefficients, on the way there, on the way back and in the transpose of that.
    @Test(arguments: [(15, 21), (24, 34), (41, 83)]) func filtersMultiply(_ height: Int, _ width: Int) {
        let shape = Shape(channels: 2, height: height, width: width)
        let x = Tensor.noise(shape, seed: 6)
        let filter = Tensor.noise(Spectrum.frequencies(height: height, width: width).shape, seed: 7)
        func filtered(_ spectrum: Spectrum) -> Spectrum {
            var changed = spectrum
            changed.coefficients.change { $1 *= filter.values[$0 % filter.values.count] }
            return changed
        }
        #expect(Spectrum(of: x, filteredBy: filter) == filtered(Spectrum(of: x)))
        let spectrum = Spectrum(of: x)
        #expect(spectrum.planes(filteredBy: filter) == filtered(spectrum).planes())
        #expect(Spectrum.adjointOfPlanes(x, filteredBy: filter) == filtered(Spectrum.adjointOfPlanes(x)))
    }

    @Test func aWaveIsOneCoefficient() {
        let (height, width) = (12, 20)
        let wave = Tensor(Shape(channels: 1, height: height, width: width)) { output in
            for y in 0..<height {
                for x in 0..<width {
                    output[y * width + x] = cos(2 * .pi * (3 * Float(x) / Float(width) - 2 * Float(y) / Float(height)))
                }
            }
        }
        let spectrum = Spectrum(of: wave)
        let columns = width / 2 + 1
        let peak = (height - 2) * columns + 3
        let frequencies = Spectrum.frequencies(height: height, width: width)
        #expect(abs(frequencies.values[peak] - hypot(3 / 20, 2 / 12)) < 1e-6)
        for i in 0..<height * columns {
            let expected: Float = i == peak ? 0.5 * Float(height * width).squareRoot() : 0
            #expect(abs(abs(spectrum.amplitudes.values[i]) - expected) < 1e-4)
        }
    }

    @Test func lengthIsKept() {
        // Parseval: the transform is orthonormal once each column counts as often as it stands in the whole spectrum.
        let x = Tensor.noise(Shape(channels: 1, height: 9, width: 10), seed: 6)
        let spectrum = Spectrum(of: x)
        let columns = spectrum.coefficients.shape.width
        var total = 0.0
        for (i, value) in spectrum.coefficients.values.enumerated() {
            total += Double(Spectrum.multiplicity(ofColumn: i % columns, width: 10) * value * value)
        }
        #expect(abs(total - Sums.squares(x.values.span)) < 1e-4 * total)
    }

    @Test func amplitudesAndPhases() {
        let shape = Shape(channels: 2, height: 6, width: 7)
        let spectrum = Spectrum(of: .noise(shape, seed: 8))
        let (m, phases) = (spectrum.amplitudes, spectrum.phases)
        let again = Spectrum(shape: shape, amplitudes: m, phases: phases)
        #expect(again.coefficients.relativeDistance(to: spectrum.coefficients) < 1e-6)

        let target = Tensor.noise(shape, seed: 9)
        func objective(_ phases: Tensor) -> Double {
            let planes = Spectrum(shape: shape, amplitudes: m, phases: phases).planes()
            return Sums.products(planes.values.span, target.values.span)
        }
        let gradient = Spectrum.adjointOfPlanes(target).gradientOfPhases(amplitudes: m, phases: phases)
        #expect(FiniteDifferences.error(of: gradient, at: phases, objective) < 1e-3)
    }

    private func definition(_ x: Tensor) -> Tensor {
        let (channels, height, width) = (x.shape.channels, x.shape.height, x.shape.width)
        let half = Spectrum.shape(ofCoefficients: x.shape)
        let scale = 1 / Double(height * width).squareRoot()
        return Tensor(half) { output in
            for channel in 0..<channels {
                for l in 0..<height {
                    for k in 0..<half.width {
                        var (real, imaginary) = (0.0, 0.0)
                        for r in 0..<height {
                            for c in 0..<width {
                                let turns =
                                    Double(l * r % height) / Double(height) + Double(k * c % width) / Double(width)
                                let value = Double(x.values[(channel * height + r) * width + c])
                                real += value * cos(2 * .pi * turns)
                                imaginary -= value * sin(2 * .pi * turns)
                            }
                        }
                        let place = (channel * height + l) * half.width + k
                        output[place] = Float(scale * real)
                        output[channels * half.area + place] = Float(scale * imaginary)
                    }
                }
            }
        }
    }
}
