import Dreams
import Engine
import Networks
import Pictures
import Tensors
import TestSupport
import Testing

/// Steps that a device takes whole are the processor's, whatever the canvas is made of, however its gradient is given a size, and whatever an
/// optimizer remembers.
@Suite(.enabled(if: played != nil, "no driver plays a graphics card here: Debian's mesa-vulkan-drivers does"))
struct DeviceStepTests {
    private static let ramp = Mask("ramp", ["angle": 90, "from": 0.2, "to": 0.8])

    /// Holds a canvas to the picture that it begins with.
    private static func leash(_ ascent: inout Ascent) {
        let start = Dreams.Expression.reading(
            PictureReading(layer: LayerReference(.name("relu2")), picture: .input, placement: .aligned))
        ascent.minimize = 0.5 * (Small.relu2 - start).square().mean()
    }

    private static let changes: [String: @Sendable (inout Ascent) -> Void] = [
        "as it is": { _ in },
        "by its mean": { $0.normalization = .init("mean") },
        "by its deviation": { $0.normalization = .init("deviation") },
        "by its root mean square": { $0.normalization = .init("rms") },
        "two bands": { $0.normalization = .init("laplacian", ["levels": 2]) },
        "momentum": { $0.optimizer = .init("momentum", ["inertia": 0.5]) },
        "adam": { $0.optimizer = .init("adam") },
        "nadam": { $0.optimizer = .init("nadam") },
        "masked": { $0.mask = ramp },
        "around": { $0.wrap = .both },
        "around one way": { $0.wrap = .horizontal },
        "three views": { $0.views = 3 },
        "woken": { $0.redirectedSteps = 2 },
        "colours": { $0.parameterization = .init("pixels", ["space": "decorrelated"]) },
        "waves": {
            $0.parameterization = .init("fourier", ["decay": 1.2])
            $0.optimizer = .init("adam")
            $0.normalization = .init("none")
            $0.stepSize = .constant(0.05)
        },
        "waves of levels": {
            $0.parameterization = .init("fourier", ["space": "srgb"])
            $0.stepSize = .constant(0.05)
        },
        "masked waves": {
            $0.parameterization = .init("fourier")
            $0.mask = ramp
            $0.optimizer = .init("adam")
            $0.stepSize = .constant(0.05)
        },
        "phases": {
            $0.parameterization = .init("phase")
            $0.optimizer = .init("nadam")
            $0.stepSize = .constant(0.05)
        },
        "turned": {
            $0.transforms = [
                .init("random_scale", ["factors": [0.9, 1, 1.15]]), .init("random_rotate", ["angles": [-20, 7]]),
            ]
        },
        "turned far": { $0.transforms = [.init("random_rotate", ["angles": [90, 180]])] },
        "turned around": {
            $0.wrap = .both
            $0.transforms = [.init("random_rotate", ["angles": [-20, 7]])]
        },
        "leaning": {
            $0.transforms = [
                .init("random_affine", ["turn": 10, "stretch": 0.1, "shear": 0.05]), .init("random_flip"),
            ]
            $0.views = 2
        },
        "padded": {
            $0.transforms = [.init("view_pad", ["border": 6, "level": 0.3]), .init("random_shift", ["most": 4])]
        },
        "other colours": { $0.transforms = [.init("random_colours", ["shift": 0.2])] },
        "penalised": { $0.minimize = 0.3 * .canvas.totalVariation(beta: 1.5) },
        // Some levels go beyond black and white, where penalties do not see them.
        "penalised beyond": {
            $0.minimize = 0.3 * .canvas.totalVariation(beta: 1.5)
            $0.parameterization = .init("fourier", ["space": "srgb"])
            $0.stepSize = .constant(0.5)
        },
        "penalised waves": {
            $0.minimize = 0.3 * .canvas.masked(by: ramp).totalVariation(beta: 2)
            $0.parameterization = .init("fourier")
            $0.mask = ramp
            $0.stepSize = .constant(0.05)
            $0.views = 2
        },
        "noisy": {
            $0.transforms = [.init("random_noise", ["deviation": 20])]
            $0.views = 2
        },
        // What the noise is made of begins in the midst of a block then.
        "turned and noisy": {
            $0.transforms = [.init("random_rotate", ["angles": [-20, 7]]), .init("random_noise", ["deviation": 20])]
            leash(&$0)
        },
        "blurred": { $0.transforms = [.init("view_blur", ["sigma": 1.5])] },
        "blurred far": { $0.transforms = [.init("view_blur", ["sigma": 30])] },
        "blurred, noisy and around": {
            $0.wrap = .both
            $0.transforms = [
                .init("view_blur", ["sigma": 7]), .init("random_noise", ["deviation": 9]),
                .init("random_colours", ["shift": 0.2]), .init("random_scale", ["factors": [0.9, 1.15]]),
            ]
        },
        // A canvas that is the picture has nothing to be held by, to the last digit.
        "leashed": { leash(&$0) },
        "leashed colours": {
            leash(&$0)
            $0.parameterization = .init("pixels", ["space": "decorrelated"])
            $0.stepSize = .constant(20)
        },
        "leashed waves": {
            leash(&$0)
            $0.parameterization = .init("fourier")
            $0.optimizer = .init("adam")
            $0.stepSize = .constant(0.05)
        },
        "leashed masked waves": {
            leash(&$0)
            $0.parameterization = .init("fourier")
            $0.mask = ramp
            $0.views = 2
            $0.stepSize = .constant(0.05)
        },
        "octaves": { $0.octaves = Octaves(count: 2, scale: 1.2) },
    ]

