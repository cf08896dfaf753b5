import SlipwayDomain

/// What the image failures share.
enum ImageWords {
    static let alone = "ECS would have pulled again and again, with pauses growing to 27 min, and never given up"

    /// The reference as the plan writes it, for headings.
    static func subject(_ plan: ServicePlan) -> String {
        switch plan.image {
        case .reference(let reference): "image \(reference)"
        case .build(let build): "image \(build.repository)"
        case .executable(let executable): "image \(executable.repository)"
        }
    }

    /// The reference that a pull error names.
    static func reference(_ reason: Reason) -> String {
        let ends: [Character] = [" ", ",", "\n"]
        return reason.value(after: "failed to resolve ref ", until: ends)
            ?? reason.value(after: "manifest for ", until: ends)
            ?? reason.value(after: "failed to pull image ", until: ends) ?? "the image"
    }

    /// Whether a text is about pulling an image at all.
    static func isPull(_ reason: Reason) -> Bool {
        reason.hasAny(
            "cannotpull", "pull image manifest", "ref pull has been", "failed to resolve ref", "manifest for ",
            "manifest unknown", "can't pull the image", "can’t pull the image", "cannot pull '")
    }
}
