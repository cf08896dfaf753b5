import AWSRuntime
import AWSServices

/// The filters of EC2's describes: a value matches when one of the filter's patterns does, and all filters must match.
struct NetworkFilters {
    private let filters: [(name: String, patterns: [ELB.Wildcard])]
    private let operation: String

    init(_ filters: [EC2.Filter]?, operation: String) {
        self.operation = operation
        self.filters = (filters ?? []).map { filter in
            (filter.name ?? "", (filter.values ?? []).map { ELB.Wildcard($0, ignoresCase: false) })
        }
    }

    /// - Parameter values: of the field that a filter names; nil when LocalAWS does not know the filter.
    /// - Throws: what names the filter that is not there.
    func matching<Item>(
        _ items: [Item], tags: (Item) -> [EC2.Tag]?, values: (Item, String) -> [String?]?
    ) throws -> [Item] {
        try items.filter { item in
            try filters.allSatisfy { filter in
                let found: [String?]
                if filter.name.hasPrefix("tag:") {
                    let key = String(filter.name.dropFirst(4))
                    found = (tags(item) ?? []).filter { $0.key == key }.map(\.value)
                } else if filter.name == "tag-key" {
                    found = (tags(item) ?? []).map { $0.key }
                } else if let known = values(item, filter.name) {
                    found = known
                } else {
                    throw NotImplementedHere.error(
                        "LocalAWS does not implement the filter \(filter.name) of ec2:\(operation)")
                }
                return found.compactMap(\.self).contains { value in filter.patterns.contains { $0.matches(value) } }
            }
        }
    }
}

extension Bool {
    /// As EC2's filters write it.
    var filterText: String { self ? "true" : "false" }
}

/// The fields that filters name.
enum NetworkFields {
    static func vpc(_ held: NetworkStore.StoredVPC, _ name: String) -> [String?]? {
        switch name {
        case "vpc-id": [held.vpc.vpcId]
        case "cidr", "cidr-block-association.cidr-block": [held.vpc.cidrBlock]
        case "state": [held.vpc.state?.rawValue]
        case "is-default", "isDefault": [held.vpc.isDefault?.filterText]
        case "owner-id": [held.vpc.ownerId]
        default: nil
        }
    }

    static func subnet(_ subnet: EC2.Subnet, _ name: String) -> [String?]? {
        switch name {
        case "subnet-id": [subnet.subnetId]
        case "vpc-id": [subnet.vpcId]
        case "availability-zone", "availabilityZone": [subnet.availabilityZone]
        case "availability-zone-id", "availabilityZoneId": [subnet.availabilityZoneId]
        case "cidr-block", "cidr", "cidrBlock": [subnet.cidrBlock]
        case "default-for-az", "defaultForAz": [subnet.defaultForAz?.filterText]
        case "map-public-ip-on-launch": [subnet.mapPublicIpOnLaunch?.filterText]
        case "state": [subnet.state?.rawValue]
        case "owner-id": [subnet.ownerId]
        default: nil
        }
    }

    static func routeTable(_ table: EC2.RouteTable, _ name: String) -> [String?]? {
        let associations = table.associations ?? []
        let routes = table.routes ?? []
        return switch name {
        case "route-table-id": [table.routeTableId]
        case "vpc-id": [table.vpcId]
        case "association.subnet-id": associations.map(\.subnetId)
        case "association.main": associations.map { $0.main?.filterText }
        case "association.route-table-id": associations.map(\.routeTableId)
        case "association.route-table-association-id": associations.map(\.routeTableAssociationId)
        case "route.destination-cidr-block": routes.map(\.destinationCidrBlock)
        case "route.destination-prefix-list-id": routes.map(\.destinationPrefixListId)
        case "route.gateway-id": routes.map(\.gatewayId)
        case "route.nat-gateway-id": routes.map(\.natGatewayId)
        case "route.state": routes.map { $0.state?.rawValue }
        case "owner-id": [table.ownerId]
        default: nil
        }
    }

    static func internetGateway(_ gateway: EC2.InternetGateway, _ name: String) -> [String?]? {
        switch name {
        case "internet-gateway-id": [gateway.internetGatewayId]
        case "attachment.vpc-id": (gateway.attachments ?? []).map(\.vpcId)
        case "attachment.state": (gateway.attachments ?? []).map { $0.state?.rawValue }
        case "owner-id": [gateway.ownerId]
        default: nil
        }
    }

    static func natGateway(_ gateway: EC2.NatGateway, _ name: String) -> [String?]? {
        switch name {
        case "nat-gateway-id": [gateway.natGatewayId]
        case "vpc-id": [gateway.vpcId]
        case "subnet-id": [gateway.subnetId]
        case "state": [gateway.state?.rawValue]
        default: nil
        }
    }

    static func endpoint(_ endpoint: EC2.VpcEndpoint, _ name: String) -> [String?]? {
        switch name {
        case "vpc-endpoint-id": [endpoint.vpcEndpointId]
        case "vpc-id": [endpoint.vpcId]
        case "service-name": [endpoint.serviceName]
        case "vpc-endpoint-type": [endpoint.vpcEndpointType?.rawValue]
        case "vpc-endpoint-state": [endpoint.state?.rawValue]
        default: nil
        }
    }

    static func securityGroup(_ group: EC2.SecurityGroup, _ name: String) -> [String?]? {
        switch name {
        case "group-id": [group.groupId]
        case "group-name": [group.groupName]
        case "vpc-id": [group.vpcId]
        case "description": [group.description]
        case "owner-id": [group.ownerId]
        case "ip-permission.group-id": (group.ipPermissions ?? []).flatMap { $0.userIdGroupPairs ?? [] }.map(\.groupId)
        case "ip-permission.cidr": (group.ipPermissions ?? []).flatMap { $0.ipRanges ?? [] }.map(\.cidrIp)
        default: nil
        }
    }

    static func networkACL(_ acl: EC2.NetworkAcl, _ name: String) -> [String?]? {
        switch name {
        case "network-acl-id": [acl.networkAclId]
        case "vpc-id": [acl.vpcId]
        case "association.subnet-id": (acl.associations ?? []).map(\.subnetId)
        case "default": [acl.isDefault?.filterText]
        default: nil
        }
    }

    static func networkInterface(_ interface: EC2.NetworkInterface, _ name: String) -> [String?]? {
        switch name {
        case "network-interface-id": [interface.networkInterfaceId]
        case "subnet-id": [interface.subnetId]
        case "vpc-id": [interface.vpcId]
        case "group-id": (interface.groups ?? []).map(\.groupId)
        case "private-ip-address", "addresses.private-ip-address": [interface.privateIpAddress]
        case "description": [interface.description]
        case "status": [interface.status?.rawValue]
        case "availability-zone": [interface.availabilityZone]
        default: nil
        }
    }
}
