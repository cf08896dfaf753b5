import SlipwayDomain

extension FailureMode {
    static let iamInfrastructureRole = FailureMode(
        "iam-infrastructure-role", .identity,
        title: Words("the infrastructure role does not let ECS work", ko: "인프라 역할로 ECS가 작업할 수 없음"),
        nature: .cannotHeal, breaker: .refused,
        givesUp: .other(
            Words(
                "ECS would have refused the call, or rolled the deployment back after some minutes",
                ko: "ECS가 호출을 거부하거나 몇 분 뒤 배포를 롤백했을 것입니다")),
        reproduction: .modelled, recipes: ["P-IAM-4"],
        faults: [
            .deploymentEnds(
                reason: "Service deployment rolled back because of invalid networking configuration. ECS was unable to "
                    + "manage the ELB resources due to missing permissions on ECS Infrastructure Role "
                    + "'arn:aws:iam::111122223333:role/ecsInfrastructureRole'.")
        ],
        specificity: .narrow,
        explanation: Words(
            "For EBS volumes, for shifting traffic between target groups, for TLS of Service Connect and for VPC Lattice ECS "
                + "acts with an infrastructure role. That one must trust ecs.amazonaws.com, unlike a task's roles, and carry "
                + "the policy for the purpose.",
            ko: "EBS 볼륨, 대상 그룹 간 트래픽 전환, Service Connect TLS, VPC Lattice를 위해 ECS는 인프라 역할로 동작합니다. 이 역할은 태스크 역할과 달리 "
                + "ecs.amazonaws.com을 신뢰해야 하고 용도에 맞는 정책이 있어야 합니다."),
        remedy: Words(
            "Let ecs.amazonaws.com assume the role and attach AWS's policy for the purpose.",
            ko: "ecs.amazonaws.com에 역할 수임을 허용하고 용도에 맞는 AWS 정책을 연결하십시오."),
        lookAlikes: [
            LookAlike(
                "lb-bluegreen-misconfigured",
                Words("ECS names its role, not a rule or target group", ko: "ECS가 규칙이나 대상 그룹이 아니라 역할을 지목했습니다")),
            LookAlike(
                "ebs-attach-failed",
                Words("ECS names the role with which it would attach volumes", ko: "ECS가 볼륨을 연결할 때 쓰는 역할을 지목했습니다")),
        ],
        links: [TemplateWords.guide("infrastructure_IAM_role"), TemplateWords.guide("troubleshooting-blue-green")],
        foresee: { _, facts in InfrastructureRole.foresee(facts) },
        recognisers: [
            .text([.call, .stack, .event, .reason], ["infrastructure role"]) { reason, _ in recognise(reason) },
            .deployment { deployment in
                guard let text = deployment.statusReason ?? deployment.rollbackReason else { return nil }
                let reason = Reason(source: "ecs:DescribeServiceDeployments", field: "statusReason", text: text)
                guard reason.has("infrastructure role") else { return nil }
                var found = recognise(reason)
                found.evidence = [reason.evidence]
                return found
            },
        ])

    private static func recognise(_ reason: Reason) -> Recognition {
        let role = reason.value(after: "nfrastructure Role ") ?? reason.arn(of: "iam")
        let purpose = InfrastructureRole.purpose(reason)
        return Recognition(
            Words(
                "ECS may not do with \(role ?? "the infrastructure role") what it must: \(purpose.words.en)",
                ko: "ECS가 인프라 역할(\(role ?? "이름 불명"))로 필요한 작업을 할 수 없습니다: \(purpose.words.ko)"),
            fix: purpose.attach(to: role ?? "ecsInfrastructureRole"), subject: role ?? "", named: role)
    }
}

/// Roles with which ECS works on other services' things (recipe P-IAM-4).
enum InfrastructureRole {
    enum Purpose {
        case volumes, loadBalancers, serviceConnectTLS, lattice

        var policy: String {
            "AmazonECSInfrastructureRolePolicyFor"
                + {
                    switch self {
                    case .volumes: "Volumes"
                    case .loadBalancers: "LoadBalancers"
                    case .serviceConnectTLS: "ServiceConnectTransportLayerSecurity"
                    case .lattice: "VpcLattice"
                    }
                }()
        }

