import AWSServices
import SlipwayAWS
import SlipwayDomain

extension Yard {
    /// Makes a plan that only a manifest can bring about.
    func spoil(_ plan: inout ServicePlan, _ fault: FaultPrimitive.PlanFault) async throws {
        switch fault {
        case .sizeIllegal: plan.memory = 300
        case .percentStuck: plan.deployment.percent = PercentBounds(minimum: 100, maximum: 150)
        case .variableMissing: plan.required = ["MUST_BE_GIVEN"]
        case .variableTwice: plan.variables.append(PlainVariable(name: "KEY", value: "plain"))
        case .secretReferenceMalformed:
            // A key without the colons of its stage and version.
            let arn = try await clients.secretsManager.describeSecret(.init(secretId: "dev/db")).arn ?? ""
            plan.secrets = [
                SecretBinding(
                    variable: "JWT_SECRET",
                    reference: SecretReference(store: .secretsManager, identifier: "\(arn):jwt_secret"))
            ]
        case .graceTooShort:
            plan.command = ["late", "\(Self.port)"]
            plan.health.grace = .zero
        case .startPeriodTooShort:
            plan.command = ["late", "\(Self.port)"]
            plan.health = HealthPlan(
                interval: .seconds(5), timeout: .seconds(2), grace: .zero, unhealthy: 1,
                command: ["CMD", Self.program, "ask", "\(Self.port)"])
        }
    }
}
