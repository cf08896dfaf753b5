import SlipwayDomain

/// What a text says of a connection that did not come about.
enum Reach {
    /// Whether a text speaks of a connection that failed at all.
    static func isBroken(_ reason: Reason) -> Bool {
        reason.hasAny(
            "i/o timeout", "deadline exceeded", "connection refused", "no such host", "connection issue",
            "connection reset", "network connection", "maximum number of attempts", "server misbehaving")
    }

    /// The address that was tried: `10.0.1.7` in `dial tcp 10.0.1.7:443: i/o timeout`.
    static func address(_ reason: Reason) -> String? {
        guard let address = reason.value(after: "dial tcp ", until: [":", " "]),
            address.allSatisfy({ $0.isNumber || $0 == "." }), address.contains(".")
        else { return nil }
        return address
    }

    /// Whether an address belongs to a private network, so that an endpoint inside the VPC was tried.
    static func isPrivate(_ address: String) -> Bool {
        let parts = address.split(separator: ".").compactMap { Int($0) }
        guard parts.count == 4 else { return false }
        return parts[0] == 10 || (parts[0] == 192 && parts[1] == 168) || (parts[0] == 172 && (16...31) ~= parts[1])
    }

    /// What the address tells of where the way ends, for the end of a sentence; nothing where the text names none.
    static func way(_ reason: Reason) -> Words {
        if reason.hasAny("no such host", "server misbehaving") {
            return Words("; its name did not resolve", ko: ". 이름이 확인되지 않았습니다")
        }
        guard let address = address(reason) else { return .none }
        return isPrivate(address)
            ? Words(
                "; it tried \(address), an endpoint inside the VPC, which let nothing through",
                ko: ". VPC 안의 엔드포인트 \(address) 주소로 시도했으나 통과하지 못했습니다")
            : Words(
                "; it tried \(address) over the internet, and the subnet has no way there",
                ko: ". 인터넷의 \(address) 주소로 시도했으나 서브넷에 나가는 경로가 없습니다")
    }

    /// What to change so that a service of AWS is reached, given its endpoints' short names.
    static func fix(_ reason: Reason, endpoints: String) -> Words {
        if let address = address(reason), isPrivate(address) {
            return Words(
                "let TCP 443 from the tasks' security group into the security group of the endpoints \(endpoints): "
                    + "aws ec2 authorize-security-group-ingress --group-id ENDPOINT_SG --protocol tcp --port 443 "
                    + "--source-group TASK_SG",
                ko: "엔드포인트 \(endpoints)의 보안 그룹에서 태스크 보안 그룹의 TCP 443을 허용하십시오: aws ec2 "
                    + "authorize-security-group-ingress --group-id ENDPOINT_SG --protocol tcp --port 443 "
                    + "--source-group TASK_SG")
        }
        return Words(
            "give the subnet a way out: in slipway.yml publicIP: true for a public subnet, a NAT route for a private "
                + "one, or the VPC endpoints \(endpoints); `slipway check` looks at each of them",
            ko: "서브넷에 나가는 경로를 마련하십시오. 퍼블릭 서브넷이면 slipway.yml에서 publicIP: true, 프라이빗 서브넷이면 "
                + "NAT 경로 또는 VPC 엔드포인트 \(endpoints)가 필요합니다. `slipway check`가 모두 살펴봅니다")
    }
}
