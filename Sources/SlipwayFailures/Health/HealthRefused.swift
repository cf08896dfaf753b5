import SlipwayDomain

extension FailureMode {
    static let healthRefused = FailureMode(
        "hc-elb-connection-refused", title: "nothing answers the health check", nature: .application,
        fault: .healthRefused,
        explanation:
            "Nothing listens where the load balancer asks: the application uses another port than the one in the "
            + "manifest, listens on 127.0.0.1 only, is still starting, or has ended.",
        withoutUs: HealthWords.alone,
        recognisers: [
            .health { health, signals in
                guard case .loadBalancer = health.checker, health.isRefused else { return nil }
                let port = signals.task.targets.compactMap(\.port).first.map { "port \($0)" } ?? "its port"
                return Recognition(
                    "nothing answers \(HealthWords.request(health, signals)) on \(port)",
                    fix: "have the application listen on 0.0.0.0 and on the `port:` of slipway.yml",
                    subject: HealthWords.group(health), family: health.family,
                    evidence: HealthWords.lastLines(signals))
            }
        ])
}
