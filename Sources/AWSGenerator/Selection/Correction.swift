/// A change to a vendor's model, with its reason. The only place where generated code departs from the model.
package struct Correction: Equatable, Sendable {
    package enum Change: Equatable, Sendable {
        /// Redact the shape in descriptions.
        case markSensitive(shape: String)
        /// Give a member another shape of the same type.
        case retarget(structure: String, member: String, to: String)
        /// Write a piece of patterns in another way, in all shapes.
        case respell(pattern: String, as: String)
    }

    /// `AllowedService.namespace`.
    package var service: String
    package var change: Change
    package var reason: String

    package init(_ service: String, _ change: Change, because reason: String) {
        self.service = service
        self.change = change
        self.reason = reason
    }

    package static let all: [Correction] = [
        Correction(
            "ECS", .retarget(structure: "KeyValuePair", member: "value", to: "SensitiveString"),
            because: "container environment variables often carry passwords, and the model marks only those of "
                + "gateway services as sensitive"),
        Correction(
            "ECR", .markSensitive(shape: "Base64"),
            because: "the authorization token is a registry password; the model does not say so"),
        Correction(
            "ECR", .markSensitive(shape: "Url"),
            because: "a layer's download URL is presigned: whoever has it may read the layer"),
        Correction(
            "STS", .markSensitive(shape: "tokenType"),
            because: "a session token is part of the credentials; the model marks only the secret key"),
        Correction(
            "ELBv2", .markSensitive(shape: "AuthenticateOidcActionClientSecret"),
            because: "it is the client's password at the identity provider"),
        Correction(
            "CloudFormation", .markSensitive(shape: "ParameterValue"),
            because: "stacks take passwords as parameters; the model does not know NoEcho"),
        Correction(
            "AutoScaling", .respell(pattern: #"\uD800\uDC00-\uDBFF\uDFFF"#, as: #"\u{10000}-\u{10FFFF}"#),
            because: "Swift's patterns, unlike Java's, are of characters and not of UTF-16 halves"),
        Correction(
            "ApplicationAutoScaling", .respell(pattern: #"\uD800\uDC00-\uDBFF\uDFFF"#, as: #"\u{10000}-\u{10FFFF}"#),
            because: "Swift's patterns, unlike Java's, are of characters and not of UTF-16 halves"),
    ]

    /// - Throws: when the model has no such shape or member any more: the row is then out of date.
    package func apply(to model: inout ServiceModel) throws(GeneratorProblem) {
        switch change {
        case .markSensitive(let shape):
            guard model.shapes[shape] != nil else {
                throw GeneratorProblem("correction of \(service)", "there is no shape \(shape)")
            }
            model.shapes[shape]?.isSensitive = true
        case .respell(let old, let new):
            let shapes = model.shapes.filter { $0.value.pattern?.contains(old) ?? false }.map(\.key)
            guard !shapes.isEmpty else {
                throw GeneratorProblem("correction of \(service)", "no pattern has \(old)")
            }
            for shape in shapes {
                let pattern = model.shapes[shape]?.pattern ?? ""
                model.shapes[shape]?.pattern = pattern.split(separator: old, omittingEmptySubsequences: false)
                    .joined(separator: new)
            }
        case .retarget(let structure, let member, let target):
            guard let index = model.shapes[structure]?.members.firstIndex(where: { $0.name == member }),
                let old = model.shapes[structure]?.members[index].shape,
                model.shapes[target]?.type == model.shapes[old]?.type
            else {
                throw GeneratorProblem(
                    "correction of \(service)", "\(structure).\(member) cannot become \(target)")
            }
            model.shapes[structure]?.members[index].shape = target
        }
    }
}
