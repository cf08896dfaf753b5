/// Something that the application is told to reach.
package struct AddressFact: Hashable, Sendable, Codable {
    /// The variable or secret that says so.
    package var variable: String
    package var host: String
    package var port: Int

    package init(variable: String, host: String, port: Int) {
        self.variable = variable
        self.host = host
        self.port = port
    }
}

/// A service in another environment of the same manifest.
package struct SiblingFact: Hashable, Sendable, Codable {
    package var environment: String
    /// Names of its variables, plain and secret.
    package var variables: [String]

    package init(environment: String, variables: [String]) {
        self.environment = environment
        self.variables = variables
    }
}

/// A database or cache that AWS runs.
package struct DatabaseFact: Hashable, Sendable, Codable {
    package var name: String
    package var host: String
    package var port: Int
    /// `postgres`, `mysql`, `redis`…
    package var engine: String
    /// `available`, `stopped`…
    package var status: String
    package var vpc: String?
    package var securityGroups: [String]

    package init(
        name: String, host: String, port: Int, engine: String, status: String = "available", vpc: String? = nil,
        securityGroups: [String] = []
    ) {
        self.name = name
        self.host = host
        self.port = port
        self.engine = engine
        self.status = status
        self.vpc = vpc
        self.securityGroups = securityGroups
    }
}

/// How an image says that it is to be run, and what is known of the files that matter.
package struct ImageContentsFact: Hashable, Sendable, Codable {
    package var platform: Platform?
    package var entryPoint: [String] = []
    package var command: [String] = []
    package var user: String = ""
    package var exposedPorts: [Int] = []
    package var hasHealthCheck = false
    /// What the image's `PATH` says, or the usual one.
    package var searchPath: [String] = []
    /// What became of each program looked for, by the name that was looked for. A name that nobody looked for is not
    /// there.
    package var programs: [String: ProgramFact] = [:]
    /// Whether each file that an interpreter is told to run is there, by the name that was looked for (relative ones in
    /// the image's working directory). A name that nobody looked for is not there.
    package var files: [String: Bool] = [:]
    /// Names in `/etc/passwd`; absent where that was not read.
    package var users: [String]?

    package init() {}
}

/// A program looked for inside an image.
package enum ProgramFact: Hashable, Sendable, Codable {
    case missing
    case notExecutable(path: String)
    /// A script whose interpreter is not in the image, or whose first line ends in a carriage return.
    case brokenScript(path: String, interpreter: String)
    /// A program for another processor than the task's.
    case otherProcessor(path: String, architecture: String)
    case fine(path: String)
}

/// An ACM certificate.
package struct CertificateFact: Hashable, Sendable, Codable {
    package var arn: String
    /// `ISSUED`, `PENDING_VALIDATION`, `EXPIRED`…
    package var status: String
    package var endsAt: Moment?
    package var domains: [String]
    /// DNS records that prove the domains to be ours.
    package var records: [ValidationRecordFact] = []

    package init(arn: String, status: String, endsAt: Moment? = nil, domains: [String] = []) {
        self.arn = arn
        self.status = status
        self.endsAt = endsAt
        self.domains = domains
    }
}

/// A CloudFormation stack.
package struct StackFact: Hashable, Sendable, Codable {
    package var name: String
    /// Such as `UPDATE_ROLLBACK_FAILED`.
    package var status: String
    package var statusReason: String?
    package var lastUpdatedAt: Moment?
    /// The first failed event of its last operation: the resource and its reason.
    package var failedResource: String?
    package var failedReason: String?
    /// Exports and who imports them.
    package var exports: [ExportFact] = []
    /// Names that its template imports and that no stack exports.
    package var missingImports: [String] = []
    /// Named resources of its template that exist outside of it: logical id and physical name.
    package var takenNames: [PlainVariable] = []
    /// What a change set would replace: logical ids with their types.
    package var replacements: [PlainVariable] = []
    /// What CloudFormation's own validation of a change set found: the logical id and the reason.
    package var validationErrors: [PlainVariable] = []
    /// Resources that were changed behind its back, with `MODIFIED` or `DELETED`.
    package var drifted: [PlainVariable] = []
    /// Logical ids that depend on each other in a circle; empty for none.
    package var circle: [String] = []
    /// Secrets that the template would create and that are still scheduled for deletion.
    package var secretsPendingDeletion: [String] = []
    /// What was looked at beside the status: only of these does an empty list mean that there is nothing.
    package var looked: [StackLook] = []
    /// Types of the template's resources by logical id.
    package var types: [String: String] = [:]
    /// What a change set would replace although its name is fixed: logical ids with those names.
    package var namedReplacements: [PlainVariable] = []
    /// What a change set would take away or replace.
    package var removals: [StackRemovalFact] = []
    /// What the template needs and the call does not grant, such as `CAPABILITY_NAMED_IAM`.
    package var missingCapabilities: [String] = []
    /// Hooks of the organisation that said no to a change set: their names and reasons.
    package var hookFailures: [PlainVariable] = []
    /// What needs another resource without depending on it: logical ids of the resource and of what must come first.
    package var missingDependencies: [PlainVariable] = []
    /// Dynamic references (`{{resolve:…}}`) that lead nowhere: what stands between the braces, and the reason.
    package var unresolvedReferences: [PlainVariable] = []
    /// Listener rules that the template holds.
    package var listenerRules: [StackRuleFact] = []
    /// The role that CloudFormation acts with; absent where it acts as the caller.
    package var role: String?
    /// `STANDARD`, or `EXPRESS` where success is reported before things are ready.
    package var mode: String?
    /// Resources in the template; absent where nobody counted.
    package var resourceCount: Int?
    /// Bytes of the template's text; absent where nobody counted.
    package var templateBytes: Int?

    package init(name: String, status: String, statusReason: String? = nil) {
        self.name = name
        self.status = status
        self.statusReason = statusReason
    }
}

