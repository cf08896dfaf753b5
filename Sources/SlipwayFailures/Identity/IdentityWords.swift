import SlipwayDomain

/// What the failures of roles and permissions share.
enum IdentityWords {
    /// Whom a refusal names after `User: `.
    enum Caller: Hashable {
        case role(String)
        case user(String)
        case unnamed

        init(_ reason: Reason) {
            if let role = reason.value(after: "assumed-role/", until: ["/", " "]) {
                self = .role(role)
            } else if let user = reason.value(after: ":user/", until: [" "]) {
                self = .user(user)
            } else {
                self = .unnamed
            }
        }

        var name: Words {
            switch self {
            case .role(let name): Words("the role \(name)", ko: "'\(name)' 역할")
            case .user(let name): Words("the user \(name)", ko: "'\(name)' 사용자")
            case .unnamed: Words("whoever runs slipway", ko: "slipway를 실행하는 주체")
            }
        }

        /// The same, with what Korean puts behind whoever has a permission.
        var holder: Words {
            switch self {
            case .role: name + Words("", ko: "에")
            case .user, .unnamed: name + Words("", ko: "에게")
            }
        }

        /// A command that lets it do something.
        func grant(_ action: String, on resource: String, condition: String = "") -> Words {
            let statement = "{\"Effect\":\"Allow\",\"Action\":\"\(action)\",\"Resource\":\"\(resource)\"\(condition)}"
            let policy = "'{\"Version\":\"2012-10-17\",\"Statement\":[\(statement)]}'"
            let verb = action.split(separator: ":").last.map(String.init) ?? "Access"
            let head =
                switch self {
                case .user(let name): "aws iam put-user-policy --user-name \(name)"
                case .role(let name): "aws iam put-role-policy --role-name \(name)"
                case .unnamed: "aws iam put-role-policy --role-name DEPLOYER"
                }
            let command = "\(head) --policy-name \(verb) --policy-document \(policy)"
            return Words("allow it: \(command)", ko: "허용하십시오: \(command)")
        }
    }

    /// The service that tasks' roles must trust.
    static let tasks = "ecs-tasks.amazonaws.com"
    /// The service that infrastructure roles must trust.
    static let ecs = "ecs.amazonaws.com"

    /// The condition that a permission to hand over a role carries.
    static let passedToTasks = ",\"Condition\":{\"StringEquals\":{\"iam:PassedToService\":\"\(tasks)\"}}"

    /// A command that lets a service assume a role.
    static func trust(_ service: String, role: String) -> Words {
        let name = ExecutionRole.name(ofARN: role)
        let statement =
            "{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"\(service)\"},\"Action\":\"sts:AssumeRole\"}"
        let command =
            "aws iam update-assume-role-policy --role-name \(name) --policy-document "
            + "'{\"Version\":\"2012-10-17\",\"Statement\":[\(statement)]}'"
        return Words(
            "let \(service) assume it: \(command)", ko: "\(service)에 역할 수임을 허용하십시오: \(command)")
    }

    /// The role that ECS could not take on: in quotes, or as an ARN.
    static func unassumable(_ reason: Reason) -> String? {
        reason.value(after: "assume the role ", until: ["'", " "]) ?? reason.arn(of: "iam")
    }
}
