package import OCI

/// Why an image could not be found, made, or brought into a registry.
package enum ImageError: Error, Hashable, Sendable, CustomStringConvertible {
    // Registries.
    /// No answer at all: which host, and what the connection said.
    case unreachable(host: String, detail: String)
    /// The registry wants a login that was not given, or did not take the one that was.
    case unauthorized(host: String, detail: String)
    /// Logged in, and not allowed.
    case denied(host: String, detail: String)
    case repositoryNotFound(repository: String, host: String, detail: String)
    case imageNotFound(reference: String)
    /// The image is there, and not for this platform.
    case noSuchPlatform(reference: String, wanted: String, available: [String])
    /// The registry said no in another way: the HTTP status, its error code and its words.
    case refused(operation: String, host: String, status: Int, code: String?, message: String)
    /// The answer was not what the distribution-spec promises.
    case unexpectedAnswer(operation: String, host: String, detail: String)
    /// Credentials or images would go over an unencrypted connection to another machine.
    case insecure(host: String)
    // Contents.
    case content(OCIError)
    // Assembling.
    case executableMissing(path: String)
    case notAnExecutable(path: String, reason: String)
    case wrongArchitecture(path: String, has: String, wanted: String)
    case libraryNotFound(name: String, neededBy: String, searched: [String])
    case includeNotFound(path: String)
    // Building.
    case noBuilder
    case noTool(name: String, purpose: String)
    /// The last lines of its output are kept; all of it was passed on as it came.
    case toolFailed(command: String, status: String, lastLines: [String])
    case cancelled

    package var description: String {
        switch self {
        case .unreachable(let host, let detail): "the registry \(host) does not answer: \(detail)"
        case .unauthorized(let host, let detail): "the registry \(host) does not accept the login: \(detail)"
        case .denied(let host, let detail): "the registry \(host) does not allow it: \(detail)"
        case .repositoryNotFound(let repository, let host, _):
            "there is no repository '\(repository)' in the registry \(host)"
        case .imageNotFound(let reference): "there is no image '\(reference)'"
        case .noSuchPlatform(let reference, let wanted, let available):
            "the image '\(reference)' is for \(available.joined(separator: ", ")), not for \(wanted)"
        case .refused(let operation, let host, let status, let code, let message):
            "the registry \(host) refused to \(operation) (HTTP \(status)\(code.map { ", \($0)" } ?? "")): \(message)"
        case .unexpectedAnswer(let operation, let host, let detail):
            "the registry \(host) gave a strange answer when asked to \(operation): \(detail)"
        case .insecure(let host): "'\(host)' is not this machine, and the connection to it is not encrypted"
        case .content(let error): error.description
        case .executableMissing(let path): "there is no program '\(path)'"
        case .notAnExecutable(let path, let reason): "'\(path)' is not a Linux program: \(reason)"
        case .wrongArchitecture(let path, let has, let wanted): "'\(path)' is made for \(has), not for \(wanted)"
        case .libraryNotFound(let name, let neededBy, let searched):
            "'\(neededBy)' needs the library '\(name)', which is in none of \(searched.joined(separator: ", "))"
        case .includeNotFound(let path): "'\(path)' is to be included in the image, and is not there"
        case .noBuilder: "neither docker nor buildah is on this machine"
        case .noTool(let name, let purpose): "'\(name)' is needed to \(purpose), and is not on this machine"
        case .toolFailed(let command, let status, let lines):
            ([status.isEmpty ? "'\(command)' failed" : "'\(command)' failed: \(status)"] + lines).joined(
                separator: "\n")
        case .cancelled: "it was cancelled"
        }
    }

    /// What to type or do next, where that is known.
    package var next: String? {
        switch self {
        case .unauthorized: "check the credentials; for ECR: aws ecr get-login-password"
        case .repositoryNotFound(let repository, _, _):
            "create it: aws ecr create-repository --repository-name \(repository)"
        case .noSuchPlatform(_, let wanted, _): "build the image for \(wanted), or set the service's platform"
        case .executableMissing(let path):
            Self.building(path).map { "not built yet: \($0)" }
                ?? "build it, or name the program that the build made for Linux, such as .build/release/NAME"
        case .notAnExecutable: "name the program that the build made for Linux, such as .build/release/NAME"
        case .wrongArchitecture(_, _, let wanted): "build on a machine of \(wanted), or set the service's platform"
        case .libraryNotFound(let name, _, _):
            "install the package that has \(name), or link it statically (--static-swift-stdlib)"
        case .noBuilder: "install one (apt-get install buildah), or give an `executable:`, which needs neither"
        case .noTool(let name, _) where name == "strip": "install it: apt-get install binutils"
        default: nil
        }
    }

    /// The command that makes a program of a Swift package, where its path is one of SwiftPM's: `.build/release/NAME`,
    /// `.build/TRIPLE/debug/NAME`.
    package static func building(_ path: String) -> String? {
        let parts = path.split(separator: "/").map(String.init)
        guard let build = parts.lastIndex(of: ".build"), [3, 4].contains(parts.count - build),
            let product = parts.last, let configuration = parts.dropLast().last
        else { return nil }
        switch configuration {
        case "release": return "swift build -c release --product \(product)"
        case "debug": return "swift build --product \(product)"
        default: return nil
        }
    }

    /// Whether trying again may help: no answer, or the registry's own trouble.
    var isPassing: Bool {
        switch self {
        case .unreachable: true
        case .refused(_, _, let status, _, _): status >= 500 || status == 429 || status == 408
        default: false
        }
    }
}
