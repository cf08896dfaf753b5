import AWSRuntime

/// Where a container engine listens.
package enum EngineEndpoint: Hashable, Sendable, CustomStringConvertible {
    case unix(path: String)
    case tcp(host: String, port: Int)

    /// - Parameter dockerHost: as `DOCKER_HOST` is written: `unix:///path` or `tcp://host:port`.
    package init(dockerHost text: String) throws(RuntimeUnavailable) {
        if text.hasPrefix("unix://"), text.dropFirst(7).hasPrefix("/") {
            self = .unix(path: String(text.dropFirst(7)))
            return
        }
        if text.hasPrefix("tcp://") {
            let parts = text.dropFirst(6).prefix { $0 != "/" }.split(separator: ":", omittingEmptySubsequences: false)
            if parts.count <= 2, let host = parts.first, !host.isEmpty,
                let port = parts.count == 2 ? Int(parts[1]) : 2375, (1...65535).contains(port)
            {
                self = .tcp(host: String(host), port: port)
                return
            }
        }
        throw RuntimeUnavailable(
            "DOCKER_HOST is '\(text)', but LocalAWS reaches engines by 'unix:///path/to/docker.sock' or "
                + "'tcp://host:port' only; set it to one of these, or choose --runtime process")
    }

    /// The places to look for an engine, best first: `DOCKER_HOST` alone when it is set, else the sockets of Docker,
    /// rootless Docker, Docker Desktop and Podman.
    package static func candidates(environment: [String: String]) throws(RuntimeUnavailable) -> [EngineEndpoint] {
        if let host = environment["DOCKER_HOST"], !host.isEmpty {
            guard environment["DOCKER_TLS_VERIFY"] ?? "" == "" else {
                throw RuntimeUnavailable(
                    "DOCKER_TLS_VERIFY is set, but LocalAWS speaks to engines without TLS only; unset it and "
                        + "DOCKER_HOST to use the engine of this machine, or choose --runtime process")
            }
            return [try EngineEndpoint(dockerHost: host)]
        }
        var paths = ["/var/run/docker.sock"]
        if let folder = environment["XDG_RUNTIME_DIR"] { paths.append("\(folder)/docker.sock") }
        if let home = environment["HOME"] { paths.append("\(home)/.docker/run/docker.sock") }
        paths.append("/run/podman/podman.sock")
        if let folder = environment["XDG_RUNTIME_DIR"] { paths.append("\(folder)/podman/podman.sock") }
        return paths.map { .unix(path: $0) }
    }

    package var description: String {
        switch self {
        case .unix(let path): "unix://\(path)"
        case .tcp(let host, let port): "tcp://\(host):\(port)"
        }
    }

    /// What the HTTP client calls it, without a trailing slash.
    var baseURL: String {
        switch self {
        case .unix(let path): "http+unix://\(PercentEncoding.encode(path))"
        case .tcp(let host, let port): "http://\(host):\(port)"
        }
    }
}
