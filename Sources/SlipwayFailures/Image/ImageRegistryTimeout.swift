import SlipwayDomain

extension FailureMode {
    static let imageRegistryTimeout = FailureMode(
        "image-registry-timeout", .image,
        title: Words("the task cannot reach the image's registry", ko: "태스크가 이미지 레지스트리에 연결할 수 없음"),
        nature: .mayPass, breaker: .countsStart, givesUp: .slowingDown, reproduction: .modelled,
        recipes: ["P-NET-1", "P-IMG-5"],
        faults: [
            .taskStops(
                reason:
                    "CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref "
                    + "docker.io/library/nginx:1.27: failed to do request: Head "
                    + "\"https://registry-1.docker.io/v2/library/nginx/manifests/1.27\": dial tcp 34.205.13.154:443: i/o "
                    + "timeout")
        ],
        explanation: Words(
            "No connection to the registry came about. Mostly the image lives outside ECR while the subnet has no way to "
                + "the internet, which endpoints do not give; or a firewall stands between, or ECR's endpoint ecr.dkr is "
                + "missing.",
            ko: "레지스트리에 연결되지 않았습니다. 대부분 이미지가 ECR 밖에 있는데 서브넷에 인터넷 경로가 없는 경우이며, 엔드포인트로는 "
                + "해결되지 않습니다. 방화벽이 막고 있거나 ecr.dkr 엔드포인트가 없는 경우도 있습니다."),
        remedy: Words(
            "Copy the image into ECR or use a pull-through cache, or give the subnet a way to the internet.",
            ko: "이미지를 ECR로 복사하거나 풀스루 캐시를 사용하거나, 서브넷에 인터넷 경로를 마련하십시오."),
        lookAlikes: [
            LookAlike(
                "image-tag-not-found",
                Words("nobody answered, so nobody said that it is missing", ko: "응답이 없었으므로 이미지가 없다는 뜻이 아닙니다")),
            LookAlike(
                "image-rate-limited",
                Words("a registry that limits would have answered", ko: "횟수 제한이었다면 레지스트리가 응답했을 것입니다")),
            LookAlike(
                "ecr-auth-network-timeout",
                Words("the login was not what failed", ko: "실패한 단계는 로그인이 아닙니다")),
        ],
        links: [ImageWords.page],
        recognisers: [
            .text(
                ImageWords.places,
                [
                    "failed to do request:", "request canceled while waiting for connection", "the task cannot pull '",
                    "check your network configuration", "context canceled",
                ]
            ) { reason, scene in
                let asked = reason.hasAny("failed to do request:", "request canceled while waiting for connection")
                let isSlow =
                    Reach.isBroken(reason) || reason.hasAny("while waiting for connection", "tls handshake timeout")
                let isTold =
                    reason.has("the task cannot pull '", "connection issue")
                    || reason.has("can't pull the image", "check your network configuration")
                let isCancelled = reason.has("context canceled") && ImageWords.isPull(reason)
                guard (asked && isSlow && ImageWords.isPull(reason)) || isTold || isCancelled,
                    !ImageWords.isAboutLayers(reason), !reason.has("api.ecr.")
                else { return nil }
                let reference = ImageWords.reference(reason, scene)
                let host = ImageWords.host(reference)
                return Recognition(
                    Words("the registry of ", ko: "다음 이미지의 레지스트리가 응답하지 않습니다: ") + ImageWords.words(reference)
                        + Words(" does not answer", ko: "") + Reach.way(reason),
                    fix: ImageWords.isECR(reason) || host?.contains(".dkr.ecr") == true
                        ? Reach.fix(reason, endpoints: "ecr.api, ecr.dkr, s3")
                        : Words(
                            "copy the image into ECR, or give the subnet a way to the internet (NAT; publicIP: true in "
                                + "slipway.yml)",
                            ko: "이미지를 ECR로 복사하거나, 서브넷에 인터넷 경로(NAT 또는 slipway.yml의 publicIP: true)를 마련하십시오"),
                    confidence: isCancelled && !asked ? .likely : .certain, subject: host ?? "")
            }
        ])
}