    private func dream(
        on backend: any Backend, steps: Int = 4, _ change: (inout Ascent) -> Void
    ) throws -> (levels: Tensor, objectives: [Float]) {
        let ascent = Small.ascent {
            $0.steps = [steps]
            $0.jitter = .constant(9)
            change(&$0)
        }
        let (picture, objectives) = try Small.render(Small.recipe(ascent), backend: backend)
        return (picture.colours, objectives)
    }

    /// They are a five-hundredth of what they have moved apart at most: where a step is a sign, or nearly one, a rounding turns it.
    @Test(arguments: changes.keys.sorted()) func stepsAgree(_ name: String) throws {
        let change = try #require(Self.changes[name])
        let backend = try DeviceChoice.named(try #require(played).name).backend()
        let (here, there) = (try dream(on: Backends.fast, change), try dream(on: backend, change))
        let start = try dream(on: Backends.fast, steps: 1) {
            change(&$0)
            $0.stepSize = .constant(1e-9)
        }
        var moved = here.levels
        moved.add(start.levels, times: -1)
        var apart = there.levels
        apart.add(here.levels, times: -1)
        #expect(moved.rootMeanSquare > 0.01, "\(name)")
        #expect(apart.rootMeanSquare < 2e-3 * moved.rootMeanSquare, "\(name)")
        #expect(here.objectives.count == there.objectives.count)
        for (a, b) in zip(here.objectives, there.objectives) {
            #expect(abs(a - b) <= 2e-3 * abs(a), "\(name): \(here.objectives), \(there.objectives)")
        }
        #expect(try dream(on: backend, change).levels == there.levels)
    }

    /// Each of them is taken by the device, and not left to the processor.
    @Test(arguments: changes.keys.sorted()) func theDeviceTakesThem(_ name: String) throws {
        let backend = try DeviceChoice.named(try #require(played).name).backend()
        let ascent = Small.ascent { Self.changes[name]?(&$0) }
        let renderer = try Renderer(recipe: Small.recipe(ascent), network: Small.network, backend: backend)
        #expect(try renderer.fallbacks(at: Extent(height: 48, width: 64)) == nil)
    }

    /// What is not, is said while planning, and why.
    @Test(
        arguments: [
            ("perspective", "its views have random_perspective 0.3"),
            ("crop", "its views may be smaller than what they show"),
            ("priors", "priors change the canvas between them"),
            ("L-BFGS", "its optimizer does not treat every number by itself"),
            ("pyramid", "its canvas is made of laplacian bands 5"), ("oklab", "its canvas is made of pixels in oklab"),
            ("blurs", "its gradient is given a size by three blurs 1.0"),
        ])
    func whatIsLeftToTheProcessorIsSaid(_ name: String, _ reason: String) throws {
        let changes: [String: (inout Ascent) -> Void] = [
            "perspective": { $0.transforms = [.init("random_perspective")] },
            "crop": { $0.transforms = [.init("random_crop")] },
            "priors": { $0.priors = Priors(["decay": 0.1]) },
            "L-BFGS": { $0.optimizer = .init("lbfgs") },
            "pyramid": { $0.parameterization = .init("pyramid") },
            "oklab": { $0.parameterization = .init("pixels", ["space": "oklab"]) },
            "blurs": { $0.normalization = .init("blurs") },
        ]
        let backend = try DeviceChoice.named(try #require(played).name).backend()
        let ascent = Small.ascent { changes[name]?(&$0) }
        let renderer = try Renderer(recipe: Small.recipe(ascent), network: Small.network, backend: backend)
        #expect(
            try renderer.fallbacks(at: Extent(height: 48, width: 64))
                == "the steps of 'ascent' are the processor's around the network, since \(reason)")
    }

    /// Penalties are checked there as well.
    @Test func penaltiesThatAreNotFiniteAreErrors() throws {
        let backend = try DeviceChoice.named(try #require(played).name).backend()
        let mean = Dreams.Expression.canvas.mean()
        let error = #expect(throws: DreamError.self) {
            try dream(on: backend) { $0.minimize = mean.power(40) * mean.power(40) }
        }
        #expect("\(try #require(error))".contains("step 1: the gradient is not finite"))
    }

    /// A state that is kept on the way, at any step, goes on to the same bytes on the device.
    @Test(arguments: ["waves", "penalised waves", "leashed colours", "leashed masked waves"])
    func aStateGoesOnToTheSameBytes(_ name: String) throws {
        let change = try #require(Self.changes[name])
        let backend = try DeviceChoice.named(try #require(played).name).backend()
        let ascent = Small.ascent {
            $0.steps = [6]
            $0.octaves = Octaves(count: 2, scale: 1.2)
            change(&$0)
        }
        let renderer = try Renderer(recipe: Small.recipe(ascent), network: Small.network, backend: backend)
        var states: [RenderState] = []
        let whole = try renderer.render(Small.photo) {
            if $0.step == 3 { states.append($0.state()) }
            return .goOn
        }
        #expect(states.count == 2)
        for state in states {
            let again = try renderer.render(Small.photo, from: state) { _ in .goOn }
            #expect(again.picture.colours == whole.picture.colours)
        }
    }
}

/// What plays a graphics card here.
private let played = try? VulkanSystem.here.get().devices.first { $0.kind == .processor && $0.lack == nil }
