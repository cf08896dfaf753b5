import AWSRuntime
import AWSServices
import FoundationEssentials

/// Secrets as the ECS agent reads them when a task starts: Secrets Manager by ARN, parameters by name or ARN.
///
/// Words and parsing as the agent has them (facts/ecs-behaviour.md section 6, amazon-ecs-agent `asm.go`, `asmsecret.go`).
package struct TaskSecrets: SecretSource {
    private let secrets: SecretsService
    private let parameters: ParametersService
    private let account: String

    package init(secrets: SecretsService, parameters: ParametersService, account: String) {
        self.secrets = secrets
        self.parameters = parameters
        self.account = account
    }

    package func value(of valueFrom: String, region: String) async throws(RuntimeFailure) -> String {
        let parts = valueFrom.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 6, parts[0] == "arn" else {
            // A bare name is a parameter of the task's own region, even when a secret has that name.
            return try await parameter(valueFrom, region: region)
        }
        let scope = CloudScope(account: account, region: parts[3].isEmpty ? region : parts[3])
        switch parts[2] {
        case "secretsmanager": return try await secret(valueFrom, resource: parts[5], scope: scope)
        case "ssm": return try await parameter(valueFrom, region: scope.region)
        default:
            throw Self.failure("unable to retrieve secret: the service \(parts[2]) of \(valueFrom) holds no secrets")
        }
    }

    // MARK: Secrets Manager

    /// What an ARN's resource asks for: `secret:NAME-SUFFIX`, alone or with `:key:stage:version`.
    private struct Reference {
        var arn: String
        var key: String?
        var stage: String?
        var version: String?

        init?(_ valueFrom: String, resource: String) {
            let parts = resource.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2 || parts.count == 5 else { return nil }
            func part(_ index: Int) -> String? {
                parts.count == 5 && !parts[index].isEmpty ? parts[index] : nil
            }
            self.arn = valueFrom.dropLast(resource.count) + parts[0] + ":" + parts[1]
            self.key = part(2)
            self.stage = part(3)
            self.version = part(4)
        }
    }

    private func secret(
        _ valueFrom: String, resource: String, scope: CloudScope
    ) async throws(RuntimeFailure) -> String {
        guard let reference = Reference(valueFrom, resource: resource) else {
            throw Self.failure(
                "unable to retrieve secret from asm: an invalid ARN format for the AWS Secrets Manager secret was "
                    + "specified. Specify a valid ARN and try again.")
        }
        let text: String?
        do {
            text = try await secrets.text(
                of: reference.arn, version: reference.version, stage: reference.stage, scope: scope)
        } catch let error as any AWSErrorShape {
            throw Self.asm(
                "failed to fetch secret \(reference.arn) from secrets manager: \(type(of: error).code): "
                    + (error.message ?? ""))
        } catch {
            throw Self.asm("failed to fetch secret \(reference.arn) from secrets manager: InternalServiceError")
        }
        guard let text else {
            throw Self.asm("secret \(reference.arn) has no SecretString: binary secrets cannot be injected")
        }
        guard let key = reference.key else { return text }
        return try Self.member(key, of: text)
    }

    /// One member of the secret's JSON object, formatted as Go does.
    private static func member(_ key: String, of text: String) throws(RuntimeFailure) -> String {
        guard let value = JSONText.parse(text) else { throw asm(GoText.parseProblem(text)) }
        guard case .object(let members) = value else {
            throw asm("json: cannot unmarshal \(GoText.kind(value)) into Go value of type map[string]interface {}")
        }
        guard let member = members[key] else {
            throw asm("retrieved secret from Secrets Manager did not contain json key \(key)")
        }
        return GoText.format(member)
    }

    // MARK: Parameters

    private func parameter(_ id: String, region: String) async throws(RuntimeFailure) -> String {
        let value = await parameters.text(of: id, scope: CloudScope(account: account, region: region))
        guard let value else {
            throw Self.failure(
                "unable to retrieve secrets from ssm: service call has been retried 1 time(s): "
                    + "invalid ssm parameters: \(Self.parameterName(id))")
        }
        return value
    }

    /// The agent asks with the name in an ARN.
    private static func parameterName(_ id: String) -> String {
        guard id.hasPrefix("arn:"), let start = id.split(separator: ":", maxSplits: 5).last else { return id }
        let name = start.dropFirst("parameter".count)
        return name.dropFirst().contains("/") ? String(name) : String(name.dropFirst())
    }

    // MARK: Words

    private static func asm(_ problem: String) -> RuntimeFailure {
        failure("unable to retrieve secret from asm: service call has been retried 1 time(s): \(problem)")
    }

    private static func failure(_ problem: String) -> RuntimeFailure {
        RuntimeFailure(
            "ResourceInitializationError",
            "unable to pull secrets or registry auth: execution resource retrieval failed: \(problem)")
    }
}

/// Reads JSON texts.
private enum JSONText {
    /// Nil when it is none; what is wrong with it is for `GoText` to say.
    static func parse(_ text: String) -> JSONValue? {
        do {
            return try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
        } catch {
            return nil
        }
    }
}
