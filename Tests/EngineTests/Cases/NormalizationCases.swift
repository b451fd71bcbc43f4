import Networks
import Tensors
import TestSupport

/// Normalizations over channels and over neighbours; α is far larger than any network's, so that it shows.
extension Case {
    static let normalizations =
        [
            ("5 channels, β ¾", LocalResponse(size: 5, alpha: 0.5, beta: 0.75, bias: 1)),
            ("5 channels, β ½, bias 2", LocalResponse(size: 5, alpha: 0.5, beta: 0.5, bias: 2)),
            ("3 channels, β 1", LocalResponse(size: 3, alpha: 0.3, beta: 1, bias: 1)),
            ("7 channels, β 0.6", LocalResponse(size: 7, alpha: 1, beta: 0.6, bias: 1)),
            ("1 channel", LocalResponse(size: 1, alpha: 0.3, beta: 0.75, bias: 1)),
            ("more channels than there are", LocalResponse(size: 41, alpha: 2, beta: 0.75, bias: 1)),
            ("AlexNet's", LocalResponse(size: 5, alpha: 1e-4, beta: 0.75, bias: 2)),
            ("3×3", LocalResponse(size: 3, alpha: 1, beta: 0.75, bias: 1, region: .withinChannel)),
            ("5×5, β ½", LocalResponse(size: 5, alpha: 2, beta: 0.5, bias: 1, region: .withinChannel)),
            ("wider than the picture", LocalResponse(size: 23, alpha: 5, beta: 0.75, bias: 1, region: .withinChannel)),
        ].flatMap { name, response in
            [13, 16, 21].map { channels in
                chain(
                    "local response over \(name), \(channels) channels", 6, 9,
                    [convolution(channels, 3, kernel: 3), .relu, .localResponse(response)])
            }
        }
        + [
            chain(
                "local response of the picture", 6, 9,
                [.localResponse(LocalResponse(size: 3, alpha: 0.5, beta: 0.75, bias: 1))])
        ]
        + [1, 13, 16, 21].map { channels in
            chain(
                "channel normalization of \(channels) channels", 6, 9,
                [convolution(channels, 3, kernel: 3), normalization(channels, epsilon: channels == 1 ? 0.1 : 1e-5)])
        }

    private static func normalization(_ channels: Int, epsilon: Float) -> any Operator {
        .channelNormalization(
            ChannelNormalization(
                scale: Tensor.noise(Shape([channels]), seed: 7).values,
                shift: Tensor.noise(Shape([channels]), seed: 8).values, epsilon: epsilon))
    }
}
