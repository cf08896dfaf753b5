// The parts of the Docker Engine API (v1.41) that LocalAWS sends and reads.

/// `GET /version`.
struct EngineVersion: Decodable, Sendable {
    var version: String
    var apiVersion: String
    var minimumAPIVersion: String?
    var os: String
    var architecture: String

    private enum CodingKeys: String, CodingKey {
        case version = "Version"
        case apiVersion = "ApiVersion"
        case minimumAPIVersion = "MinAPIVersion"
        case os = "Os"
        case architecture = "Arch"
    }
}

/// `POST /containers/create`. Holds secrets in `environment`: never printed.
struct ContainerCreation: Encodable, Sendable {
    var image: String
    var entryPoint: [String]?
    var command: [String]?
    var environment: [String]?
    var workingDirectory: String?
    var user: String?
    var hostname: String?
    var labels: [String: String]
    var exposedPorts: [String: EmptyObject]?
    var host: HostConfiguration
    var networking: NetworkingConfiguration?

    private enum CodingKeys: String, CodingKey {
        case image = "Image"
        case entryPoint = "Entrypoint"
        case command = "Cmd"
        case environment = "Env"
        case workingDirectory = "WorkingDir"
        case user = "User"
        case hostname = "Hostname"
        case labels = "Labels"
        case exposedPorts = "ExposedPorts"
        case host = "HostConfig"
        case networking = "NetworkingConfig"
    }
}

struct EmptyObject: Codable, Sendable {}

struct HostConfiguration: Encodable, Sendable {
    var networkMode: String
    var memoryBytes: Int64?
    /// Memory and swap together: equal to the memory, so that there is no swap.
    var memoryAndSwapBytes: Int64?
    var cpuShares: Int?
    var readOnlyRoot: Bool?
    var runInit: Bool?
    var log: LogConfiguration?
    var extraHosts: [String]?
    var portBindings: [String: [PortBinding]]?

    private enum CodingKeys: String, CodingKey {
        case networkMode = "NetworkMode"
        case memoryBytes = "Memory"
        case memoryAndSwapBytes = "MemorySwap"
        case cpuShares = "CpuShares"
        case readOnlyRoot = "ReadonlyRootfs"
        case runInit = "Init"
        case log = "LogConfig"
        case extraHosts = "ExtraHosts"
        case portBindings = "PortBindings"
    }
}

struct LogConfiguration: Encodable, Sendable {
    var type: String
    var options: [String: String]

    private enum CodingKeys: String, CodingKey {
        case type = "Type"
        case options = "Config"
    }
}

struct PortBinding: Codable, Sendable {
    var hostAddress: String
    /// Empty lets the engine choose.
    var hostPort: String

    private enum CodingKeys: String, CodingKey {
        case hostAddress = "HostIp"
        case hostPort = "HostPort"
    }
}

struct NetworkingConfiguration: Encodable, Sendable {
    /// By the network's name.
    var endpoints: [String: EndpointConfiguration]

    private enum CodingKeys: String, CodingKey { case endpoints = "EndpointsConfig" }
}

struct EndpointConfiguration: Encodable, Sendable {
    var addressing: Addressing?

    struct Addressing: Encodable, Sendable {
        var address: String

        private enum CodingKeys: String, CodingKey { case address = "IPv4Address" }
    }

    private enum CodingKeys: String, CodingKey { case addressing = "IPAMConfig" }
}

/// The answer to whatever makes something.
struct Created: Decodable, Sendable {
    var id: String

    private enum CodingKeys: String, CodingKey { case id = "Id" }
}

/// `POST /networks/create`.
struct NetworkCreation: Encodable, Sendable {
    var name: String
    var driver: String
    var labels: [String: String]
    var addressing: Addressing?

    struct Addressing: Encodable, Sendable {
        var ranges: [Range]

        private enum CodingKeys: String, CodingKey { case ranges = "Config" }
    }

    struct Range: Encodable, Sendable {
        var subnet: String
        var gateway: String

        private enum CodingKeys: String, CodingKey {
            case subnet = "Subnet"
            case gateway = "Gateway"
        }
    }

    private enum CodingKeys: String, CodingKey {
        case name = "Name"
        case driver = "Driver"
        case labels = "Labels"
        case addressing = "IPAM"
    }
}

/// `GET /containers/{id}/json`.
struct ContainerInspection: Decodable, Sendable {
    var state: State
    var network: Network?

    struct State: Decodable, Sendable {
        var running: Bool
        var killedForMemory: Bool
        var exitCode: Int
        var processID: Int32

        private enum CodingKeys: String, CodingKey {
            case running = "Running"
            case killedForMemory = "OOMKilled"
            case exitCode = "ExitCode"
            case processID = "Pid"
        }
    }

    struct Network: Decodable, Sendable {
        var ports: [String: [PortBinding]?]?

        private enum CodingKeys: String, CodingKey { case ports = "Ports" }
    }

    private enum CodingKeys: String, CodingKey {
        case state = "State"
        case network = "NetworkSettings"
    }
}

/// An item of `GET /containers/json`, `GET /networks` and `GET /images/json`.
struct ListedItem: Decodable, Sendable {
    var id: String
    var labels: [String: String]?
    var tags: [String]?

    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case labels = "Labels"
        case tags = "RepoTags"
    }
}

/// `POST /containers/{id}/wait`.
struct WaitAnswer: Decodable, Sendable {
    var statusCode: Int

    private enum CodingKeys: String, CodingKey { case statusCode = "StatusCode" }
}

/// `POST /containers/{id}/exec`.
struct ExecCreation: Encodable, Sendable {
    var command: [String]
    var attachOutput = true
    var attachError = true

    private enum CodingKeys: String, CodingKey {
        case command = "Cmd"
        case attachOutput = "AttachStdout"
        case attachError = "AttachStderr"
    }
}

/// `POST /exec/{id}/start`.
struct ExecStart: Encodable, Sendable {
    var detach = false
    var terminal = false

    private enum CodingKeys: String, CodingKey {
        case detach = "Detach"
        case terminal = "Tty"
    }
}

/// `GET /exec/{id}/json`.
struct ExecInspection: Decodable, Sendable {
    var running: Bool
    var exitCode: Int?
    var processID: Int32?

    private enum CodingKeys: String, CodingKey {
        case running = "Running"
        case exitCode = "ExitCode"
        case processID = "Pid"
    }
}

/// An error's body, and a line of a progress stream that failed.
struct EngineComplaint: Decodable, Sendable {
    var message: String?
    var error: String?
}
