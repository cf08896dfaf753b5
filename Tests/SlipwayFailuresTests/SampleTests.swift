import Foundation
import SlipwayDomain
import SlipwayEvidence
import SlipwayFailures
import TestSupport
import Testing

/// Evidence of failure modes, one file a mode: what AWS's command line would print of it.
///
/// The texts are AWS's own, as documented or reported; the JSON around them is made. What is decided by a rule has no text
/// of its own, and all of its sample is made.
struct Sample: Sendable {
    var failure: FailureID
    /// Where it stands, for messages of tests.
    var name: String
    var text: String

    static let now = Moment(millisecondsSinceEpoch: 1_790_000_000_000)

    var findings: [Finding] { Classifier.classify(EvidenceFile(reading: text, now: Self.now).signals) }

    /// The files of this project.
    static let own: [Sample] = {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Samples")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".json") }.sorted().flatMap { name -> [Sample] in
            guard let data = try? Data(contentsOf: folder.appending(path: name)),
                let file = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
                let evidence = file["evidence"] as? [Any]
            else { return [Sample(failure: "unreadable", name: name, text: "")] }
            return evidence.enumerated().map { index, value in
                Sample(
                    failure: FailureID(String(name.dropLast(5))), name: "\(name)[\(index)]", text: text(of: value))
            }
        }
    }()

    /// Public captures that lie outside of the project; read where they are.
    static let captured: [Sample] = {
        guard let url = sharedMaterial("facts/ecs-failure-samples.json"), let data = try? Data(contentsOf: url),
            let entries = try? JSONSerialization.jsonObject(with: data) as? [[String: Any]]
        else { return [] }
        return entries.compactMap { entry in
            guard let id = entry["id"] as? String, let body = entry["sample"] else { return nil }
            return Sample(
                failure: FailureID(id.components(separatedBy: "--")[0]), name: id, text: text(of: body))
        }
    }()

    /// A text in a sample is one that somebody pasted.
    private static func text(of value: Any) -> String {
        if let text = value as? String { return text }
        let data = try? JSONSerialization.data(withJSONObject: value, options: [.sortedKeys])
        return data.map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}

@Suite("Samples") struct SampleTests {
    @Test(
        "evidence of each mode is recognised as what it is, and told in both languages",
        arguments: Sample.own.map(\.name))
    func recognised(name: String) throws {
        let sample = try #require(Sample.own.first { $0.name == name })
        try Self.expect(sample)
    }

    @Test("public captures are recognised as what they are", arguments: Sample.captured.map(\.name))
    func captured(name: String) throws {
        let sample = try #require(Sample.captured.first { $0.name == name })
        try Self.expect(sample)
    }

    static func expect(_ sample: Sample) throws {
        let mode = try #require(Catalogue.mode(sample.failure), "\(sample.name) belongs to no mode")
        let findings = sample.findings
        let first = try #require(findings.first, "\(sample.name) gives nothing")
        // A verdict is not a cause: where its sample holds a cause as well, that comes first. What only rules see after a
        // deployment explains several stops, each of which is told as well.
        let isByRule = mode.recognisers.allSatisfy { if case .rule = $0 { true } else { false } }
        let standsBeside = mode.nature == .verdict || mode.phase == .afterwards && isByRule
        let found = standsBeside ? findings.first { $0.failure == mode.id } ?? first : first
        #expect(found.failure == mode.id, "\(sample.name) was taken for \(findings.map(\.failure))")
        for words in [found.title, found.cause, found.fix] where !words.isEmpty && words.en != words.ko {
            #expect(words.ko.hasHangul)
        }
        #expect(found.cause.ko.hasHangul, "no Korean for \"\(found.cause.en)\"")
        #expect(!found.fix.isEmpty && found.fix.ko.hasHangul, "no Korean for \"\(found.fix.en)\"")
        #expect(!found.evidence.isEmpty, "\(sample.name) gives no evidence")
        if mode.sureness == .reported { #expect(found.confidence < .certain) }
    }

    @Test("every mode that is recognised has evidence to prove it", arguments: Catalogue.all.map(\.id))
    func proven(id: FailureID) throws {
        let mode = try #require(Catalogue.mode(id))
        guard !mode.recognisers.isEmpty else { return }
        #expect(Sample.own.contains { $0.failure == id }, "write Tests/SlipwayFailuresTests/Samples/\(id).json")
    }

    @Test("a mode is not taken for its look-alikes, nor they for it", arguments: Catalogue.all.map(\.id))
    func toldApart(id: FailureID) throws {
        let mode = try #require(Catalogue.mode(id))
        for other in mode.lookAlikes {
            for sample in Sample.own where sample.failure == other.failure {
                let first = sample.findings.first { $0.nature != .verdict } ?? sample.findings.first
                #expect(first?.failure != id, "\(sample.name) was taken for \(id)")
            }
        }
    }

    @Test("two modes of the same specificity never claim the same text", arguments: Sample.own.map(\.name))
    func claimedOnce(name: String) throws {
        let sample = try #require(Sample.own.first { $0.name == name })
        #expect(Classifier.rivals(EvidenceFile(reading: sample.text, now: Sample.now).signals) == [])
    }
}
