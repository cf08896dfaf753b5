import SlipwayDomain

/// What the failures of CloudFormation stacks share.
enum StackWords {
    static let describe = "cloudformation:DescribeStacks"
    static let changeSet = "cloudformation:DescribeEvents"
    /// A stack's ARN, for texts of faults.
    static let exampleStack = "arn:aws:cloudformation:eu-west-1:111122223333:stack/shop-dev/0f9d2c1e"
    static let links = [
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html"
    ]

    // MARK: Before

    static func subject(_ name: String) -> Words { Words("stack \(name)", ko: "스택 \(name)") }

    /// The stacks that are there, by name.
    static func known(_ facts: Facts) -> [StackFact] {
        facts.stacks.sorted { $0.key < $1.key }.compactMap(\.value.value)
    }

    /// One row for each stack that was looked at in that way: the failures, or `fine`.
    static func rows(
        _ facts: Facts, _ look: StackLook, fine: Words? = nil, failures: (StackFact) -> [Foresight]
    ) -> [Foresight] {
        known(facts).flatMap { stack -> [Foresight] in
            let found = failures(stack)
            if !found.isEmpty { return found }
            guard let fine, stack.looked.contains(look) else { return [] }
            return [Foresight(.ok, subject(stack.name), fine)]
        }
    }

    /// The check P-CFN-3: names of the template that something outside of its stack has already.
    static func taken(_ facts: Facts, where isOurs: (_ type: String) -> Bool) -> [Foresight] {
        known(facts).flatMap { stack in
            stack.takenNames.filter { isOurs(stack.types[$0.name] ?? "") }.map { taken in
                let type = stack.types[taken.name].map { " (\($0))" } ?? ""
                return Foresight(
                    .fail, subject(stack.name),
                    Words(
                        "\(taken.name)\(type) is to be called '\(taken.value)', and there is one outside of the stack "
                            + "already",
                        ko: "\(taken.name)\(type) 리소스에 줄 '\(taken.value)' 이름을 스택 밖의 리소스가 이미 쓰고 있습니다"),
                    fix: Words(
                        "take the name out of the template, or import the resource: aws cloudformation create-change-set "
                            + "--change-set-type IMPORT --stack-name \(stack.name) …",
                        ko: "템플릿에서 이름을 빼거나 리소스를 가져오십시오: aws cloudformation create-change-set "
                            + "--change-set-type IMPORT --stack-name \(stack.name) …"),
                    evidence: [
                        Evidence(source: "template", field: taken.name, text: taken.value)
                    ])
            }
        }
    }

    /// The check P-CFN-6, as far as order goes: what needs another resource of that kind without depending on it.
    static func dependencies(_ facts: Facts, where isOurs: (_ type: String) -> Bool) -> [Foresight] {
        known(facts).flatMap { stack in
            stack.missingDependencies.filter { isOurs(stack.types[$0.value] ?? "") }.map { missing in
                Foresight(
                    .warn, subject(stack.name),
                    Words(
                        "\(missing.name) may be made before \(missing.value), which it needs",
                        ko: "\(missing.name) 리소스가 필요로 하는 \(missing.value) 리소스보다 먼저 만들어질 수 있습니다"),
                    fix: Words(
                        "in the template of \(stack.name), at \(missing.name): DependsOn: [\(missing.value)]",
                        ko: "\(stack.name) 템플릿의 \(missing.name) 항목에: DependsOn: [\(missing.value)]"),
                    evidence: [
                        Evidence(
                            source: "template", field: missing.name, text: "no reference to \(missing.value)")
                    ])
            }
        }
    }

    // MARK: During and after

    /// The state in "is in STATE state and can not be updated".
    static func state(_ reason: Reason) -> String? {
        guard reason.hasAny("state and can not be", "state and cannot be", "the stack is in ") else { return nil }
        return reason.value(after: " is in ", until: [" ", ".", "\n"])
    }

    /// The stack's name: of its ARN in the text, or of the event that the text stood in.
    static func name(_ reason: Reason) -> String? {
        reason.arn(of: "cloudformation").map(shortName) ?? event(reason)?.stack
    }

    /// A stack's name of its name or ARN.
    static func shortName(_ text: String) -> String {
        let parts = text.split(separator: "/")
        return text.hasPrefix("arn:") && parts.count > 1 ? String(parts[1]) : text
    }

    static func words(_ name: String?) -> Words {
        name.map { Words("the stack \($0)", ko: "\($0) 스택") } ?? Words("the stack", ko: "스택")
    }

    /// Stack, resource, its type and status, where the text stood in a stack's event.
    static func event(_ reason: Reason) -> (stack: String, resource: String, type: String, status: String)? {
        let parts = reason.field.split(separator: " ")
        guard reason.source.contains("StackEvents"), parts.count == 4 else { return nil }
        return (
            shortName(String(parts[0])), String(parts[1]), String(parts[2].dropFirst().dropLast()), String(parts[3])
        )
    }

    /// The resource that the event was about, or the words for one.
    static func resource(_ reason: Reason) -> Words {
        guard let event = event(reason), !event.type.isEmpty else {
            return Words("a resource", ko: "이름을 알 수 없는 리소스")
        }
        return Words(same: "\(event.resource) (\(event.type))")
    }

    /// The command that shows why a stack failed, the first event first.
    static func events(_ name: String?) -> String {
        "aws cloudformation describe-stack-events --stack-name \(name ?? "NAME") --query "
            + "'reverse(StackEvents)[?ends_with(ResourceStatus,`FAILED`)].[LogicalResourceId,ResourceStatusReason]'"
    }

    /// Events that speak of a whole stack in that state.
    static func stacks(_ signals: Signals, in states: Set<String>) -> [StackEventObservation] {
        var found: [StackEventObservation] = []
        for event in signals.stackEvents
        where event.type == "AWS::CloudFormation::Stack" && states.contains(event.status)
            && !found.contains(where: { $0.stack == event.stack })
        {
            // A nested stack stands among its parent's events under its own logical id.
            found.append(event)
        }
        return found
    }

    static func evidence(_ event: StackEventObservation) -> Evidence {
        Evidence(
            source: "cloudformation:DescribeStackEvents",
            field: "\(event.stack) \(event.logicalID) (\(event.type)) \(event.status)", text: event.reason)
    }
}
