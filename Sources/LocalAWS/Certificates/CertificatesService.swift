package import AWSRuntime
import AWSServices

/// ACM: certificates that were asked for wait for their validation for ever; others are given.
package struct CertificatesService: Sendable {
    private let time: any CloudTime
    private let random: any RandomSource
    private let certificates = GivenThings<ACM.CertificateDetail> { $0.certificateArn ?? "" }

    package init(time: any CloudTime, random: any RandomSource) {
        self.time = time
        self.random = random
    }

    package func given() -> GivenTable {
        var table = GivenTable()
        table.on(ACM.DescribeCertificate.self) { certificates.take($1.certificate.map { [$0] }, in: $2) }
        return table
    }

    package func operations() -> OperationTable {
        var table = OperationTable(service: ACM.service)
        table.on(
            ACM.RequestCertificate.self,
            honouring: ["DomainName", "ValidationMethod", "SubjectAlternativeNames", "IdempotencyToken"],
            ignoring: ["Tags"]
        ) { input, context in
            let certificate = request(input, context)
            certificates.take([certificate], in: context.scope)
            return .init(certificateArn: certificate.certificateArn)
        }
        table.on(ACM.DescribeCertificate.self) { input, context in
            guard let found = certificates.find(input.certificateArn, in: context.scope) else {
                throw ACM.ResourceNotFoundException(
                    message: "Could not find certificate \(input.certificateArn).")
            }
            return .init(certificate: found)
        }
        table.on(
            ACM.ListCertificates.self, honouring: ["CertificateStatuses", "NextToken", "MaxItems"]
        ) { input, context in
            let found = certificates.all(in: context.scope).filter { certificate in
                guard let wanted = input.certificateStatuses, !wanted.isEmpty else { return true }
                return certificate.status.map(wanted.contains) ?? false
            }
            let page = try certificates.page(
                found, after: input.nextToken, limit: input.maxItems,
                badToken: ACM.InvalidArgsException(message: "The token is not valid."))
            return .init(nextToken: page.next, certificateSummaryList: page.items.map(Self.summary))
        }
        return table
    }

    private func request(_ input: ACM.RequestCertificateRequest, _ context: CallContext) -> ACM.CertificateDetail {
        let names = [input.domainName] + (input.subjectAlternativeNames ?? []).filter { $0 != input.domainName }
        let method = input.validationMethod ?? .email
        return ACM.CertificateDetail(
            certificateArn: "arn:aws:acm:\(context.region):\(context.account):certificate/\(random.uuid())",
            domainName: input.domainName, subjectAlternativeNames: names,
            domainValidationOptions: names.map { name in
                let token = random.text(32, of: "0123456789abcdef")
                let record = ACM.ResourceRecord(
                    name: "_\(token).\(name.hasPrefix("*.") ? String(name.dropFirst(2)) : name).", type: .cname,
                    value: "_\(random.text(32, of: "0123456789abcdef")).acm-validations.aws.")
                return ACM.DomainValidation(
                    domainName: name, validationDomain: name, validationStatus: .pendingValidation,
                    resourceRecord: method == .dns ? record : nil, validationMethod: method)
            }, createdAt: time.now(), status: .pendingValidation, keyAlgorithm: .rsa2048, inUseBy: [],
            type: .amazonIssued, renewalEligibility: .ineligible)
    }

    private static func summary(_ certificate: ACM.CertificateDetail) -> ACM.CertificateSummary {
        ACM.CertificateSummary(
            certificateArn: certificate.certificateArn, domainName: certificate.domainName,
            subjectAlternativeNameSummaries: certificate.subjectAlternativeNames,
            hasAdditionalSubjectAlternativeNames: false, status: certificate.status, type: certificate.type,
            keyAlgorithm: certificate.keyAlgorithm, inUse: certificate.inUseBy?.isEmpty == false,
            renewalEligibility: certificate.renewalEligibility, notBefore: certificate.notBefore,
            notAfter: certificate.notAfter, createdAt: certificate.createdAt, issuedAt: certificate.issuedAt,
            importedAt: certificate.importedAt, revokedAt: certificate.revokedAt)
    }
}
