// swift-tools-version: 6.2
import PackageDescription

// One row a room; arrows point down only (Documentation/architecture.md). SwiftPM does not guard the arrows: a target can
// import what another target already built. `LayerTests` reads every `import` and holds this table.
//
// `ROOMS=SlipwayRollout swift test --scratch-path .build-core` builds and tests only the named rooms and what they need;
// a set of rooms without outside packages resolves none and is done in seconds.

struct Room {
    enum Kind { case library, executable, plugin }
    var name: String
    var kind: Kind = .library
    var own: [String] = []
    var outside: [Outside] = []
    var tested = true
    /// What only the tests need, beside the room itself.
    var testOwn: [String] = []
    var testOutside: [Outside] = []
}

enum Outside: String, CaseIterable {
    case argumentParser, asyncHTTPClient, collections, crypto, logging, nioCore, nioPosix, nioHTTP1,
        nioConcurrency
    case subprocess, systemPackage, taskSpawn, yams, zlib, realworld, hummingbirdTesting, serviceLifecycle

    var dependency: Target.Dependency {
        switch self {
        case .argumentParser: .product(name: "ArgumentParser", package: "swift-argument-parser")
        case .asyncHTTPClient: .product(name: "AsyncHTTPClient", package: "async-http-client")
        case .collections: .product(name: "OrderedCollections", package: "swift-collections")
        case .crypto: .product(name: "Crypto", package: "swift-crypto")
        case .logging: .product(name: "Logging", package: "swift-log")
        case .nioCore: .product(name: "NIOCore", package: "swift-nio")
        case .nioPosix: .product(name: "NIOPosix", package: "swift-nio")
        case .nioHTTP1: .product(name: "NIOHTTP1", package: "swift-nio")
        case .nioConcurrency: .product(name: "NIOConcurrencyHelpers", package: "swift-nio")
        case .subprocess: .product(name: "Subprocess", package: "swift-subprocess")
        case .systemPackage: .product(name: "SystemPackage", package: "swift-system")
        case .taskSpawn: .target(name: "CTaskSpawn")
        case .yams: .product(name: "Yams", package: "Yams")
        case .zlib: .target(name: "CZlib")
        case .realworld: .product(name: "RealWorld", package: "realworld")
        case .hummingbirdTesting: .product(name: "HummingbirdTesting", package: "hummingbird")
        case .serviceLifecycle: .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
        }
    }
}

let rooms: [Room] = [
    // The product.
    Room(name: "slipway", kind: .executable, own: ["SlipwayCommands"], tested: false),
    Room(
        name: "SlipwayCommands",
        own: [
            "SlipwayConsole", "SlipwayDeploy", "SlipwayAWS", "SlipwayImages", "SlipwayManifest", "SlipwayFailures",
            "SlipwayRollout", "SlipwayDomain", "SlipwayEvidence", "SlipwayFaults", "LocalAWS", "AWSRuntime",
            "AWSServices", "OCI",
        ],
        outside: [.argumentParser, .logging, .subprocess, .systemPackage],
        testOutside: [.nioCore, .nioPosix, .nioHTTP1]),
    Room(name: "SlipwayConsole", own: ["SlipwayDomain"]),
    Room(
        name: "SlipwayDeploy", own: ["SlipwayDomain", "SlipwayManifest", "SlipwayFailures", "SlipwayRollout"],
        outside: [.logging]),
    Room(
        name: "SlipwayAWS",
        own: ["SlipwayDomain", "SlipwayDeploy", "SlipwayImages", "AWSRuntime", "AWSServices", "OCI"],
        outside: [.logging], testOwn: ["LocalAWS"]),
    Room(
        name: "SlipwayImages", own: ["SlipwayDomain", "OCI", "AWSRuntime"],
        outside: [.asyncHTTPClient, .nioCore, .nioHTTP1, .logging, .subprocess, .systemPackage], testOwn: ["LocalAWS"]),
    // Deciding: pure.
    Room(name: "SlipwayFailures", own: ["SlipwayDomain"], testOwn: ["SlipwayEvidence", "SlipwayConsole"]),
    Room(name: "SlipwayEvidence", own: ["SlipwayDomain"]),
    Room(name: "SlipwayRollout", own: ["SlipwayDomain"]),
    Room(name: "SlipwayManifest", own: ["SlipwayDomain"], outside: [.yams]),
    Room(name: "SlipwayDomain"),
    // Leaves and the AWS side.
    Room(name: "OCI", outside: [.crypto, .zlib]),
    Room(name: "AWSServices", own: ["AWSRuntime"]),
    Room(
        name: "AWSRuntime", outside: [.asyncHTTPClient, .crypto, .logging, .nioCore, .nioPosix, .nioHTTP1]),
    Room(name: "AWSGenerator", outside: [.zlib]),
    Room(
        name: "slipway-demo", kind: .executable, own: ["SlipwayConsole", "AWSRuntime", "AWSServices"],
        outside: [.argumentParser, .subprocess, .systemPackage], tested: false),
    Room(name: "generate-aws", kind: .executable, own: ["AWSGenerator"], outside: [.argumentParser], tested: false),
    Room(
        name: "LocalAWS", own: ["OCI", "AWSRuntime", "AWSServices"],
        outside: [
            .asyncHTTPClient, .crypto, .logging, .nioCore, .nioPosix, .nioHTTP1, .subprocess, .systemPackage,
            .taskSpawn,
        ]),
    Room(
        name: "SlipwayFaults", own: ["SlipwayDomain", "SlipwayFailures", "LocalAWS"],
        testOwn: ["SlipwayAWS", "SlipwayDeploy", "SlipwayRollout", "AWSRuntime", "AWSServices"],
        testOutside: [.logging]),
    Room(
        name: "classifier-benchmark", kind: .executable, own: ["SlipwayFailures", "SlipwayDomain"], tested: false),
    Room(name: "TestSupport", tested: false),
]

