import SlipwayDomain

/// The check P-LB-5: whether each encrypted listener has a certificate that browsers accept.
enum CertificateCheck {
    enum Verdict {
        /// The listener has none.
        case none
        case otherRegion(String)
        /// AWS knows no such certificate, or may not be asked.
        case unseen(Fact<CertificateFact>)
        case pending
        /// `EXPIRED`, `REVOKED`, `FAILED`…
        case unusable(status: String)
        case ended
        case endsSoon(Duration)
        /// Names that rules ask for and that it does not cover.
        case otherNames([String])
        case fine
    }

    struct Case {
        var balancer: LoadBalancerFact
        var listener: ListenerFact
        /// The certificate's ARN; empty for none.
        var arn: String
        var certificate: CertificateFact?
        var verdict: Verdict

        var subject: Words {
            Words(
                "certificate of \(balancer.name):\(listener.port)",
                ko: "\(balancer.name):\(listener.port) 리스너의 인증서")
        }
    }

    static let margin = Duration.seconds(7 * 86400)

    static func cases(_ plan: ServicePlan, _ facts: Facts) -> [Case] {
        guard let group = LoadBalancerWords.group(plan, facts), let balancers = facts.loadBalancers?.value else {
            return []
        }
        var found: [Case] = []
        for balancer in balancers where group.loadBalancers.contains(balancer.arn) {
            for listener in balancer.listeners where ["HTTPS", "TLS"].contains(listener.proto) {
                if listener.certificates.isEmpty {
                    found.append(Case(balancer: balancer, listener: listener, arn: "", verdict: .none))
                }
                for arn in listener.certificates {
                    guard let verdict = verdict(arn, listener, plan, facts) else { continue }
                    found.append(
                        Case(
                            balancer: balancer, listener: listener, arn: arn,
                            certificate: facts.certificates[arn]?.value, verdict: verdict))
                }
            }
        }
        return found
    }

    private static func verdict(
        _ arn: String, _ listener: ListenerFact, _ plan: ServicePlan, _ facts: Facts
    ) -> Verdict? {
        if let region = LoadBalancerWords.region(ofARN: arn), region != plan.service.region {
            return .otherRegion(region)
        }
        guard let fact = facts.certificates[arn] else { return nil }
        guard let certificate = fact.value else { return .unseen(fact) }
        if certificate.status == "PENDING_VALIDATION" { return .pending }
        if certificate.status != "ISSUED" { return .unusable(status: certificate.status) }
        if let end = certificate.endsAt {
            let left = facts.takenAt.duration(to: end)
            if left <= .zero { return .ended }
            if left < margin { return .endsSoon(left) }
        }
        // What one certificate lacks another of the listener's may have.
        let names = listener.certificates.compactMap { facts.certificates[$0]?.value }.flatMap(\.domains)
        let uncovered = listener.rules.flatMap(\.hosts).filter { host in
            !names.contains { covers($0, host) }
        }
        return uncovered.isEmpty || names.isEmpty ? .fine : .otherNames(uncovered)
    }

    /// Whether a certificate's name stands for a host: `*` for exactly one label.
    static func covers(_ name: String, _ host: String) -> Bool {
        let (name, host) = (name.lowercased(), host.lowercased())
        if name == host { return true }
        guard name.hasPrefix("*.") else { return false }
        return host.split(separator: ".", maxSplits: 1).last.map { $0 == name.dropFirst(2) } ?? false
    }
}
