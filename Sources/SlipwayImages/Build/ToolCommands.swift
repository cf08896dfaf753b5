import OCI

/// A program that builds images from a Dockerfile.
package enum BuildTool: String, Hashable, Sendable, CaseIterable { case docker, buildah }

/// What to build: a folder with a Dockerfile.
package struct BuildRequest: Hashable, Sendable {
    package var context: String
    /// Nil is `Dockerfile` in the context.
    package var dockerfile: String?
    /// A stage of the Dockerfile; nil is the last.
    package var target: String?
    /// `NAME=value`, in order. They stay visible in the image: never secrets.
    package var arguments: [String]
    package var labels: [String: String]
    package var platform: ImagePlatform

    package init(
        context: String, dockerfile: String? = nil, target: String? = nil, arguments: [String] = [],
        labels: [String: String] = [:], platform: ImagePlatform
    ) {
        self.context = context
        self.dockerfile = dockerfile
        self.target = target
        self.arguments = arguments
        self.labels = labels
        self.platform = platform
    }
}

/// The command lines of the tools that are run, as values. No secret is ever in one.
package enum ToolCommands {
    /// - Parameter name: the image's name at the tool, until it is saved.
    package static func build(_ request: BuildRequest, with tool: BuildTool, name: String) -> [String] {
        var command = [tool.rawValue, "build"]
        if tool == .buildah { command += ["--layers"] }
        command += ["--tag", name, "--platform", request.platform.normalized.description]
        if let dockerfile = request.dockerfile { command += ["--file", dockerfile] }
        if let target = request.target { command += ["--target", target] }
        for argument in request.arguments { command += ["--build-arg", argument] }
        for (key, value) in request.labels.sorted(by: { $0.key < $1.key }) {
            command += ["--label", "\(key)=\(value)"]
        }
        return command + [request.context]
    }

    /// Writes the image into an archive file.
    package static func save(_ name: String, with tool: BuildTool, to path: String) -> [String] {
        switch tool {
        case .docker: ["docker", "image", "save", "--output", path, name]
        case .buildah: ["buildah", "push", "--quiet", name, "oci-archive:\(path)"]
        }
    }

    /// Takes the image away again; what docker built it from stays, as its cache.
    package static func remove(_ name: String, with tool: BuildTool) -> [String] {
        switch tool {
        case .docker: ["docker", "image", "rm", "--no-prune", name]
        case .buildah: ["buildah", "rmi", name]
        }
    }

    /// Whether the tool can be used: docker is often there without an engine behind it.
    package static func probe(_ tool: BuildTool) -> [String] {
        switch tool {
        case .docker: ["docker", "version", "--format", "{{.Server.Version}}"]
        case .buildah: ["buildah", "version"]
        }
    }

    static func strip(_ path: String, to target: String) -> [String] {
        ["strip", "--strip-unneeded", "--enable-deterministic-archives", "-o", target, path]
    }
}
