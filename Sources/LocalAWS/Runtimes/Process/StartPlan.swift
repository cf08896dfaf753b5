import OCI

/// What a container runs, from its definition and its image, as container engines put the two together.
struct StartPlan: Sendable {
    /// Not empty.
    var words: [String]
    /// `NAME=value`; the definition's win over the image's.
    var environment: [String]
    var folder: String
    /// As it is written.
    var user: String
    var stopSignal: Int32

    static let defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    /// - Parameter injected: variables that win over all others.
    init(
        _ container: ContainerSpec, image: ImageConfiguration, hostname: String,
        injected: [ContainerSpec.EnvironmentVariable]
    ) throws(RuntimeFailure) {
        let execution = image.config
        // An entry point of the definition's own drops the image's command with the image's entry point.
        let command = container.command ?? (container.entryPoint == nil ? execution?.cmd : nil)
        words = (container.entryPoint ?? execution?.entrypoint ?? []) + (command ?? [])
        guard !words.isEmpty else {
            throw RuntimeFailure("CannotCreateContainerError", "Error response from daemon: No command specified")
        }
        var names: [String] = []
        var values: [String: String] = [:]
        func set(_ name: String, _ value: String) {
            if values.updateValue(value, forKey: name) == nil { names.append(name) }
        }
        set("PATH", Self.defaultPath)
        set("HOSTNAME", hostname)
        for entry in execution?.env ?? [] {
            let parts = entry.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            set(String(parts[0]), parts.count == 2 ? String(parts[1]) : "")
        }
        for variable in container.environment + injected { set(variable.name, variable.value) }
        environment = names.map { "\($0)=\(values[$0] ?? "")" }
        let wanted = container.workingDirectory ?? execution?.workingDir ?? ""
        folder = wanted.hasPrefix("/") ? wanted : "/" + wanted
        user = container.user ?? execution?.user ?? ""
        stopSignal = SignalName.number(execution?.stopSignal ?? "") ?? 15
    }

    /// The variable's value.
    func value(of name: String) -> String? {
        environment.first { $0.hasPrefix(name + "=") }.map { String($0.dropFirst(name.utf8.count + 1)) }
    }

    /// Finds the program in the image before anything is started, so that its absence is told in the engine's words.
    func program(in root: ImageRoot) throws(RuntimeFailure) -> String {
        let word = words[0]
        if word.contains("/") {
            let path = word.hasPrefix("/") ? word : folder + "/" + word
            // The runtime puts these there itself; nobody can run them.
            if ["/etc/hosts", "/etc/hostname", "/etc/resolv.conf"].contains(path) {
                throw Self.failure(word, "permission denied")
            }
            guard let status = root.status(of: path) else {
                throw Self.failure(word, "stat \(word): no such file or directory")
            }
            guard status.kind == .file else { throw Self.failure(word, "is a directory") }
            guard status.mode & 0o111 != 0 else { throw Self.failure(word, "permission denied") }
            return path
        }
        for place in (value(of: "PATH") ?? "").split(separator: ":") where place.hasPrefix("/") {
            let path = "\(place)/\(word)"
            if let status = root.status(of: path), status.kind == .file, status.mode & 0o111 != 0 { return path }
        }
        throw Self.failure(word, "executable file not found in $PATH")
    }

    static func failure(_ word: String, _ reason: String) -> RuntimeFailure {
        RuntimeFailure(
            "CannotStartContainerError",
            "Error response from daemon: failed to create shim task: OCI runtime create failed: runc create failed: "
                + "unable to start container process: exec: \"\(word)\": \(reason): unknown")
    }
}

/// Signals by the names that images use.
enum SignalName {
    private static let numbers: [String: Int32] = [
        "HUP": 1, "INT": 2, "QUIT": 3, "ABRT": 6, "KILL": 9, "USR1": 10, "SEGV": 11, "USR2": 12, "PIPE": 13, "ALRM": 14,
        "TERM": 15, "CHLD": 17, "CONT": 18, "STOP": 19, "TSTP": 20, "WINCH": 28, "PWR": 30,
    ]

    /// From `SIGTERM`, `TERM` or `15`, as Linux numbers them.
    static func number(_ text: String) -> Int32? {
        if let number = Int32(text) { return (1...64).contains(number) ? number : nil }
        let name = text.uppercased()
        if name.hasPrefix("SIGRTMIN") {
            return name.dropFirst(8).isEmpty ? 34 : Int32(name.dropFirst(9)).map { 34 + $0 }
        }
        return numbers[name.hasPrefix("SIG") ? String(name.dropFirst(3)) : name]
    }
}
