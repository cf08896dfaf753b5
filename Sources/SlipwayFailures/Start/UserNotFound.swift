import SlipwayDomain

extension FailureMode {
    static let userNotFound = FailureMode(
        "start-user-not-found", title: "the container's user does not exist", nature: .cannotHeal,
        explanation: "The task definition names a user that the image does not know. A number always works.",
        withoutUs: StartWords.alone,
        recognisers: [
            .reason { reason, _ in
                guard reason.hasAny("no matching entries in passwd file", "unable to find user", "unable to find group")
                else { return nil }
                let user = reason.value(after: "unable to find user ", until: [":", " "]) ?? "the user"
                return Recognition(
                    "the image has no user \(user)", fix: "use a number, or add the user in the Dockerfile",
                    subject: user)
            }
        ])
}
