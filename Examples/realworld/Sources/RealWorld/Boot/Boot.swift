import ArgumentParser
import Logging

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What the commands share: where words and exit codes meet the process.
enum Boot {
    /// The process's environment.
    static func variables() -> [String: String] {
        var result: [String: String] = [:]
        var entry = environ
        while let line = entry.pointee {
            let text = String(cString: line)
            if let equals = text.firstIndex(of: "=") {
                result[String(text[..<equals])] = String(text[text.index(after: equals)...])
            }
            entry += 1
        }
        return result
    }

    static func logger(_ label: String, _ settings: Settings, _ surroundings: Surroundings) -> Logger {
        let level = settings.logLevel
        let make: @Sendable (String) -> any LogHandler = { label in
            JSONLogHandler(label: label, level: level, now: surroundings.now)
        }
        LoggingSystem.bootstrap(make)
        return Logger(label: label)
    }

    /// Runs a command; whatever goes wrong is one line on stderr and an exit code.
    static func complaining(_ work: () async throws -> Void) async throws {
        do {
            try await work()
        } catch {
            let complaint = complaint(error)
            complaint.print()
            throw ExitCode(complaint.code)
        }
    }

    static func configured<Value>(_ work: () throws(Complaint) -> Value) throws -> Value {
        do {
            return try work()
        } catch {
            error.print()
            throw ExitCode(error.code)
        }
    }

    static func complaint(_ error: any Error) -> Complaint {
        switch error {
        case let complaint as Complaint: complaint
        case let failure as DatabaseFailure:
            switch failure {
            case .badAddress: Complaint(code: Complaint.Code.configuration, line: failure.description)
            case .unavailable, .timedOut, .busy: Complaint(code: Complaint.Code.unavailable, line: failure.description)
            default: Complaint(code: Complaint.Code.software, line: failure.description)
            }
        case let failure as Migrator.Failure: Complaint(code: Complaint.Code.software, line: failure.description)
        default: Complaint(code: Complaint.Code.software, line: "\(error)")
        }
    }
}
