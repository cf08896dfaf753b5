import SlipwayDomain

/// A refusal that says who may not do what: `User: … is not authorized to perform: ACTION on resource: ARN because no
/// identity-based policy allows the ACTION action`. Its end tells which kind of policy said no.
struct Denial {
    enum Policy {
        case identity, resource, endpoint, organisation, boundary, session
        /// AWS does not say.
        case unnamed
    }

    /// Such as `ecr:BatchGetImage`.
    var action: String
    var resource: String?
    var policy: Policy
    /// A policy forbids it, which no permission outweighs.
    var isExplicit: Bool

    init?(_ reason: Reason) {
        guard let action = reason.value(after: "not authorized to perform: ", until: [" ", ",", ";", "\n"]) else {
            return nil
        }
        self.action = action
        resource = reason.value(after: "on resource: ", until: [" ", ",", ";", "\n"])
        isExplicit = reason.has("explicit deny")
        policy =
            if reason.has("identity-based policy") {
                .identity
            } else if reason.has("vpc endpoint policy") {
                .endpoint
            } else if reason.hasAny("service control policy", "resource control policy") {
                .organisation
            } else if reason.has("permissions boundary") {
                .boundary
            } else if reason.has("session policy") {
                .session
            } else if reason.has("resource-based policy") {
                .resource
            } else {
                .unnamed
            }
    }

    /// Which policy says no, for the end of a sentence; nothing where AWS does not say.
    var says: Words {
        let (one, ko) =
            switch policy {
            case .identity: ("a policy of the role", "역할의 정책")
            case .resource: ("the resource's own policy", "리소스 자체의 정책")
            case .endpoint: ("the VPC endpoint's policy", "VPC 엔드포인트 정책")
            case .organisation: ("a policy of the organisation", "조직의 정책(SCP)")
            case .boundary: ("the role's permissions boundary", "역할의 권한 경계")
            case .session: ("the session's policy", "세션 정책")
            case .unnamed: ("", "")
            }
        if policy == .unnamed { return .none }
        if isExplicit { return Words("; \(one) forbids it", ko: ". \(ko)에서 명시적으로 거부합니다") }
        return policy == .identity
            ? Words("; no policy of the role allows it", ko: ". 이를 허용하는 역할 정책이 없습니다")
            : Words("; \(one) does not allow it", ko: ". \(ko)에서 허용하지 않습니다")
    }

    /// What to change so that the role may do it.
    ///
    /// - Parameter resource: an ARN, or a pattern for the policy where the text names none.
    func fix(role: String, on resource: String) -> Words {
        let resource = self.resource ?? resource
        switch (policy, isExplicit) {
        case (.identity, true):
            return Words(
                "take the Deny for \(action) out of the policies of \(role)",
                ko: "\(role) 역할의 정책에서 \(action) 작업에 대한 Deny를 제거하십시오")
        case (.identity, false), (.unnamed, _): return Self.grant([action], on: resource, to: role)
        case (.resource, _):
            return Words(
                "let \(role) do \(action) in the policy that \(resource) itself carries",
                ko: "\(resource) 리소스의 정책에서 \(role) 역할에 \(action) 작업을 허용하십시오")
        case (.endpoint, _):
            return Words(
                "allow \(action) on \(resource) in the policy of the VPC endpoint: aws ec2 modify-vpc-endpoint "
                    + "--vpc-endpoint-id ID --policy-document file://policy.json",
                ko: "VPC 엔드포인트 정책에서 \(resource) 리소스에 대한 \(action) 작업을 허용하십시오: aws ec2 "
                    + "modify-vpc-endpoint --vpc-endpoint-id ID --policy-document file://policy.json")
        case (.organisation, _):
            return Words(
                "ask whoever keeps the organisation's policies to allow \(action) in this account",
                ko: "조직 정책 관리자에게 이 계정에서 \(action) 작업을 허용해 달라고 요청하십시오")
        case (.boundary, _), (.session, _):
            return Words(
                "allow \(action) on \(resource) in the permissions boundary or session policy of \(role)",
                ko: "\(role) 역할의 권한 경계 또는 세션 정책에서 \(resource) 리소스에 대한 \(action) 작업을 허용하십시오")
        }
    }

    /// A command that lets a role do something.
    static func grant(_ actions: [String], on resource: String, to role: String) -> Words {
        let name = ExecutionRole.name(ofARN: role)
        let list = actions.map { "\"\($0)\"" }.joined(separator: ",")
        let statement = "{\"Effect\":\"Allow\",\"Action\":[\(list)],\"Resource\":\"\(resource)\"}"
        let words = resource.split { !$0.isLetter && !$0.isNumber }.suffix(3).joined(separator: "-")
        let verb = actions.first?.split(separator: ":").last.map(String.init) ?? "Access"
        let command =
            "aws iam put-role-policy --role-name \(name) --policy-name \(verb)\(words.isEmpty ? "" : "-\(words)") "
            + "--policy-document '{\"Version\":\"2012-10-17\",\"Statement\":[\(statement)]}'"
        return Words("allow it: \(command)", ko: "허용하십시오: \(command)")
    }
}

/// The role that ECS pulls images, reads secrets and writes logs with.
enum ExecutionRole {
    /// As the text or else the task definition names it; nothing where neither does.
    static func name(_ reason: Reason, _ scene: Scene) -> String? {
        reason.role ?? scene.workload.taskDefinition?.executionRole.map { name(ofARN: $0) }
    }

    /// `NAME` of `arn:…:role/path/NAME`; a name stays as it is.
    static func name(ofARN role: String) -> String { role.split(separator: "/").last.map(String.init) ?? role }

    /// For the beginning of a sentence.
    static func words(_ role: String?) -> Words {
        role.map { Words("the execution role \($0)", ko: "실행 역할 '\($0)'") } ?? Words("the execution role", ko: "실행 역할")
    }
}
