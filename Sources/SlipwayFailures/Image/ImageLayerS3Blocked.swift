import SlipwayDomain

extension FailureMode {
    static let imageLayerS3Blocked = FailureMode(
        "image-layer-s3-blocked", .image,
        title: Words("the task cannot fetch the image's layers", ko: "태스크가 이미지 레이어를 가져올 수 없음"),
        nature: .mayPass, breaker: .countsStart, givesUp: .slowingDown, reproduction: .modelled,
        recipes: ["P-NET-2", "P-NET-3"],
        faults: [
            .taskStops(
                reason:
                    "CannotPullContainerError: ref pull has been retried 5 time(s): failed to copy: httpReadSeeker: "
                    + "failed open: failed to do request: Get "
                    + "https://prod-eu-west-1-starport-layer-bucket.s3.eu-west-1.amazonaws.com/: dial tcp "
                    + "52.218.1.20:443: i/o timeout")
        ],
        explanation: Words(
            "The registry answered, but the layers of an ECR image come from S3, and that cannot be reached: the subnet's "
                + "route table has no gateway endpoint for S3, the security group does not let S3's prefix list out, or the "
                + "endpoint's policy leaves ECR's bucket out.",
            ko: "레지스트리는 응답했지만 ECR 이미지의 레이어는 S3에서 오는데 S3에 연결할 수 없습니다. 서브넷의 라우팅 테이블에 S3 게이트웨이 "
                + "엔드포인트가 없거나, 보안 그룹이 S3 접두사 목록으로 나가는 것을 막거나, 엔드포인트 정책에 ECR 버킷이 빠진 경우입니다."),
        remedy: Words(
            "Add the S3 gateway endpoint to the subnet's route table and let its prefix list out on 443.",
            ko: "서브넷의 라우팅 테이블에 S3 게이트웨이 엔드포인트를 추가하고, 접두사 목록으로 나가는 443을 허용하십시오."),
        lookAlikes: [
            LookAlike(
                "ecr-auth-network-timeout",
                Words("the login and the manifest came through", ko: "로그인과 매니페스트 단계는 통과했습니다")),
            LookAlike(
                "image-pull-denied",
                Words("it is not the registry that stands in the way, but S3", ko: "막힌 곳은 레지스트리가 아니라 S3입니다")),
        ],
        links: [ImageWords.page, "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html"],
        recognisers: [
            .text(
                ImageWords.places,
                ["starport-layer-bucket", "failed to copy: http", "pull command failed: panic: runtime error"]
            ) { reason, _ in
                guard !ImageWords.isRateLimit(reason) else { return nil }
                let isRefusal = reason.hasAny("403 forbidden", "accessdenied", "unexpected status code")
                return Recognition(
                    isRefusal
                        ? Words(
                            "the image's layers were refused: S3's endpoint policy or the registry did not let them go",
                            ko: "이미지 레이어 다운로드가 거부되었습니다. S3 엔드포인트 정책이나 레지스트리가 허용하지 않았습니다")
                        : Words("the image's layers cannot be fetched from S3", ko: "S3에서 이미지 레이어를 가져올 수 없습니다"),
                    fix: Words(
                        "add the S3 gateway endpoint and let its prefix list out on 443: aws ec2 create-vpc-endpoint "
                            + "--vpc-id VPC --service-name com.amazonaws.\(ImageWords.region(reason) ?? "REGION").s3 "
                            + "--route-table-ids ROUTE_TABLE",
                        ko: "S3 게이트웨이 엔드포인트를 추가하고 접두사 목록으로 나가는 443을 허용하십시오: aws ec2 "
                            + "create-vpc-endpoint --vpc-id VPC --service-name "
                            + "com.amazonaws.\(ImageWords.region(reason) ?? "REGION").s3 --route-table-ids ROUTE_TABLE"),
                    confidence: isRefusal ? .likely : .certain)
            }
        ])
}
