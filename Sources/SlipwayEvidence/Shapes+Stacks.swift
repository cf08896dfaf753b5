import SlipwayDomain

extension StackEventObservation {
    /// An event as `cloudformation:DescribeStackEvents` and `DescribeEvents` write it. A reason alone is a failure.
    init(_ json: JSON) {
        self.init(
            stack: json["StackName", "StackId"]?.text ?? "the stack",
            logicalID: json["LogicalResourceId"]?.text ?? "a resource", type: json["ResourceType"]?.text ?? "",
            status: json["ResourceStatus"]?.text ?? "CREATE_FAILED", reason: json["ResourceStatusReason"]?.text ?? "",
            at: json["Timestamp"]?.moment)
    }

    /// A stack as `cloudformation:DescribeStacks` writes it: where its own status says that something is wrong.
    init?(stack json: JSON) {
        guard let status = json["StackStatus"]?.text, let name = json["StackName"]?.text else { return nil }
        self.init(
            stack: name, logicalID: name, type: "AWS::CloudFormation::Stack", status: status,
            reason: json["StackStatusReason"]?.text ?? "the stack is in \(status)",
            at: json["LastUpdatedTime", "CreationTime"]?.moment)
    }
}

extension CallRefusal {
    /// An error as an SDK or the wire writes it.
    init?(_ json: JSON) {
        guard let body = json["error", "Error"] ?? (json["__type"] == nil ? nil : json),
            let message = body["message", "Message"]?.text
        else { return nil }
        let type = (body["code", "Code", "__type"] ?? json["__type"])?.text ?? ""
        self.init(
            operation: body["operation"]?.text ?? "aws",
            code: type.split(separator: "#").last.map(String.init) ?? "Error", message: message)
    }

    /// An error as the AWS CLI prints it.
    init?(printed line: String) {
        let start = "An error occurred ("
        guard let range = line.firstRange(of: start), let end = line[range.upperBound...].firstIndex(of: ")") else {
            return nil
        }
        let code = String(line[range.upperBound..<end])
        let rest = line[line.index(after: end)...]
        let words = rest.split(separator: " ", maxSplits: 6, omittingEmptySubsequences: true)
        // "when calling the UpdateService operation: …", with "(reached max retries: 4)" before the colon now and then.
        let operation = words.count > 3 && words[0] == "when" ? String(words[3]) : "aws"
        let message = rest.firstRange(of: ": ").map { String(rest[$0.upperBound...]) } ?? String(rest)
        self.init(operation: operation, code: code, message: message)
    }
}
