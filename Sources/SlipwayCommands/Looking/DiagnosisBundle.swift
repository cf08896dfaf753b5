import SlipwayConsole
import SlipwayDomain
import SlipwayEvidence

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Everything that a diagnosis saw, in a folder for a colleague: secrets that Slipway knows and what looks like one are
/// taken out.
struct DiagnosisBundle {
    let diagnosis: Diagnosis

    init(_ diagnosis: Diagnosis) {
        self.diagnosis = diagnosis
    }

    func write(to folder: String, _ redactor: Redactor) throws(Problem) {
        let files: [(String, String)]
        do {
            files = [
                ("signals.json", String(decoding: try SignalsFile(diagnosis.signals).json(), as: UTF8.self)),
                ("findings.txt", DiagnosisReport(diagnosis: diagnosis).lines(.plain).joined(separator: "\n") + "\n"),
                ("README.txt", Self.about(diagnosis.subject)),
            ]
        } catch {
            throw Problem("bug.bundle", "the evidence cannot be written as JSON", cause: "\(error)", exitCode: .bug)
        }
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw Problem("diagnose.bundle", "\(folder) cannot be made", cause: "\(error)", exitCode: .usage)
        }
        for (name, text) in files {
            try TextFile.write(LikelySecrets.clean(redactor.clean(text)), to: "\(folder)/\(name)")
        }
    }

    private static func about(_ subject: String) -> String {
        """
        What Slipway saw of \(subject).

        signals.json   what AWS answered, as far as it matters; read it again with: slipway diagnose --from signals.json
        findings.txt   what it means

        Secrets that Slipway knew, and what looks like one, were taken out. Look through it before you send it.

        """
    }
}