/// A value that a stack exports.
package struct ExportFact: Hashable, Sendable, Codable {
    package var name: String
    package var importedBy: [String]
    /// Whether the new template takes it away or changes it.
    package var isChanged = false

    package init(name: String, importedBy: [String]) {
        self.name = name
        self.importedBy = importedBy
    }
}

/// An EFS file system.
package struct FileSystemFact: Hashable, Sendable, Codable {
    package var id: String
    /// Zones with an available mount target.
    package var zones: [String]
    package var securityGroups: [String]
    package var accessPoints: [String]

    package init(id: String, zones: [String], securityGroups: [String] = [], accessPoints: [String] = []) {
        self.id = id
        self.zones = zones
        self.securityGroups = securityGroups
        self.accessPoints = accessPoints
    }
}

/// An EBS volume that ECS makes for each task of the service.
package struct ManagedVolumeFact: Hashable, Sendable, Codable {
    /// The volume's name in the task definition.
    package var name: String
    /// State of the snapshot that it is made from, such as `completed`; `nil` where it is made from none.
    package var snapshot: Fact<String>?
    /// The key that it is encrypted with; `nil` where none is named.
    package var key: Fact<KeyFact>?

    package init(name: String, snapshot: Fact<String>? = nil, key: Fact<KeyFact>? = nil) {
        self.name = name
        self.snapshot = snapshot
        self.key = key
    }
}

/// An environment file in S3.
package struct EnvironmentFileFact: Hashable, Sendable, Codable {
    package var names: [String]
    /// Lines that are not `NAME=value`, by number.
    package var badLines: [Int]
    package var region: String?

    package init(names: [String], badLines: [Int] = [], region: String? = nil) {
        self.names = names
        self.badLines = badLines
        self.region = region
    }
}

/// What a probe task saw from inside the service's network.
package struct ProbeFact: Hashable, Sendable, Codable {
    package var exitCode: Int?
    package var stoppedReason: String?
    /// One line for each address: what became of it.
    package var results: [ProbeResult]

    package init(exitCode: Int?, stoppedReason: String? = nil, results: [ProbeResult] = []) {
        self.exitCode = exitCode
        self.stoppedReason = stoppedReason
        self.results = results
    }
}

/// One address that a probe tried.
package struct ProbeResult: Hashable, Sendable, Codable {
    package enum Outcome: String, Hashable, Sendable, Codable {
        case reached
        case nameUnknown
        case refused
        case timedOut
        case loginRefused
        /// The server takes no more connections.
        case full
    }

    package var address: AddressFact
    package var outcome: Outcome

    package init(address: AddressFact, outcome: Outcome) {
        self.address = address
        self.outcome = outcome
    }
}

/// Whether the image that a plan wants made can be made on this machine. Paths are as the manifest has them.
package enum ImageMakingFact: Hashable, Sendable, Codable {
    /// With what: `docker`, `buildah`, or Slipway itself.
    case possible(with: String)
    /// `build` is the command that makes it, where its path tells.
    case executableMissing(path: String, build: String?)
    /// The file is there and no program that can be the image's, for a reason in a sentence.
    case unusable(path: String, reason: String)
    case dockerfileMissing(path: String)
    case noBuilder
}
