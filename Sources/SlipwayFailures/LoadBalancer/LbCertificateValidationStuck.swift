import SlipwayDomain

extension FailureMode {
    static let lbCertificateValidationStuck = FailureMode(
        "lb-certificate-validation-stuck", .loadBalancer,
        title: Words("the certificate waits for a DNS record", ko: "인증서가 DNS 레코드를 기다리는 중"),
        nature: .mayPass, sureness: .reported, breaker: .refused,
        givesUp: .other(
            Words("the stack would probably have waited for hours", ko: "스택은 아마 몇 시간을 기다렸을 것입니다")),
        reproduction: .modelled, recipes: ["P-LB-5"],
        faults: [
            .stackFails(
                status: "CREATE_IN_PROGRESS", resourceType: "AWS::CertificateManager::Certificate",
                reason:
                    "Content of DNS Record is: {Name: _a1.shop.example., Type: CNAME, Value: _b2.acm-validations.aws.}"
            )
        ],
        explanation: Words(
            "A certificate is issued once AWS finds a DNS record that proves the domain to be yours. The record is "
                + "missing, or it is in a hosted zone that the world does not ask, or a CAA record forbids AWS to issue.",
            ko: "도메인 소유를 증명하는 DNS 레코드를 AWS가 찾아야 인증서가 발급됩니다. 레코드가 없거나, 위임되지 않은 호스팅 영역에 "
                + "있거나, CAA 레코드가 AWS의 발급을 막고 있을 수 있습니다."),
        remedy: Words(
            "Put the record into the zone that the domain is delegated to, and look for it from outside.",
            ko: "도메인이 위임된 호스팅 영역에 레코드를 넣고, 외부에서 조회되는지 확인하십시오."),
        lookAlikes: [
            LookAlike(
                "lb-certificate-missing",
                Words("the certificate is there; it only is not issued yet", ko: "인증서는 있으며 아직 발급되지 않았을 뿐입니다"))
        ],
        links: ["https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html"],
        foresee: { plan, facts in CertificateCheck.cases(plan, facts).compactMap(waiting) },
        recognisers: [
            .rule { signals in stillWaiting(signals) },
            .text([.stack], ["content of dns record is"]) { reason, _ in recognised(reason.text, nil) },
        ])

    /// The event is no failure: the resource is in progress, and stays so.
    private static func stillWaiting(_ signals: Signals) -> [Recognition] {
        let events = signals.stackEvents
        return events.filter { event in
            !event.isFailure && event.reason.contains("Content of DNS Record is")
                && !events.contains {
                    $0.logicalID == event.logicalID && $0.stack == event.stack && $0.status.hasSuffix("_COMPLETE")
                }
        }.map { recognised($0.reason, $0) }
    }

    private static func recognised(_ text: String, _ event: StackEventObservation?) -> Recognition {
        let reason = Reason(source: "", field: "", text: text)
        let name = reason.value(after: "Name: ", until: [",", " "])
        let of = event.map { Words(" \($0.logicalID)", ko: " \($0.logicalID)") } ?? .none
        return Recognition(
            Words("the certificate", ko: "인증서") + of
                + Words(
                    " waits for a DNS record, which is likely missing", ko: " 발급에 필요한 DNS 레코드가 없는 것으로 보입니다"
                ),
            fix: look(for: name ?? "NAME"), confidence: .likely, subject: name ?? "",
            evidence: event.map {
                [
                    Evidence(
                        source: "cloudformation:DescribeStackEvents",
                        field: "\($0.stack) \($0.logicalID) \($0.status)", text: $0.reason)
                ]
            } ?? [])
    }

    private static func look(for name: String) -> Words {
        Words(
            "look for it from outside: dig +short CNAME \(name); where nothing comes, add it to the delegated zone",
            ko: "외부에서 조회해 보십시오: dig +short CNAME \(name). 아무것도 나오지 않으면 위임된 호스팅 영역에 추가하십시오")
    }

    private static func waiting(_ found: CertificateCheck.Case) -> Foresight? {
        guard case .pending = found.verdict, let certificate = found.certificate else { return nil }
        let unpublished = certificate.records.first { $0.isPublished == false }
        let record = unpublished ?? certificate.records.first
        return Foresight(
            .fail, found.subject,
            unpublished.map {
                Words(
                    "the certificate is not issued: the DNS record \($0.name) is not to be found",
                    ko: "인증서가 발급되지 않았습니다. DNS 레코드를 찾을 수 없습니다: \($0.name)")
            } ?? Words("the certificate is not issued yet", ko: "인증서가 아직 발급되지 않았습니다"),
            fix: record.map {
                Words(
                    "add to the delegated zone: \($0.name) CNAME \($0.value)",
                    ko: "위임된 호스팅 영역에 추가하십시오: \($0.name) CNAME \($0.value)")
            } ?? look(for: "NAME"),
            evidence: [
                Evidence(source: "acm:DescribeCertificate", field: "Status", text: certificate.status)
            ])
    }
}
