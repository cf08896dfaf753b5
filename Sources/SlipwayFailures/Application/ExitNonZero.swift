import SlipwayDomain

extension FailureMode {
    static let exitNonZero = FailureMode(
        "app-exit-1", title: "the application ended with an error", nature: .application, fault: .exitAtBoot,
        explanation: "The application ended with a code that only it can explain; its last lines mostly do.",
        withoutUs: ApplicationWords.alone,
        recognisers: [
            .exit { exit, _ in
                ApplicationWords.ended(
                    exit, exit.lines.isEmpty ? "it wrote nothing" : "its last lines say why",
                    fix: "read its last lines: slipway logs --since 10m; then try the image alone: docker run IMAGE",
                    confidence: .likely)
            }
        ])
}
