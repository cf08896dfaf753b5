/// How an image is run and what its layers unpack to (OCI image-spec, `config.md`).
///
/// For reading, and for writing images of our own; other people's configurations are passed on as the bytes they are.
package struct ImageConfiguration: Hashable, Sendable, Codable {
    package var created: String?
    package var author: String?
    package var architecture: String
    package var os: String
    package var variant: String?
    package var config: Execution?
    package var rootfs: RootFilesystem
    package var history: [History]?

    package init(
        created: String? = nil, author: String? = nil, platform: Platform, config: Execution? = nil,
        diffIDs: [Digest], history: [History]? = nil
    ) {
        self.created = created
        self.author = author
        self.architecture = platform.architecture
        self.os = platform.os
        self.variant = platform.variant
        self.config = config
        self.rootfs = RootFilesystem(type: "layers", diffIDs: diffIDs)
        self.history = history
    }

    package var platform: Platform { Platform(os: os, architecture: architecture, variant: variant) }

    /// What a container of the image starts.
    package struct Execution: Hashable, Sendable, Codable {
        /// `name`, `uid`, `name:group` or `uid:gid`; nil or empty is root.
        package var user: String?
        /// `8080/tcp`.
        package var exposedPorts: [String: Empty]?
        /// `NAME=value`, in order.
        package var env: [String]?
        package var entrypoint: [String]?
        package var cmd: [String]?
        package var volumes: [String: Empty]?
        package var workingDir: String?
        package var labels: [String: String]?
        /// `SIGTERM` or a number.
        package var stopSignal: String?
        /// Docker's own; ECS does not look at it.
        package var healthcheck: Healthcheck?

        package init(
            user: String? = nil, exposedPorts: [String: Empty]? = nil, env: [String]? = nil,
            entrypoint: [String]? = nil, cmd: [String]? = nil, volumes: [String: Empty]? = nil,
            workingDir: String? = nil, labels: [String: String]? = nil, stopSignal: String? = nil
        ) {
            self.user = user
            self.exposedPorts = exposedPorts
            self.env = env
            self.entrypoint = entrypoint
            self.cmd = cmd
            self.volumes = volumes
            self.workingDir = workingDir
            self.labels = labels
            self.stopSignal = stopSignal
        }

        private enum CodingKeys: String, CodingKey {
            case user = "User"
            case exposedPorts = "ExposedPorts"
            case env = "Env"
            case entrypoint = "Entrypoint"
            case cmd = "Cmd"
            case volumes = "Volumes"
            case workingDir = "WorkingDir"
            case labels = "Labels"
            case stopSignal = "StopSignal"
            case healthcheck = "Healthcheck"
        }
    }

    /// `HEALTHCHECK` of a Dockerfile.
    package struct Healthcheck: Hashable, Sendable, Codable {
        /// `CMD` or `CMD-SHELL` first; `NONE` takes a base image's away.
        package var test: [String]?

        package init(test: [String]? = nil) {
            self.test = test
        }

        private enum CodingKeys: String, CodingKey {
            case test = "Test"
        }
    }

    package struct RootFilesystem: Hashable, Sendable, Codable {
        package var type: String
        /// Digests of the layers as plain tar, base first.
        package var diffIDs: [Digest]

        package init(type: String, diffIDs: [Digest]) {
            self.type = type
            self.diffIDs = diffIDs
        }

        private enum CodingKeys: String, CodingKey {
            case type
            case diffIDs = "diff_ids"
        }
    }

    package struct History: Hashable, Sendable, Codable {
        package var created: String?
        package var createdBy: String?
        package var comment: String?
        package var emptyLayer: Bool?

        package init(
            created: String? = nil, createdBy: String? = nil, comment: String? = nil, emptyLayer: Bool? = nil
        ) {
            self.created = created
            self.createdBy = createdBy
            self.comment = comment
            self.emptyLayer = emptyLayer
        }

        private enum CodingKeys: String, CodingKey {
            case created, comment
            case createdBy = "created_by"
            case emptyLayer = "empty_layer"
        }
    }

    /// `{}`, as the format writes sets.
    package struct Empty: Hashable, Sendable, Codable {
        package init() {}
    }

    /// - Throws: `OCIError.malformed` when the bytes are no image configuration.
    package static func parse(_ bytes: [UInt8]) throws(OCIError) -> ImageConfiguration {
        try CanonicalJSON.decode(ImageConfiguration.self, from: bytes, what: "the image configuration")
    }
}
