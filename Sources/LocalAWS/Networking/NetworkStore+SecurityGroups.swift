import AWSRuntime
import AWSServices

extension NetworkStore {
    enum Direction { case inbound, outbound }

    mutating func createSecurityGroup(_ input: EC2.CreateSecurityGroupRequest, tags: [EC2.Tag]) throws -> String {
        guard let vpcID = input.vpcId ?? vpcs.all.first(where: { $0.vpc.isDefault == true })?.vpc.vpcId else {
            throw AWSServiceError.ec2("VPCIdNotSpecified", "No default VPC for this user")
        }
        _ = try vpc(vpcID)
        guard !securityGroups.all.contains(where: { $0.vpcId == vpcID && $0.groupName == input.groupName }) else {
            throw AWSServiceError.ec2(
                "InvalidGroup.Duplicate", "The security group '\(input.groupName)' already exists for VPC '\(vpcID)'")
        }
        guard !input.groupName.hasPrefix("sg-") else {
            throw AWSServiceError.ec2(
                "InvalidParameterValue", "Value (\(input.groupName)) for parameter GroupName is invalid.")
        }
        return addSecurityGroup(input.groupName, input.description, of: vpcID, tags: tags)
    }

    mutating func addSecurityGroup(_ name: String, _ description: String, of vpc: String, tags: [EC2.Tag]) -> String {
        let id = ids.next("sg")
        let everywhere = EC2.IpPermission(
            ipProtocol: "-1", userIdGroupPairs: [], ipRanges: [EC2.IpRange(cidrIp: "0.0.0.0/0")], ipv6Ranges: [],
            prefixListIds: [])
        let fromItself = EC2.IpPermission(
            ipProtocol: "-1", userIdGroupPairs: [EC2.UserIdGroupPair(userId: scope.account, groupId: id)], ipRanges: [],
            ipv6Ranges: [], prefixListIds: [])
        securityGroups[id] = EC2.SecurityGroup(
            groupId: id, ipPermissionsEgress: [everywhere], tags: tags, vpcId: vpc,
            securityGroupArn: "arn:aws:ec2:\(scope.region):\(scope.account):security-group/\(id)",
            ownerId: scope.account, groupName: name, description: description,
            ipPermissions: name == "default" ? [fromItself] : [])
        return id
    }

    func securityGroup(_ id: String) throws -> EC2.SecurityGroup {
        guard let group = securityGroups[id] else {
            throw AWSServiceError.ec2("InvalidGroup.NotFound", "The security group '\(id)' does not exist")
        }
        return group
    }

    /// Adds rules; all of them or none.
    mutating func authorize(_ permissions: [EC2.IpPermission], _ direction: Direction, of groupID: String) throws {
        let group = try securityGroup(groupID)
        var rules = Self.singles(direction == .inbound ? group.ipPermissions : group.ipPermissionsEgress)
        for permission in Self.singles(permissions) {
            try check(permission)
            let rule = completed(permission)
            guard !rules.contains(where: { Self.isSame($0, rule) }) else {
                throw AWSServiceError.ec2(
                    "InvalidPermission.Duplicate", "the specified rule \(Self.text(rule)) already exists")
            }
            rules.append(rule)
        }
        set(rules, direction, of: groupID)
    }

    /// Takes rules away; all of them or none.
    mutating func revoke(_ permissions: [EC2.IpPermission], _ direction: Direction, of groupID: String) throws {
        let group = try securityGroup(groupID)
        var rules = Self.singles(direction == .inbound ? group.ipPermissions : group.ipPermissionsEgress)
        for permission in Self.singles(permissions) {
            let rule = completed(permission)
            guard let index = rules.firstIndex(where: { Self.isSame($0, rule) }) else {
                throw AWSServiceError.ec2(
                    "InvalidPermission.NotFound", "The specified rule does not exist in this security group.")
            }
            rules.remove(at: index)
        }
        set(rules, direction, of: groupID)
    }

    private mutating func set(_ rules: [EC2.IpPermission], _ direction: Direction, of groupID: String) {
        let grouped = Self.grouped(rules)
        securityGroups.update(groupID) { group in
            switch direction {
            case .inbound: group.ipPermissions = grouped
            case .outbound: group.ipPermissionsEgress = grouped
            }
        }
    }

