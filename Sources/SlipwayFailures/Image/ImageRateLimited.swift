import SlipwayDomain

extension FailureMode {
    static let imageRateLimited = FailureMode(
        "image-rate-limited", .image,
        title: Words("the registry limits how often we pull", ko: "레지스트리의 이미지 가져오기 횟수 제한"), nature: .mayPass,
        breaker: .countsStart, givesUp: .slowingDown, reproduction: .modelled, recipes: ["P-IMG-5"],
        faults: [
            .taskStops(
                reason:
                    "CannotPullContainerError: inspect image has been retried 5 time(s): httpReaderSeeker: failed open: "
                    + "unexpected status code https://registry-1.docker.io/v2/library/nginx/manifests/1.27: 429 Too Many "
                    + "Requests - Server message: toomanyrequests: You have reached your pull rate limit.")
        ],
        explanation: Words(
            "The registry counts pulls by address when nobody logs in, and this one has had its share: all tasks behind "
                + "one NAT gateway share an address, and tasks that start over and over pull again. It passes with time, at "
                + "Docker Hub likely after some hours.",
            ko: "로그인하지 않으면 레지스트리는 주소별로 횟수를 세는데, 이 주소의 한도를 다 썼습니다. NAT 게이트웨이 뒤의 모든 태스크가 주소 "
                + "하나를 함께 쓰며, 계속 다시 시작하는 태스크는 매번 이미지를 가져옵니다. 시간이 지나면 풀리며, Docker Hub는 몇 시간이 "
                + "걸릴 수 있습니다."),
        remedy: Words(
            "Copy the image into ECR or use its pull-through cache, or log in with repositoryCredentials.",
            ko: "이미지를 ECR로 복사하거나 풀스루 캐시를 사용하거나, repositoryCredentials로 로그인하십시오."),
        lookAlikes: [
            LookAlike(
                "image-registry-timeout",
                Words("the registry answered, with a refusal", ko: "레지스트리가 거부 응답을 보냈습니다")),
            LookAlike(
                "image-private-registry-credentials",
                Words("it did not ask for a login, it counted", ko: "로그인을 요구한 것이 아니라 횟수를 제한했습니다")),
        ],
        links: [ImageWords.page, "https://docs.docker.com/docker-hub/usage/pulls/"],
        foresee: { plan, facts in
            RegistryWords.containers(plan, facts).filter { $0.credentials == nil && RegistryWords.isHub($0.image) }
                .map { container in
                    Foresight(
                        .warn, Words("registry of \(container.image)", ko: "\(container.image) 레지스트리"),
                        Words(
                            "Docker Hub counts pulls without a login by address, and tasks behind one NAT share theirs",
                            ko: "Docker Hub는 로그인 없는 가져오기를 주소별로 제한하며, NAT 뒤의 태스크는 주소를 함께 씁니다"),
                        fix: Words(
                            "copy the image into ECR: docker buildx imagetools create --tag "
                                + "ACCOUNT.dkr.ecr.\(plan.service.region).amazonaws.com/NAME:TAG \(container.image)",
                            ko: "이미지를 ECR로 복사하십시오: docker buildx imagetools create --tag "
                                + "ACCOUNT.dkr.ecr.\(plan.service.region).amazonaws.com/NAME:TAG \(container.image)"),
                        evidence: [
                            Evidence(
                                source: "manifest", field: "containers[\(container.name)].image", text: container.image)
                        ])
                }
        },
        recognisers: [
            .text(ImageWords.places, ["toomanyrequests", "pull rate limit", "429 too many requests"]) { reason, scene in
                let reference = ImageWords.reference(reason, scene)
                let host =
                    reason.hasAny("docker.io", "docker.com")
                    ? "docker.io" : reason.has("public.ecr.aws") ? "public.ecr.aws" : ImageWords.host(reference)
                return Recognition(
                    host.map {
                        Words("\($0) refuses further pulls for now", ko: "\($0) 레지스트리가 당분간 이미지 가져오기를 거부합니다")
                    } ?? Words("the registry refuses further pulls for now", ko: "레지스트리가 당분간 이미지 가져오기를 거부합니다"),
                    fix: Words(
                        "copy the image into ECR and deploy it from there: docker buildx imagetools create --tag "
                            + "ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME:TAG \(reference ?? "IMAGE")",
                        ko: "이미지를 ECR로 복사해서 배포하십시오: docker buildx imagetools create --tag "
                            + "ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME:TAG \(reference ?? "IMAGE")"),
                    subject: host ?? "")
            }
        ])
}
