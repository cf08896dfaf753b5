import SlipwayDomain

/// What the failures of secrets, parameters and environment files share.
enum SecretWords {
    /// Where an error of fetching can stand.
    static let places: Set<Place> = [.reason, .event, .stack]
    static let page =
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html"
    static let parameterPage =
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-ssm-paramstore.html"
    static let filePage =
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/use-environment-file.html"
    static let initializationPage =
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html"

    // MARK: Plans

    /// What each of the plan's secrets of Secrets Manager came to (recipes P-SEC-1, 2 and 3); those not asked about are
    /// left out.
    static func foresee(
        _ plan: ServicePlan, _ facts: Facts, _ tell: (SecretBinding, SecretLook) -> Foresight?
    ) -> [Foresight] {
        plan.secrets.filter { $0.reference.store == .secretsManager }.compactMap { binding in
            facts.secrets[binding.reference.identifier].flatMap { fact in
                tell(binding, SecretLook(binding.reference, fact, region: plan.service.region))
            }
        }
    }

    static func subject(_ binding: SecretBinding) -> Words {
        Words("secret \(binding.variable)", ko: "시크릿 \(binding.variable)")
    }

    static func put(_ secret: String) -> String {
        "aws secretsmanager put-secret-value --secret-id \(secret) --secret-string file://secret.json"
    }

    // MARK: Texts

    /// Whether a text is about fetching a secret of Secrets Manager.
    static func isSecret(_ reason: Reason) -> Bool {
        reason.hasAny("secret from asm", "secrets manager", "secretsmanager", "json key")
    }

    /// Whether a text is about fetching a parameter of Parameter Store.
    static func isParameter(_ reason: Reason) -> Bool {
        reason.hasAny("from ssm", "parameter store", "systems manager", "ssm parameters")
    }

    /// The secret that a text names; else, where the task definition has only one, that.
    static func secret(_ reason: Reason, _ scene: Scene) -> String? {
        if let named = reason.arn(of: "secretsmanager") { return named }
        let all = scene.workload.taskDefinition?.containers.flatMap(\.secrets).map(\.value) ?? []
        let secrets = Set(all.filter { $0.contains(":secretsmanager:") }.map { arn(ofValue: $0) })
        return secrets.count == 1 ? secrets.first : nil
    }

    static func words(_ secret: String?) -> Words {
        secret.map { Words(same: $0) } ?? Words("the secret", ko: "시크릿")
    }

    /// The secret's ARN in `valueFrom`, without key, stage and version.
    static func arn(ofValue text: String) -> String {
        text.split(separator: ":", omittingEmptySubsequences: false).prefix(7).joined(separator: ":")
    }

    /// The last part of a secret's ARN: its name, with or without the six characters that Secrets Manager adds.
    static func name(ofARN arn: String) -> String {
        let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count > 6 ? String(parts[6]) : arn
    }

    /// The name as people gave it, for sentences: without the hyphen and six characters that Secrets Manager added, as far
    /// as they look like it. Commands take the whole ARN.
    static func givenName(ofARN arn: String) -> String {
        let name = name(ofARN: arn)
        let tail = name.suffix(7)
        let isAdded =
            name.count > 7 && tail.first == "-"
            && tail.dropFirst().allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
            && !endsLikeSuffix(name)
        return isAdded ? String(name.dropLast(7)) : name
    }

    /// Whether a name ends with a hyphen and a word of six small letters: Secrets Manager takes such an end of an ARN for
    /// the characters that it adds itself (recipe P-SEC-6). Those are mixed of letters and numbers; that all six are small
    /// letters is a chance of about one in two hundred.
    static func endsLikeSuffix(_ name: String) -> Bool {
        let tail = name.suffix(7)
        return name.count > 7 && tail.first == "-" && tail.dropFirst().allSatisfy { ("a"..."z").contains($0) }
    }
}

/// What a look at a secret came to, for one variable. Each failure tells its own case.
enum SecretLook {
    /// We may not look, it is planned, or nobody could find out.
    case unseen(Fact<SecretFact>)
    case absent
    /// Its ARN is of another region than the tasks'.
    case elsewhere(region: String)
    /// The reference's ARN belongs to a secret of the same name that is gone.
    case recreated(SecretFact)
    case deleted(SecretFact, at: Moment)
    /// It has no version of that stage or id.
    case noVersion(SecretFact, String)
    case notJSON(SecretFact, key: String)
    case keyMissing(SecretFact, key: String, among: [String])
    case empty(SecretFact)
    /// The secret is there, and its value could not be read although a key of it is asked for.
    case unread(SecretFact)
    case fine(SecretFact)

    init(_ reference: SecretReference, _ fact: Fact<SecretFact>, region: String) {
        let parts = reference.identifier.split(separator: ":", omittingEmptySubsequences: false)
        if reference.isARN, parts.count > 3, parts[3] != region {
            self = .elsewhere(region: String(parts[3]))
            return
        }
        switch fact {
        case .known(let secret): self = Self.judge(reference, secret)
        case .missing: self = .absent
        case .denied, .unknown, .planned: self = .unseen(fact)
        }
    }

    private static func judge(_ reference: SecretReference, _ secret: SecretFact) -> SecretLook {
        if reference.isARN, !secret.arn.isEmpty, secret.arn != reference.identifier,
            !secret.arn.hasPrefix(reference.identifier + "-")
        {
            return .recreated(secret)
        }
        if let moment = secret.deletedAt { return .deleted(secret, at: moment) }
        let wanted = reference.versionID ?? reference.versionStage ?? "AWSCURRENT"
        let isThere = secret.versions.contains { $0.id == reference.versionID || $0.stages.contains(wanted) }
        // An empty list means that nobody looked: a secret without a value says so when it is read.
        if !secret.versions.isEmpty, !isThere { return .noVersion(secret, wanted) }
        switch secret.content {
        case .missing: return .noVersion(secret, wanted)
        case .known(let content): return judge(reference.key, content, secret)
        case .denied, .unknown, .planned: return reference.key == nil ? .fine(secret) : .unread(secret)
        }
    }

    private static func judge(_ key: String?, _ content: SecretContent, _ secret: SecretFact) -> SecretLook {
        guard let key else { return content == .text(isEmpty: true) ? .empty(secret) : .fine(secret) }
        guard case .object(let keys) = content else { return .notJSON(secret, key: key) }
        guard let found = keys.first(where: { $0.name == key }) else {
            return .keyMissing(secret, key: key, among: keys.map(\.name).sorted())
        }
        return found.isEmpty ? .empty(secret) : .fine(secret)
    }
}
