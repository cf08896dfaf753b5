import SlipwayDomain

extension FailureMode {
    static let lbCertificateMissing = FailureMode(
        "lb-certificate-missing", .loadBalancer,
        title: Words("the listener has no usable certificate", ko: "리스너에 쓸 수 있는 인증서가 없음"),
        nature: .cannotHeal, breaker: .refused, givesUp: .atOnce, reproduction: .modelled, recipes: ["P-LB-5"],
        faults: [
            .stackFails(
                status: "CREATE_FAILED", resourceType: "AWS::ElasticLoadBalancingV2::Listener",
                reason: "Certificate 'arn:aws:acm:us-east-1:111122223333:certificate/0b1c' not found (Service: "
                    + "ElasticLoadBalancingV2, Status Code: 400, Error Code: CertificateNotFound)"),
            .call(
                "elasticloadbalancing:CreateListener", refusedWith: "CertificateNotFound",
                message: "Certificate 'arn:aws:acm:us-east-1:111122223333:certificate/0b1c' not found"),
        ],
        explanation: Words(
            "An HTTPS or TLS listener needs a certificate that is issued, in the load balancer's own region. The usual "
                + "slips: one of us-east-1, where CloudFront wants it; one that was requested and never validated; one that "
                + "was deleted or has ended.",
            ko: "HTTPS나 TLS 리스너에는 로드 밸런서와 같은 리전에서 발급된 인증서가 필요합니다. 흔한 실수는 CloudFront용 us-east-1 "
                + "인증서, 신청만 하고 검증하지 않은 인증서, 삭제되었거나 만료된 인증서입니다."),
        remedy: Words(
            "Request a certificate in the load balancer's region, validate it, and name it at the listener.",
            ko: "로드 밸런서의 리전에서 인증서를 신청해 검증한 뒤 리스너에 지정하십시오."),
        lookAlikes: [
            LookAlike(
                "lb-certificate-validation-stuck",
                Words("AWS refused the certificate; it is not waiting for one", ko: "AWS가 인증서를 기다리는 것이 아니라 거부했습니다"))
        ],
        links: [
            "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/https-listener-certificates.html"
        ],
        foresee: { plan, facts in CertificateCheck.cases(plan, facts).compactMap { judge($0, plan) } },
        recognisers: [
            .text(
                [.call, .stack],
                ["certificate must be specified", "certificatenotfound", "unsupportedcertificate"]
            ) { reason, _ in
                let arn = reason.arn(of: "acm")
                let which = Words(arn ?? "the certificate", ko: arn ?? "인증서")
                if reason.has("certificate must be specified") {
                    return Recognition(
                        Words(
                            "an HTTPS listener is to be made without a certificate", ko: "인증서 없이 HTTPS 리스너를 만들려 했습니다"),
                        fix: request, subject: "none")
                }
                if reason.has("unsupportedcertificate") {
                    return Recognition(
                        Words("the load balancer does not take ", ko: "로드 밸런서가 받아들이지 않는 인증서입니다: ") + which,
                        fix: Words(
                            "use one with a full domain name and a usual key: aws acm describe-certificate "
                                + "--certificate-arn \(arn ?? "ARN")",
                            ko: "정규화된 도메인 이름과 지원되는 키를 쓰는 인증서를 쓰십시오: aws acm describe-certificate "
                                + "--certificate-arn \(arn ?? "ARN")"),
                        confidence: .likely, subject: arn ?? "", named: arn)
                }
                return Recognition(
                    Words("there is no such certificate here: ", ko: "여기에 없는 인증서입니다: ") + which,
                    fix: request, subject: arn ?? "", named: arn)
            }
        ])

    private static let request = Words(
        "request one in the load balancer's region: aws acm request-certificate --domain-name NAME --validation-method DNS "
            + "--region REGION",
        ko: "로드 밸런서의 리전에서 신청하십시오: aws acm request-certificate --domain-name NAME --validation-method DNS "
            + "--region REGION")

    private static func judge(_ found: CertificateCheck.Case, _ plan: ServicePlan) -> Foresight? {
        let region = plan.service.region
        let asked = found.certificate?.domains.first ?? "NAME"
        let command =
            "aws acm request-certificate --domain-name \(asked) --validation-method DNS --region \(region)"
        let fix = Words("request one: \(command)", ko: "신청하십시오: \(command)")
        func seen(_ severity: Severity, _ cause: Words, _ text: String, fix: Words = fix) -> Foresight {
            Foresight(
                severity, found.subject, cause, fix: fix,
                evidence: [Evidence(source: "acm:DescribeCertificate", field: found.arn, text: text)])
        }
        let gone = Words("there is no certificate \(found.arn)", ko: "인증서가 없습니다: \(found.arn)")
        switch found.verdict {
        case .none:
            return seen(
                .fail, Words("an encrypted listener without a certificate", ko: "암호화 리스너인데 인증서가 없습니다"), "none")
        case .otherRegion(let other):
            return seen(
                .fail,
                Words(
                    "the certificate is of \(other), the load balancer is in \(region)",
                    ko: "인증서는 \(other) 리전의 것인데, 로드 밸런서는 \(region) 리전에 있습니다"), other)
        case .unseen(let fact):
            return fact.foresight(found.subject, missing: seen(.fail, gone, "ResourceNotFoundException")) { _ in nil }
        case .unusable(let status):
            return seen(
                .fail, Words("the certificate is \(status)", ko: "인증서 상태가 \(status)입니다"), status)
        case .ended:
            return seen(.fail, Words("the certificate has ended", ko: "인증서가 만료되었습니다"), "NotAfter")
        case .endsSoon(let left):
            return seen(
                .warn,
                Words("the certificate ends in \(left.words)", ko: "인증서가 \(left.koreanWords) 뒤에 만료됩니다"), "NotAfter",
                fix: Words(
                    "see why it was not renewed: aws acm describe-certificate --certificate-arn \(found.arn)",
                    ko: "갱신되지 않은 이유를 확인하십시오: aws acm describe-certificate --certificate-arn \(found.arn)"))
        case .otherNames(let hosts):
            let names = hosts.joined(separator: ", ")
            return seen(
                .warn,
                Words(
                    "rules ask for \(names), which no certificate of the listener covers",
                    ko: "규칙이 요구하는 호스트를 리스너의 어떤 인증서도 포함하지 않습니다: \(names)"), names)
        case .fine: return Foresight(.ok, found.subject, Words("issued", ko: "발급됨"))
        case .pending: return nil
        }
    }
}
