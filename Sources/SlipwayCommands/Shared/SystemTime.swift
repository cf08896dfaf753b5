import AWSRuntime
import OCI
import SlipwayDomain

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The one place where the commands read the wall clock; everything below takes it as a value.
enum SystemTime {
    static func now() -> Moment { Moment(millisecondsSinceEpoch: timestamp().millisecondsSinceEpoch) }
    static func timestamp() -> Timestamp { Timestamp(secondsSinceEpoch: Date().timeIntervalSince1970) }
}

enum ProcessFacts {
    static var currentDirectory: String { FileManager.default.currentDirectoryPath }
}
