import SlipwayDomain

extension FailureMode {
    static let exitTerminated = FailureMode(
        "app-exit-143", title: "the container was told to end", nature: .application, fault: .exitAtBoot,
        explanation: "143 is SIGTERM. As a rule it is the echo of a stop and no cause; alone with 'essential container "
            + "exited', something inside the task sent it.",
        withoutUs: ApplicationWords.alone,
        recognisers: [
            .exit { exit, _ in
                guard exit.code == 143 else { return nil }
                return ApplicationWords.ended(
                    exit, "something inside the task told it to end (SIGTERM)", fix: "read its last lines",
                    confidence: .possible)
            }
        ])
}
