import SlipwayDomain

extension FailureMode {
    static let exitZero = FailureMode(
        "app-exit-0", title: "the application ended by itself", nature: .application, fault: .exitAtBoot,
        explanation:
            "A service must run for ever; this one finished its work and ended well. Typical: a server that goes "
            + "into the background, a job run as a service, or a shell without a terminal.",
        withoutUs: ApplicationWords.alone,
        recognisers: [
            .exit { exit, _ in
                guard exit.code == 0 else { return nil }
                return ApplicationWords.ended(
                    exit, "it ended by itself, without an error",
                    fix: "run the server in the foreground; run jobs with `slipway run` or as a `before:` task",
                    confidence: .likely)
            }
        ])
}