    private func check(_ permission: EC2.IpPermission) throws {
        for range in permission.ipRanges ?? [] {
            guard let cidr = range.cidrIp, IPv4Network(cidr)?.description == cidr else {
                throw AWSServiceError.ec2(
                    "InvalidParameterValue", "CIDR block \(range.cidrIp ?? "") is malformed")
            }
        }
        for pair in permission.userIdGroupPairs ?? [] { _ = try securityGroup(pair.groupId ?? "") }
        let needsPorts = ["tcp", "udp"].contains(permission.ipProtocol ?? "")
        guard !needsPorts || (permission.fromPort != nil && permission.toPort != nil) else {
            throw AWSServiceError.ec2(
                "InvalidParameterValue",
                "Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.")
        }
    }

    private func completed(_ permission: EC2.IpPermission) -> EC2.IpPermission {
        var permission = permission
        let names = ["6": "tcp", "17": "udp", "1": "icmp", "all": "-1"]
        permission.ipProtocol = permission.ipProtocol.map { names[$0] ?? $0 }
        if permission.ipProtocol == "-1" { (permission.fromPort, permission.toPort) = (nil, nil) }
        permission.userIdGroupPairs = permission.userIdGroupPairs?.map { pair in
            var pair = pair
            pair.userId = pair.userId ?? scope.account
            return pair
        }
        return permission
    }

    // MARK: Rules one by one

    /// One peer each: two rules for the same ports are one permission on the wire.
    static func singles(_ permissions: [EC2.IpPermission]?) -> [EC2.IpPermission] {
        (permissions ?? []).flatMap { permission in
            func single(_ change: (inout EC2.IpPermission) -> Void) -> EC2.IpPermission {
                var one = EC2.IpPermission(
                    ipProtocol: permission.ipProtocol, fromPort: permission.fromPort, toPort: permission.toPort,
                    userIdGroupPairs: [], ipRanges: [], ipv6Ranges: [], prefixListIds: [])
                change(&one)
                return one
            }
            let ranges = (permission.ipRanges ?? []).map { range in single { $0.ipRanges = [range] } }
            let ranges6 = (permission.ipv6Ranges ?? []).map { range in single { $0.ipv6Ranges = [range] } }
            let pairs = (permission.userIdGroupPairs ?? []).map { pair in single { $0.userIdGroupPairs = [pair] } }
            let lists = (permission.prefixListIds ?? []).map { list in single { $0.prefixListIds = [list] } }
            return ranges + ranges6 + pairs + lists
        }
    }

    private static func grouped(_ rules: [EC2.IpPermission]) -> [EC2.IpPermission] {
        var result: [EC2.IpPermission] = []
        for rule in rules {
            let index = result.firstIndex {
                $0.ipProtocol == rule.ipProtocol && $0.fromPort == rule.fromPort && $0.toPort == rule.toPort
            }
            guard let index else {
                result.append(rule)
                continue
            }
            result[index].ipRanges = (result[index].ipRanges ?? []) + (rule.ipRanges ?? [])
            result[index].ipv6Ranges = (result[index].ipv6Ranges ?? []) + (rule.ipv6Ranges ?? [])
            result[index].userIdGroupPairs = (result[index].userIdGroupPairs ?? []) + (rule.userIdGroupPairs ?? [])
            result[index].prefixListIds = (result[index].prefixListIds ?? []) + (rule.prefixListIds ?? [])
        }
        return result
    }

    /// The same but for its description.
    private static func isSame(_ one: EC2.IpPermission, _ other: EC2.IpPermission) -> Bool {
        text(one) == text(other)
    }

    private static func text(_ rule: EC2.IpPermission) -> String {
        let peer =
            rule.ipRanges?.first?.cidrIp ?? rule.ipv6Ranges?.first?.cidrIpv6
            ?? rule.userIdGroupPairs?.first?.groupId ?? rule.prefixListIds?.first?.prefixListId ?? ""
        let ports = rule.fromPort.map { "from port: \($0), to port: \(rule.toPort ?? $0)" } ?? "ALL PORTS"
        return "\"peer: \(peer), \((rule.ipProtocol ?? "").uppercased()), \(ports), ALLOW\""
    }
}
