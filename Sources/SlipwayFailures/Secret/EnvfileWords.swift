import SlipwayDomain

/// What the failures of environment files share.
enum EnvfileWords {
    /// Whether a text is about fetching an environment file from S3.
    static func isFile(_ reason: Reason) -> Bool {
        reason.hasAny("download env file", "environment file")
    }

    /// The file that a text names, else the only one of the task definition: an S3 ARN or `BUCKET/KEY`.
    static func file(_ reason: Reason, _ scene: Scene) -> String? {
        if let named = reason.arn(of: "s3") { return named }
        if let key = reason.value(after: "with key "), let bucket = reason.value(after: "from bucket ") {
            return "arn:aws:s3:::\(bucket)/\(key)"
        }
        let files = Set(scene.workload.taskDefinition?.containers.flatMap(\.environmentFiles) ?? [])
        return files.count == 1 ? files.first : nil
    }

    static func words(_ file: String?) -> Words {
        file.map { Words(same: $0) } ?? Words("the environment file", ko: "환경 파일")
    }

    /// `s3://BUCKET/KEY` of an S3 ARN.
    static func address(_ file: String?) -> String {
        guard let file, let start = file.firstRange(of: ":::") else { return "s3://BUCKET/KEY" }
        return "s3://" + file[start.upperBound...]
    }
}
