// swift-tools-version: 6.2
import PackageDescription

/// The strictness of every Swift target, set once: house.md, "How a room reads".
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

/// The same for rooms that say what is done, by whom and when, and never go over pixels, samples or weights themselves. They are not
/// optimized: nobody would notice, and whoever builds Reverie waits for one of them after the other.
let directing = strict + [.unsafeFlags(["-Onone"], .when(configuration: .release))]

/// A Swift room of the house: a library target and what it may import.
func room(_ name: String, imports: [Target.Dependency], settings: [SwiftSetting] = strict) -> Target {
    .target(name: name, dependencies: imports, swiftSettings: settings)
}

/// The tests of one room.
func tests(
    of name: String, alsoImporting others: [Target.Dependency] = [], settings: [SwiftSetting] = strict
) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.byName(name: name), "TestSupport"] + others,
        swiftSettings: settings)
}

let protobuf = Target.Dependency.product(name: "SwiftProtobuf", package: "swift-protobuf")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "reverie",
    products: [
        .executable(name: "reverie", targets: ["reverie"]),
        .library(name: "Jobs", targets: ["Jobs"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
        .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
    ],
    targets: [
        // Floor 7: the commands, what a terminal shows, and the page in a browser.
        .executableTarget(
            name: "reverie",
            dependencies: [
                "Studio", "Terminal", "Jobs", "Recipes", "Dreams", "Engine", "Networks", "Pictures", "Tensors", "Files",
                "Wording", arguments,
            ],
            swiftSettings: directing),
        room(
            "Terminal", imports: ["Jobs", "Recipes", "Networks", "Pictures", "Files", "Wording"], settings: directing),
        room(
            "Studio",
            imports: [
                "Jobs", "Recipes", "Dreams", "Networks", "Pictures", "Tensors", "Files", "Wording",
                .product(name: "FlyingFox", package: "FlyingFox"), .product(name: "FlyingSocks", package: "FlyingFox"),
            ],
            settings: directing),
        // Floor 6: jobs: what is rendered, how, and where it goes.
        room(
            "Jobs",
            imports: [
                "Recipes", "Dreams", "Engine", "Operators", "Networks", "Pictures", "Tensors", "Files", "Wording",
            ],
            settings: directing),
        // Floor 5: Lua presets become recipes.
        room(
            "Recipes", imports: ["Dreams", "Operators", "Pictures", "Files", "Wording", "LuaBridge", "ArchiveBridge"],
            settings: directing),
        // Floor 4: the vocabulary and the renderer.
        room("Dreams", imports: ["Engine", "Operators", "Networks", "Pictures", "Tensors", "Files", "Wording"]),
        // Floor 3: forward, and backward to the picture.
        .target(
            name: "Engine",
            dependencies: [
                "Networks", "Operators", "Tensors", "Wording", "CPUBridge", "ParallelBridge", "VulkanBridge",
            ],
            exclude: ["Vulkan/Shaders"], swiftSettings: strict),
        // Floor 2: networks, which are graphs of operators, and pictures.
        .target(
            name: "Networks", dependencies: ["Operators", "Tensors", "Files", "Wording", "DigestBridge", protobuf],
            exclude: ["Caffe/caffe.proto", "ONNX/onnx.proto"],
            swiftSettings: strict),
        room("Operators", imports: ["Tensors"]),
        room("Pictures", imports: ["Tensors", "Files", "Wording", "CodecBridge", "SamplingBridge"]),
        // Floor 1: numbers; words for people that every floor above shares; and files by their names' bytes.
        room("Tensors", imports: ["SpectrumBridge", "NoiseBridge", "ParallelBridge"]),
        room("Wording", imports: ["Files"]),
        room("Files", imports: []),
        // Floor 0: C, the only code that includes a library's headers.
        .target(name: "LuaBridge", dependencies: ["CLua"]),
        .target(name: "ArchiveBridge", dependencies: ["CZip"]),
        .target(name: "DigestBridge", dependencies: ["COpenSSL"]),
        .target(
            name: "CodecBridge",
            dependencies: [
                "ParallelBridge", "CPNG", "CJPEG", "CWebP", "CTIFF", "COpenEXR", "CEXIF", "CExpat", "CLCMS",
            ],
            linkerSettings: [
                .linkedLibrary("z"), .linkedLibrary("webpmux"), .linkedLibrary("webpdemux"),
                .linkedLibrary("OpenEXRCore"),
            ]),
        .target(
            name: "CPUBridge", dependencies: ["ParallelBridge", "CDNNL"], linkerSettings: [.linkedLibrary("dnnl")]),
        // Only the headers of Debian's libvulkan-dev: the library is opened at run time, where it is there.
        .target(name: "VulkanBridge"),
        .target(name: "SpectrumBridge", dependencies: ["ParallelBridge"]),
        .target(name: "NoiseBridge"),
        .target(name: "SamplingBridge", dependencies: ["ParallelBridge"]),
        .target(name: "ParallelBridge"),
        .systemLibrary(name: "CLua", pkgConfig: "lua5.4", providers: [.apt(["liblua5.4-dev"])]),
        .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
        .systemLibrary(name: "CJPEG", pkgConfig: "libjpeg", providers: [.apt(["libjpeg-dev"])]),
        .systemLibrary(name: "CWebP", pkgConfig: "libwebp", providers: [.apt(["libwebp-dev"])]),
        .systemLibrary(name: "CTIFF", pkgConfig: "libtiff-4", providers: [.apt(["libtiff-dev"])]),
        // Its C library only: pkg-config names those of C++, too. Of libheif there is only the header, see heif_library.h.
        .systemLibrary(name: "COpenEXR", providers: [.apt(["libopenexr-dev", "libheif-dev"])]),
        .systemLibrary(name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"])]),
        .systemLibrary(name: "CEXIF", pkgConfig: "libexif", providers: [.apt(["libexif-dev"])]),
        .systemLibrary(name: "CLCMS", pkgConfig: "lcms2", providers: [.apt(["liblcms2-dev"])]),
        .systemLibrary(name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CDNNL", providers: [.apt(["libdnnl-dev"])]),

        // C, which is there before anything is asked for.
        .target(name: "OwnHome", path: "Tests/OwnHome"),
        .target(
            name: "TestSupport", dependencies: ["Tensors", "OwnHome"], path: "Tests/TestSupport", swiftSettings: strict),
        tests(of: "Tensors"),
        tests(of: "Wording", alsoImporting: ["Files"]),
        tests(of: "Files"),
        tests(of: "Pictures", alsoImporting: ["Files", "Tensors"]),
        tests(of: "Networks", alsoImporting: ["Engine", "Tensors", protobuf]),
        tests(of: "Engine", alsoImporting: ["Networks", "Tensors", "CPUBridge", "VulkanBridge", protobuf]),
        tests(of: "Dreams", alsoImporting: ["Engine", "Networks", "Pictures", "Tensors"]),
        tests(
            of: "Recipes", alsoImporting: ["OwnHome", "Dreams", "LuaBridge", "Networks", "Pictures", "Tensors"],
            settings: directing),
        tests(
            of: "Studio",
            alsoImporting: [
                "reverie", "Jobs", "Networks", "Pictures", "Recipes", "Tensors",
                .product(name: "FlyingFox", package: "FlyingFox"),
            ],
            settings: directing),
        .testTarget(
            name: "PresetsTests",
            dependencies: ["Recipes", "Dreams", "Engine", "Networks", "Pictures", "Tensors", "TestSupport"],
            swiftSettings: directing),
        tests(
            of: "Jobs", alsoImporting: ["DreamInTenLines", "Engine", "Files", "Pictures", "Recipes", "Wording"],
            settings: directing),
        // What another package would write: it sees nothing that is not public.
        .executableTarget(
            name: "DreamInTenLines", dependencies: ["Jobs"], path: "Tests/DreamInTenLines", packageAccess: false,
            swiftSettings: strict),
        .testTarget(
            name: "CommandTests",
            dependencies: ["reverie", "Networks", "Pictures", "Tensors", "Files", "TestSupport"],
            swiftSettings: directing),
    ]
)
