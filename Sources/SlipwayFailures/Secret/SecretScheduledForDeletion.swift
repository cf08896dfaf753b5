import SlipwayDomain

extension FailureMode {
    static let secretScheduledForDeletion = FailureMode(
        "secret-scheduled-for-deletion", .secret,
        title: Words("the secret is scheduled for deletion", ko: "삭제 예정인 시크릿"), nature: .cannotHeal,
        breaker: .countsStart, givesUp: .slowingDown, reproduction: .modelled, recipes: ["P-SEC-1", "P-CFN-7"],
        faults: [.secret(.scheduledForDeletion)],
        explanation: Words(
            "Somebody deleted the secret, or a stack that owned it. For 7 to 30 days it is kept, cannot be read, and its "
                + "name is taken: a stack that makes it anew fails as well. Until then it can be restored.",
            ko: "누군가가 시크릿이나 시크릿을 소유한 스택을 삭제했습니다. 7~30일 동안 보관되며 그동안 읽을 수 없고 이름도 사용 중이어서, 같은 이름으로 "
                + "다시 만드는 스택도 실패합니다. 그 전까지는 복원할 수 있습니다."),
        remedy: Words(
            "Restore the secret, or delete it for good and make it anew.", ko: "시크릿을 복원하거나, 완전히 삭제한 뒤 다시 만드십시오."),
        lookAlikes: [
            LookAlike(
                "secret-not-found",
                Words("it is still kept, so it can be restored", ko: "아직 보관 중이므로 복원할 수 있습니다"))
        ],
        links: ["https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_delete-secret.html"],
        foresee: { plan, facts in
            SecretWords.foresee(plan, facts) { binding, look in
                guard case .deleted(let secret, let moment) = look else { return nil }
                return Foresight(
                    .fail, SecretWords.subject(binding),
                    Words(
                        "\(secret.name) is scheduled for deletion and cannot be read",
                        ko: "\(secret.name) 시크릿은 삭제 예정이어서 읽을 수 없습니다"), fix: restore(secret.name),
                    evidence: [
                        Evidence(
                            source: "secretsmanager:DescribeSecret", field: "DeletedDate",
                            text: "\(moment.millisecondsSinceEpoch / 1000)")
                    ])
            } + names(facts)
        },
        recognisers: [
            .text(
                SecretWords.places.union([.call]), ["marked for deletion", "already scheduled for deletion"]
            ) { reason, scene in
                guard reason.has("secret") else { return nil }
                let secret = SecretWords.secret(reason, scene)
                let isCreation = reason.has("can't create this secret")
                return Recognition(
                    isCreation
                        ? Words(
                            "the secret's name is still taken by one that is scheduled for deletion",
                            ko: "삭제 예정인 시크릿이 아직 같은 이름을 사용하고 있습니다")
                        : SecretWords.words(secret)
                            + Words(" is scheduled for deletion and cannot be read", ko: ": 삭제 예정이어서 읽을 수 없습니다"),
                    fix: restore(secret ?? "NAME")
                        + (isCreation
                            ? Words(
                                "; or delete it for good: aws secretsmanager delete-secret --secret-id NAME "
                                    + "--force-delete-without-recovery",
                                ko: ". 완전히 삭제하려면: aws secretsmanager delete-secret --secret-id NAME "
                                    + "--force-delete-without-recovery") : .none),
                    subject: secret ?? "", named: secret)
            }
        ])

    private static func restore(_ secret: String) -> Words {
        let command = "aws secretsmanager restore-secret --secret-id \(secret)"
        return Words("restore it: \(command)", ko: "복원하십시오: \(command)")
    }

    /// Recipe P-CFN-7: names that a stack is about to create.
    private static func names(_ facts: Facts) -> [Foresight] {
        facts.stacks.sorted { $0.key < $1.key }.compactMap(\.value.value).flatMap { stack in
            stack.secretsPendingDeletion.map { name in
                Foresight(
                    .fail, Words("secret \(name) of the stack \(stack.name)", ko: "스택 \(stack.name)의 시크릿 \(name)"),
                    Words(
                        "the stack would create \(name), whose name a secret scheduled for deletion still has",
                        ko: "스택이 \(name) 시크릿을 만들려 하지만, 삭제 예정인 시크릿이 아직 같은 이름을 사용하고 있습니다"),
                    fix: restore(name),
                    evidence: [
                        Evidence(source: "secretsmanager:ListSecrets", field: "IncludePlannedDeletion", text: name)
                    ])
            }
        }
    }
}
