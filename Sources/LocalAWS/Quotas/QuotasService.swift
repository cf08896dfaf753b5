import AWSRuntime
import AWSServices

/// The metric by which AWS tells how much Fargate an account uses.
enum FargateQuota {
    static let code = "L-3032A538"
    /// The same on Spot.
    static let spotCode = "L-36FBB829"
    static let usage = MetricIdentity(
        namespace: "AWS/Usage", name: "ResourceCount",
        dimensions: [
            "Service": "Fargate", "Type": "Resource", "Resource": "vCPU", "Class": "Standard/OnDemand",
        ])
}

/// Service Quotas with AWS's documented defaults, which can be changed for an account.
package struct QuotasService: Sendable {
    private struct Quota: Sendable {
        var service: String
        var serviceName: String
        var code: String
        var name: String
        var value: Double
        var isAdjustable: Bool
        var usage: MetricIdentity?
    }

    private let changed = ScopedStores<[String: Double]> { _ in [:] }

    package init() {}

    /// Sets an account's applied value, as a granted increase does.
    package func set(_ value: Double, of code: String, in scope: CloudScope) {
        _ = replace(value, of: code, in: scope)
    }

    /// - Parameter value: nil goes back to AWS's default.
    /// - Returns: what was set before; nil for AWS's default.
    func replace(_ value: Double?, of code: String, in scope: CloudScope) -> Double? {
        changed.with(scope) { values in
            defer { values[code] = value }
            return values[code]
        }
    }

    package func given() -> GivenTable {
        var table = GivenTable()
        table.on(ServiceQuotas.GetServiceQuota.self) { _, answer, scope in
            guard let code = answer.quota?.quotaCode, let value = answer.quota?.value,
                Self.all.contains(where: { $0.code == code })
            else {
                throw GivenTable.Problem(
                    "servicequotas:GetServiceQuota needs answers.Quota with a known QuotaCode and a Value")
            }
            set(value, of: code, in: scope)
        }
        return table
    }

    package func operations() -> OperationTable {
        var table = OperationTable(service: ServiceQuotas.service, validationErrorCode: "IllegalArgumentException")
        table.on(ServiceQuotas.GetServiceQuota.self, refusing: ["ContextId"]) { input, context in
            let found = Self.all.first { $0.service == input.serviceCode && $0.code == input.quotaCode }
            guard let found else {
                throw ServiceQuotas.NoSuchResourceException(
                    message: "The request failed because the specified resource does not exist.")
            }
            return .init(quota: wire(found, context.scope))
        }
        table.on(ServiceQuotas.ListServiceQuotas.self, refusing: ["QuotaAppliedAtLevel"]) { input, context in
            let found = Self.all.filter {
                $0.service == input.serviceCode && (input.quotaCode == nil || input.quotaCode == $0.code)
            }
            do {
                let page = try Paging.page(
                    found.sorted { $0.code < $1.code }, after: input.nextToken, limit: input.maxResults ?? 100,
                    key: \.code)
                return .init(nextToken: page.next, quotas: page.items.map { wire($0, context.scope) })
            } catch {
                throw ServiceQuotas.InvalidPaginationTokenException(message: "Invalid pagination token.")
            }
        }
        return table
    }

    private func wire(_ quota: Quota, _ scope: CloudScope) -> ServiceQuotas.ServiceQuota {
        ServiceQuotas.ServiceQuota(
            serviceCode: quota.service, serviceName: quota.serviceName,
            quotaArn: "arn:aws:servicequotas:\(scope.region):\(scope.account):\(quota.service)/\(quota.code)",
            quotaCode: quota.code, quotaName: quota.name,
            value: changed.with(scope) { $0[quota.code] } ?? quota.value, unit: "None", adjustable: quota.isAdjustable,
            globalQuota: false,
            usageMetric: quota.usage.map { usage in
                ServiceQuotas.MetricInfo(
                    metricNamespace: usage.namespace, metricName: usage.name, metricDimensions: usage.dimensions,
                    metricStatisticRecommendation: "Maximum")
            }, quotaAppliedAtLevel: .account)
    }

    /// Defaults of the services' own quota pages: "Amazon ECS endpoints and quotas", "Quotas for your Application Load
    /// Balancers", "Amazon VPC quotas".
    private static let all: [Quota] = [
        Quota(
            service: "fargate", serviceName: "AWS Fargate", code: FargateQuota.code,
            name: "Fargate On-Demand vCPU resource count", value: 6, isAdjustable: true, usage: FargateQuota.usage),
        Quota(
            service: "fargate", serviceName: "AWS Fargate", code: FargateQuota.spotCode,
            name: "Fargate Spot vCPU resource count", value: 6, isAdjustable: true,
            usage: MetricIdentity(
                namespace: "AWS/Usage", name: "ResourceCount",
                dimensions: [
                    "Service": "Fargate", "Type": "Resource", "Resource": "vCPU", "Class": "Standard/Spot",
                ])),
        ecs("L-21C621EB", "Clusters per account", 10_000),
        ecs("L-9EF96962", "Services per cluster", 5000),
        ecs("L-92E49DE3", "Tasks per service", 5000),
        balancing("L-53DA6B97", "Application Load Balancers per Region", 50),
        balancing("L-B22855CB", "Target Groups per Region", 3000),
        balancing("L-B6DF7632", "Listeners per Application Load Balancer", 50),
        balancing("L-7EED9B64", "Rules per Application Load Balancer", 100),
        balancing("L-7E6692B2", "Targets per Application Load Balancer", 1000),
        network("L-F678F1CE", "VPCs per Region", 5),
        network("L-DF5E4CA3", "Network interfaces per Region", 5000),
        network("L-0EA8095F", "Inbound or outbound rules per security group", 60),
        network("L-2AFB9258", "Security groups per network interface", 5),
    ]

    private static func ecs(_ code: String, _ name: String, _ value: Double) -> Quota {
        Quota(
            service: "ecs", serviceName: "Amazon Elastic Container Service (Amazon ECS)", code: code, name: name,
            value: value, isAdjustable: true)
    }

    private static func balancing(_ code: String, _ name: String, _ value: Double) -> Quota {
        Quota(
            service: "elasticloadbalancing", serviceName: "Elastic Load Balancing (ELB)", code: code, name: name,
            value: value, isAdjustable: true)
    }

    private static func network(_ code: String, _ name: String, _ value: Double) -> Quota {
        Quota(
            service: "vpc", serviceName: "Amazon Virtual Private Cloud (Amazon VPC)", code: code, name: name,
            value: value, isAdjustable: true)
    }
}
