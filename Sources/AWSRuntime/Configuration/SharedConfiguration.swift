/// The profiles of the shared configuration and credentials files, merged as the AWS CLI merges them.
package struct SharedConfiguration: Hashable, Sendable {
    package var profiles: [String: SharedProfile]
    /// `[services NAME]` sections: settings per service, by lower-case service id with underscores.
    package var services: [String: [String: [String: String]]]
    /// Where the files were looked for, for errors.
    package var configPath: String
    package var credentialsPath: String

    /// Reads `AWS_CONFIG_FILE` (default `~/.aws/config`) and `AWS_SHARED_CREDENTIALS_FILE` (default
    /// `~/.aws/credentials`). Absent files are empty ones.
    package static func load(_ environment: AWSEnvironment) throws(ConfigurationError) -> SharedConfiguration {
        let configPath = environment.expand(environment.variable("AWS_CONFIG_FILE") ?? "~/.aws/config")
        let credentialsPath = environment.expand(
            environment.variable("AWS_SHARED_CREDENTIALS_FILE") ?? "~/.aws/credentials")
        var shared = SharedConfiguration(
            profiles: [:], services: [:], configPath: configPath, credentialsPath: credentialsPath)
        try shared.addConfig(try read(configPath, environment))
        try shared.addCredentials(try read(credentialsPath, environment))
        return shared
    }

    private static func read(
        _ path: String, _ environment: AWSEnvironment
    ) throws(ConfigurationError) -> INIFile {
        let text: String?
        do {
            text = try environment.readFile(path)
        } catch {
            throw .unreadableFile(error.problem)
        }
        do {
            return try INIFile(parsing: text ?? "")
        } catch {
            throw .malformedFile(path: path, line: error.line, problem: error.problem)
        }
    }

    private mutating func addConfig(_ file: INIFile) throws(ConfigurationError) {
        // `[profile default]` wins over `[default]`, so the plain one goes first.
        for name in file.sections.keys.sorted() {
            guard let section = file.sections[name] else { continue }
            if name == "default" {
                add(section, to: "default")
            } else if name.hasPrefix("profile ") {
                add(section, to: String(name.dropFirst("profile ".count)))
            } else if name.hasPrefix("services ") {
                services[String(name.dropFirst("services ".count))] = section.compactMapValues { value in
                    if case .block(let block) = value { block } else { nil }
                }
            }
        }
    }

    private mutating func addCredentials(_ file: INIFile) throws(ConfigurationError) {
        for name in file.sections.keys.sorted() {
            guard let section = file.sections[name] else { continue }
            add(section, to: name)
            profiles[name]?.hasCredentialsSection = true
        }
    }

    private mutating func add(_ section: [String: INIFile.Value], to name: String) {
        var profile = profiles[name] ?? SharedProfile(name: name)
        for (key, value) in section {
            switch value {
            case .text(let text): profile.settings[key] = text
            case .block(let block): profile.blocks[key] = block
            }
        }
        profiles[name] = profile
    }
}

/// One profile: settings of both files, the credentials file's first.
package struct SharedProfile: Hashable, Sendable {
    package var name: String
    /// By lower-case key. May hold secrets, so a profile is never printed.
    package var settings: [String: String] = [:]
    /// `s3 =` and its like.
    package var blocks: [String: [String: String]] = [:]
    package var hasCredentialsSection = false

    package init(name: String) {
        self.name = name
    }

    /// The setting's value; empty counts as absent.
    package func setting(_ key: String) -> String? {
        settings[key].flatMap { $0.isEmpty ? nil : $0 }
    }
}

extension SharedProfile: CustomStringConvertible, CustomReflectable {
    package var description: String { "profile \"\(name)\"" }
    package var customMirror: Mirror { Mirror(self, children: ["name": name]) }
}

/// Why configuration could not be read. Each says what to change.
package enum ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    case unreadableFile(String)
    case malformedFile(path: String, line: Int, problem: String)
    case profileNotFound(name: String, known: [String], paths: [String])
    case invalidEndpoint(where: String, problem: String)
    case invalidRegion(where: String, region: String)
    case noRegion

    package var description: String {
        switch self {
        case .unreadableFile(let problem): problem
        case .malformedFile(let path, let line, let problem): "\(path):\(line): \(problem)"
        case .profileNotFound(let name, let known, let paths):
            "the profile \"\(name)\" is neither in \(paths.joined(separator: " nor in ")); "
                + (known.isEmpty
                    ? "there are no profiles: run `aws configure --profile \(name)`"
                    : "there are: \(known.joined(separator: ", "))")
        case .invalidEndpoint(let place, let problem): "\(place): \(problem)"
        case .invalidRegion(let place, let region):
            "\(place): \"\(region)\" is not a region; write one such as ap-northeast-2"
        case .noRegion:
            "no region: set AWS_REGION, `region` in the profile, or `region:` in slipway.yml"
        }
    }
}
