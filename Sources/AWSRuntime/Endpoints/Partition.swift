/// A separate AWS: its own regions, accounts and domain.
///
/// Source: botocore's `partitions.json`.
package struct Partition: Hashable, Sendable {
    /// As in ARNs: `aws`, `aws-cn`, `aws-us-gov`, `aws-iso`…
    package var id: String
    package var domain: String
    /// Regions that start so belong to it.
    package var regionPrefixes: [String]
    /// Where global services sign.
    package var globalRegion: String

    /// The commercial one is last: it takes every region that no other partition claims.
    package static let all: [Partition] = [
        Partition(id: "aws-cn", domain: "amazonaws.com.cn", regionPrefixes: ["cn-"], globalRegion: "cn-northwest-1"),
        Partition(
            id: "aws-us-gov", domain: "amazonaws.com", regionPrefixes: ["us-gov-"], globalRegion: "us-gov-west-1"),
        Partition(id: "aws-iso", domain: "c2s.ic.gov", regionPrefixes: ["us-iso-"], globalRegion: "us-iso-east-1"),
        Partition(
            id: "aws-iso-b", domain: "sc2s.sgov.gov", regionPrefixes: ["us-isob-"], globalRegion: "us-isob-east-1"),
        Partition(
            id: "aws-iso-e", domain: "cloud.adc-e.uk", regionPrefixes: ["eu-isoe-"], globalRegion: "eu-isoe-west-1"),
        Partition(
            id: "aws-iso-f", domain: "csp.hci.ic.gov", regionPrefixes: ["us-isof-"], globalRegion: "us-isof-south-1"),
        Partition(id: "aws-eusc", domain: "amazonaws.eu", regionPrefixes: ["eusc-"], globalRegion: "eusc-de-east-1"),
        commercial,
    ]

    package static let commercial = Partition(
        id: "aws", domain: "amazonaws.com", regionPrefixes: [""], globalRegion: "us-east-1")

    package static func of(region: String) -> Partition {
        all.first { $0.regionPrefixes.contains { region.hasPrefix($0) } } ?? commercial
    }

    /// Host and signing region of a service that has one endpoint for the whole partition.
    ///
    /// Source: IAM's endpoint rules in botocore 1.44.5; IAM is the only such service here.
    package func globalEndpoint(_ prefix: String) -> (host: String, region: String) {
        switch id {
        case "aws": ("\(prefix).\(domain)", globalRegion)
        case "aws-us-gov": ("\(prefix).us-gov.\(domain)", globalRegion)
        case "aws-cn": ("\(prefix).cn-north-1.\(domain)", "cn-north-1")
        default: ("\(prefix).\(globalRegion).\(domain)", globalRegion)
        }
    }

    /// Whether the text can be a region: it becomes a part of a host name, so anything else is refused.
    package static func isRegionName(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return (1...63).contains(bytes.count) && bytes.first != UInt8(ascii: "-") && bytes.last != UInt8(ascii: "-")
            && bytes.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
            }
    }
}