let chosen: Set<String>? = Context.environment["ROOMS"].map { names in
    var open = names.split(separator: ",").map(String.init)
    var seen: Set<String> = []
    while let name = open.popLast() {
        guard seen.insert(name).inserted, let room = rooms.first(where: { $0.name == name }) else { continue }
        open += room.own + (names.split(separator: ",").map(String.init).contains(name) ? room.testOwn : [])
    }
    return seen.union(["TestSupport"])
}
let asked = Context.environment["ROOMS"]?.split(separator: ",").map(String.init)
let kept = rooms.filter { chosen?.contains($0.name) ?? true }

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .treatAllWarnings(as: .error),
    .treatWarning("DeprecatedDeclaration", as: .warning),
]

var targets: [Target] = []
for room in kept {
    let dependencies = room.own.map { Target.Dependency.target(name: $0) } + room.outside.map(\.dependency)
    targets.append(
        room.kind == .executable
            ? .executableTarget(name: room.name, dependencies: dependencies, swiftSettings: settings)
            : .target(name: room.name, dependencies: dependencies, swiftSettings: settings))
    if room.tested, asked?.contains(room.name) ?? true {
        let own = [room.name] + room.own + room.testOwn + ["TestSupport"]
        targets.append(
            .testTarget(
                name: "\(room.name)Tests",
                dependencies: own.map { .target(name: $0) } + (room.outside + room.testOutside).map(\.dependency),
                swiftSettings: settings))
    }
}
if kept.contains(where: { $0.outside.contains(.zlib) }) {
    targets.append(
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]))
}
if kept.contains(where: { $0.outside.contains(.taskSpawn) }) {
    // C, because between fork and exec Swift cannot promise which calls it makes.
    targets.append(.target(name: "CTaskSpawn"))
}
if asked == nil {
    // The house itself (layers, documents, vectors) and the workload: SwiftPM runs only the root package's tests.
    targets.append(.testTarget(name: "HouseTests", dependencies: ["TestSupport"], swiftSettings: settings))
}
// The workload is a package of its own; its tests are here, because SwiftPM runs only the root package's.
let workload = asked?.contains("RealWorld") ?? true
if workload {
    let needs: [Outside] = [
        .realworld, .hummingbirdTesting, .asyncHTTPClient, .logging, .nioCore, .nioHTTP1, .nioPosix,
        .serviceLifecycle,
    ]
    targets.append(
        .testTarget(name: "RealWorldTests", dependencies: needs.map(\.dependency), swiftSettings: settings))
}

let pure = !workload && kept.allSatisfy { $0.outside.allSatisfy { $0 == .zlib } }
let package = Package(
    name: "slipway",
    platforms: [.macOS(.v15)],
    products: asked == nil ? [.executable(name: "slipway", targets: ["slipway"])] : [],
    dependencies: pure
        ? []
        : [
            .package(path: "Examples/realworld"),
            .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
            .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
            .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
            .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
            .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
            .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
            .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
            .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
            .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
            .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
            .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        ],
    targets: targets,
    swiftLanguageModes: [.v6]
)