        var words: Words {
            switch self {
            case .volumes: Words("attach EBS volumes", ko: "EBS 볼륨 연결")
            case .loadBalancers: Words("shift traffic between target groups", ko: "대상 그룹 간 트래픽 전환")
            case .serviceConnectTLS: Words("issue certificates for Service Connect", ko: "Service Connect 인증서 발급")
            case .lattice: Words("register targets with VPC Lattice", ko: "VPC Lattice 대상 등록")
            }
        }

        func attach(to role: String) -> Words {
            let name = ExecutionRole.name(ofARN: role)
            let folder = self == .serviceConnectTLS || self == .volumes ? "service-role/" : ""
            let command =
                "aws iam attach-role-policy --role-name \(name) --policy-arn arn:aws:iam::aws:policy/\(folder)\(policy)"
            return Words(
                "\(command), and see that the role trusts ecs.amazonaws.com",
                ko: "\(command) 실행 후 역할이 ecs.amazonaws.com을 신뢰하는지 확인하십시오")
        }
    }

    /// What ECS was about when it named the role.
    static func purpose(_ reason: Reason) -> Purpose {
        if reason.hasAny("volume", "ebs") { return .volumes }
        if reason.hasAny("tls", "certificate", "service connect") { return .serviceConnectTLS }
        return reason.has("lattice") ? .lattice : .loadBalancers
    }

    static func foresee(_ facts: Facts) -> [Foresight] {
        guard let service = facts.service?.value else { return [] }
        let shifts = service.trafficShifts.map { (Purpose.loadBalancers, $0.role) }
        let uses = shifts + service.infrastructureRoles.map { (Purpose($0.purpose), $0.role) }
        return uses.compactMap { purpose, role in look(purpose, role, facts) }
    }

    private static func look(_ purpose: Purpose, _ role: String?, _ facts: Facts) -> Foresight? {
        let subject = Words("infrastructure role to \(purpose.words.en)", ko: "인프라 역할 (\(purpose.words.ko))")
        guard let role else {
            return Foresight(
                .fail, subject, Words("none is given, and ECS needs one", ko: "ECS에 필요한 역할이 지정되지 않았습니다"),
                fix: purpose.attach(to: "ecsInfrastructureRole"))
        }
        let name = ExecutionRole.name(ofARN: role)
        let missing = Foresight(
            .fail, subject, Words("there is no role \(name)", ko: "'\(name)' 역할이 없습니다"), fix: purpose.attach(to: name))
        return facts.roles[role]?.foresight(subject, missing: missing) { found in
            if !found.trusts(IdentityWords.ecs) {
                let trusted = TemplateWords.list(found.trust.map(\.service))
                return Foresight(
                    .fail, subject,
                    Words("\(name) does not trust ecs.amazonaws.com", ko: "'\(name)' 역할이 ecs.amazonaws.com을 신뢰하지 않습니다"),
                    fix: IdentityWords.trust(IdentityWords.ecs, role: name),
                    evidence: [Evidence(source: "iam:GetRole", field: "AssumeRolePolicyDocument", text: trusted)])
            }
            if found.managedPolicies.contains(purpose.policy) {
                return Foresight(.ok, subject, Words("\(name) is as it should be", ko: "'\(name)' 역할이 올바릅니다"))
            }
            return Foresight(
                .warn, subject,
                Words(
                    "\(name) does not carry \(purpose.policy); a policy of its own may allow the same",
                    ko: "'\(name)' 역할에 \(purpose.policy) 정책이 없습니다. 자체 정책이 같은 권한을 줄 수는 있습니다"),
                fix: purpose.attach(to: name),
                evidence: [
                    Evidence(
                        source: "iam:ListAttachedRolePolicies", field: "AttachedPolicies",
                        text: TemplateWords.list(found.managedPolicies))
                ])
        }
    }
}

extension InfrastructureRole.Purpose {
    init(_ fact: InfrastructureRoleFact.Purpose) {
        switch fact {
        case .volumes: self = .volumes
        case .serviceConnectTLS: self = .serviceConnectTLS
        case .lattice: self = .lattice
        }
    }
}
