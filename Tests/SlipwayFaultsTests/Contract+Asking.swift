import AWSRuntime
import AWSServices
import Foundation
import LocalAWS
import SlipwayAWS
import SlipwayDomain
import SlipwayFailures

/// Modes that no deployment meets: whoever asks about a stack, or makes a call, is told.
extension Contract {
    /// `diagnose --stack`.
    func readFromStack() async throws -> Row {
        try await Yard.with { yard in
            var row = Row(id: mode.id, outcome: "told of the stack")
            try await yard.makeStack()
            let started = ContinuousClock.now
            try await yard.add(faults, as: mode.id)
            row.recognised = try await yard.stackCause() ?? "–"
            row.seconds = Double(started.duration(to: .now).wholeMilliseconds) / 1000
            if row.recognised != mode.id.name { row.problems.append("recognised as \(row.recognised)") }
            await yard.cloud.faults.removeAll()
            if let left = try await yard.stackCause() { row.problems.append("without the fault: \(left)") }
            return row
        }
    }

    /// Whoever makes the call that is refused.
    func refused(_ call: String) async throws -> Row {
        try await Yard.with { yard in
            var row = Row(id: mode.id, outcome: "told of the call")
            guard let ask = Asker.calls[call] else { throw Asker.Unknown(call: call) }
            let started = ContinuousClock.now
            try await yard.add(faults, as: mode.id)
            if let error = await ask(yard.clients) {
                row.recognised =
                    Classifier.classify(refusalBy: call, code: error.code, message: error.message ?? "").failure.name
            }
            row.seconds = Double(started.duration(to: .now).wholeMilliseconds) / 1000
            if row.recognised != mode.id.name { row.problems.append("recognised as \(row.recognised)") }
            await yard.cloud.faults.removeAll()
            if let error = await ask(yard.clients),
                Classifier.classify(refusalBy: call, code: error.code, message: error.message ?? "").failure == mode.id
            {
                row.problems.append("without the fault: \(error.code): \(error.message ?? "")")
            }
            return row
        }
    }
}

/// Makes calls that deployments do not make, or not so.
enum Asker {
    struct Unknown: Error { var call: String }

    typealias Ask = @Sendable (AWSClients) async -> AWSServiceError?

    static let calls: [String: Ask] = [
        "cloudformation:CreateChangeSet": { clients in
            await refusal { () async throws(AWSCallError<CloudFormation.CreateChangeSetError>) in
                try await clients.cloudFormation.createChangeSet(
                    .init(stackName: "shop", templateBody: "{}", changeSetName: "next"))
            }
        },
        "ecr:PutImage": { clients in
            await refusal { () async throws(AWSCallError<ECR.PutImageError>) in
                try await clients.ecr.putImage(.init(repositoryName: "shop", imageManifest: "{}", imageTag: "one"))
            }
        },
        "ecs:DescribeServices": { clients in
            await refusal { () async throws(AWSCallError<ECS.DescribeServicesError>) in
                try await clients.ecs.describeServices(.init(cluster: "shop", services: ["web"]))
            }
        },
        "ecs:ExecuteCommand": { clients in
            await refusal { () async throws(AWSCallError<ECS.ExecuteCommandError>) in
                try await clients.ecs.executeCommand(
                    .init(cluster: "shop", command: "sh", interactive: true, task: "0123456789abcdef0123456789abcdef"))
            }
        },
        "ecs:CreateCapacityProvider": { clients in
            await refusal { () async throws(AWSCallError<ECS.CreateCapacityProviderError>) in
                try await clients.ecs.createCapacityProvider(.init(name: "machines"))
            }
        },
    ]

    /// What the service said no with; nil when it did not.
    private static func refusal<R, F: AWSOperationError>(
        _ call: () async throws(AWSCallError<F>) -> R
    ) async -> AWSServiceError? {
        do throws(AWSCallError<F>) {
            _ = try await call()
            return nil
        } catch {
            if case .service(let failure) = error { return failure.serviceError }
            return nil
        }
    }
}
