/// Where a secret's value lives. It never holds the value.
///
/// Written in the manifest as `secret:NAME#key` (Secrets Manager; without `#key` the whole value), `ssm:/path`
/// (Parameter Store), or as the full ARN that ECS takes in `valueFrom`.
package struct SecretReference: Hashable, Sendable, Codable, CustomStringConvertible {
    package enum Store: String, Hashable, Sendable, Codable {
        case secretsManager
        case parameterStore
    }

    package var store: Store
    /// A name, a path or a full ARN without the `:key:stage:version` suffix.
    package var identifier: String
    /// The key inside a JSON secret.
    package var key: String?
    /// Such as `AWSPREVIOUS`; absent means `AWSCURRENT`.
    package var versionStage: String?
    package var versionID: String?

    package init(
        store: Store, identifier: String, key: String? = nil, versionStage: String? = nil, versionID: String? = nil
    ) {
        self.store = store
        self.identifier = identifier
        self.key = key
        self.versionStage = versionStage
        self.versionID = versionID
    }

    /// Why a text is not a reference to a secret.
    package enum ParseError: Error, Hashable, Sendable, CustomStringConvertible {
        case form
        case emptyName
        case emptyKey
        case arn(String)
        case stageAndVersion

        package var description: String {
            switch self {
            case .form:
                "a secret is written as secret:NAME#key, as ssm:/path or as a full Secrets Manager or SSM ARN"
            case .emptyName: "the secret's name is missing: write secret:NAME#key or ssm:/path"
            case .emptyKey: "the key after # is missing: write secret:NAME#key, or no # for the whole value"
            case .arn(let text):
                "'\(text)' is not an ARN that ECS takes for a secret: after the name come either nothing or all of "
                    + ":key:stage:version"
            case .stageAndVersion: "a version stage and a version id exclude each other: keep one of them"
            }
        }
    }

    /// Reads the three forms. The error never repeats the text where it might hold a secret's value by mistake.
    package init(parsing text: String) throws(ParseError) {
        guard text.utf8.count <= 2048 else { throw .form }
        if text.hasPrefix("secret:") {
            let rest = text.dropFirst("secret:".count)
            let (name, key) = try Self.splitKey(rest)
            guard !name.isEmpty else { throw .emptyName }
            if name.hasPrefix("arn:") {
                try self.init(secretARN: String(name), key: key)
            } else {
                self.init(store: .secretsManager, identifier: String(name), key: key)
            }
        } else if text.hasPrefix("ssm:") {
            let name = text.dropFirst("ssm:".count)
            guard !name.isEmpty else { throw .emptyName }
            self.init(store: .parameterStore, identifier: String(name))
        } else if text.hasPrefix("arn:") {
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count >= 6 else { throw .arn(text) }
            switch parts[2] {
            case "secretsmanager":
                let (arn, key) = try Self.splitKey(Substring(text))
                try self.init(secretARN: String(arn), key: key)
            case "ssm":
                guard parts.count == 6, parts[5].hasPrefix("parameter/") else { throw .arn(text) }
                self.init(store: .parameterStore, identifier: text)
            default: throw .arn(text)
            }
        } else {
            throw .form
        }
    }

    /// `arn:P:secretsmanager:R:A:secret:NAME` with nothing or `:key:stage:version` behind.
    private init(secretARN text: String, key: String?) throws(ParseError) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 7 || parts.count == 10, parts[0] == "arn", parts[2] == "secretsmanager",
            parts[5] == "secret", !parts[6].isEmpty
        else { throw .arn(text) }
        let suffix = parts.count == 10 ? Array(parts[7...]) : ["", "", ""]
        guard suffix[1].isEmpty || suffix[2].isEmpty else { throw .stageAndVersion }
        guard suffix[0].isEmpty || key == nil || key == suffix[0] else { throw .arn(text) }
        func present(_ part: String) -> String? { part.isEmpty ? nil : part }
        self.init(
            store: .secretsManager, identifier: parts[..<7].joined(separator: ":"), key: key ?? present(suffix[0]),
            versionStage: present(suffix[1]), versionID: present(suffix[2]))
    }

    private static func splitKey(_ text: Substring) throws(ParseError) -> (Substring, String?) {
        guard let hash = text.lastIndex(of: "#") else { return (text, nil) }
        let key = text[text.index(after: hash)...]
        guard !key.isEmpty else { throw .emptyKey }
        return (text[..<hash], String(key))
    }

    package var isARN: Bool { identifier.hasPrefix("arn:") }

    /// What ECS takes in `valueFrom`, once `arn` is known: always the full ARN, because a bare name means Parameter
    /// Store to ECS whatever it was meant to be (facts: ecs-behaviour 6).
    package func valueFrom(arn: String) -> String {
        guard store == .secretsManager, key != nil || versionStage != nil || versionID != nil else { return arn }
        return "\(arn):\(key ?? ""):\(versionStage ?? ""):\(versionID ?? "")"
    }

    /// The form of the manifest.
    package var description: String {
        switch store {
        case .parameterStore: return isARN ? identifier : "ssm:\(identifier)"
        case .secretsManager:
            if isARN { return valueFrom(arn: identifier) }
            return key.map { "secret:\(identifier)#\($0)" } ?? "secret:\(identifier)"
        }
    }
}

/// A variable of the container whose value is a secret.
package struct SecretBinding: Hashable, Sendable, Codable {
    /// The environment variable's name.
    package var variable: String
    package var reference: SecretReference

    package init(variable: String, reference: SecretReference) {
        self.variable = variable
        self.reference = reference
    }
}
