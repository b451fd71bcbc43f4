import Engine
import Testing

/// A graphics card that the processor plays (Mesa's lavapipe), on which shaders are tried everywhere; every call is checked where
/// Khronos' validation layer is installed.
enum PlayedCard {
    /// Vulkan with its checks; nil where there is none.
    static let system = try? VulkanSystem(validates: true)

    /// The backend of it; nil where no driver plays one.
    static let backend: (any Backend)? = system.flatMap { system in
        system.devices.first { $0.kind == .processor && $0.lack == nil }.flatMap { try? system.backend($0) }
    }

    /// The same, which keeps numbers in 16 bits; nil where its driver does not.
    static let half: (any Backend)? = system.flatMap { system in
        system.devices.first { $0.kind == .processor && $0.lack == nil && $0.storesHalf }.flatMap {
            try? system.backend($0, precision: .half)
        }
    }

    /// Why tests are skipped where it is not there.
    static let isThere = ConditionTrait.enabled(
        if: backend != nil, "no driver plays a graphics card here: Debian's mesa-vulkan-drivers does")

    /// Holds that nothing was said of the calls so far.
    static func expectNoComplaints() {
        guard let complaints = system?.complaints, complaints.isChecked else { return }
        #expect(complaints.count == 0, "\(complaints.first)")
    }
}

extension Trait where Self == ConditionTrait {
    /// Skips where no driver plays a graphics card.
    static var onPlayedCard: Self { PlayedCard.isThere }
}
