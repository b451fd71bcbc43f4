import CPUBridge
import Networks
import Tensors

/// Responses divided by those of their neighbours among the channels, with β = ¾.
final class FastLocalResponse: FastLayer {
    let needs = LayerNeeds(inputs: true, clips: true)

    private let variant: kernel_variant
    private let numbers: local_response

    /// Whether the kernel computes such a layer.
    static func accepts(_ response: LocalResponse) -> Bool {
        response.region == .acrossChannels && response.beta == 0.75 && response.size <= 15 && response.bias > 0
    }

    init(_ response: LocalResponse, input: Shape, variant: kernel_variant) {
        self.variant = variant
        numbers = local_response(
            channels: Int32(input.channels), area: input.area, size: Int32(response.size), alpha: response.alpha,
            bias: response.bias)
    }

    func forward(_ run: ForwardRun) throws {
        var (numbers, finish) = (numbers, run.finish)
        guard local_response_forward(variant, &numbers, run.inputs[0].address, run.output.address, &finish) else {
            throw EngineError.outOfMemory
        }
    }

    func backward(_ run: BackwardRun) throws {
        guard let target = run.targets[0] else { return }
        var (numbers, finish) = (numbers, target.finish)
        let done = local_response_backward(
            variant, &numbers, run.inputs[0].address, run.gradient.address, target.block.address, &finish)
        guard done else { throw EngineError.outOfMemory }
    }
}

/// Zero mean and unit variance over the channels of a position, then scale and shift.
final class FastChannelNormalization: FastLayer {
    let needs = LayerNeeds(inputs: true, clips: true)

    private let variant: kernel_variant
    private let channels: Int32
    private let area: Int
    private let epsilon: Float
    private let scale: PackedWeights
    private let shift: PackedWeights

    init(_ normalization: ChannelNormalization, input: Shape, variant: kernel_variant) throws {
        self.variant = variant
        channels = Int32(input.channels)
        area = input.area
        epsilon = normalization.epsilon
        let lanes = Int(kernel_variant_lanes(variant))
        scale = try PackedWeights(channels: normalization.scale, lanes: lanes)
        shift = try PackedWeights(channels: normalization.shift, lanes: lanes)
    }

    private var numbers: channel_normalization {
        channel_normalization(
            channels: channels, area: area, epsilon: epsilon, scale: scale.address, shift: shift.address)
    }

    func forward(_ run: ForwardRun) {
        var (numbers, finish) = (numbers, run.finish)
        channel_normalization_forward(variant, &numbers, run.inputs[0].address, run.output.address, &finish)
    }

    func backward(_ run: BackwardRun) {
        guard let target = run.targets[0] else { return }
        var (numbers, finish) = (numbers, target.finish)
        channel_normalization_backward(
            variant, &numbers, run.inputs[0].address, run.gradient.address, target.block.address, &finish)
    }
}

extension LocalResponse: FastOperator {
    func fastLayer(_ place: FastPlace) -> (any FastLayer)? {
        guard FastLocalResponse.accepts(self) else { return nil }
        return FastLocalResponse(self, input: place.operands[0], variant: place.variant)
    }
}

extension ChannelNormalization: FastOperator {
    func fastLayer(_ place: FastPlace) throws -> (any FastLayer)? {
        try FastChannelNormalization(self, input: place.operands[0], variant: place.variant)
    }
}
