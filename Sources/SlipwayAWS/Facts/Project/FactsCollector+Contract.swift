import OCI
import SlipwayDomain

extension FactsCollector {
    /// Where applications say which variables they read.
    private static let contracts = [".env.example", ".env.sample", ".env.template"]

    /// Names in the project's contract file; `nil` where it has none.
    func contract() -> Fact<[String]>? {
        guard let folder = settings.project else { return nil }
        for name in Self.contracts {
            let path = "\(folder)/\(name)"
            do {
                guard try Disk.status(path, followingLinks: true)?.kind == .file else { continue }
                let bytes = try Disk.read(path, limit: 1 << 20)
                return .known(Self.names(inContract: String(decoding: bytes, as: UTF8.self)))
            } catch {
                return .unknown(reason: "\(name): \(error)")
            }
        }
        return nil
    }

    /// Names of the lines `NAME=…`, with `export` or without. A line that is commented out, or that says `optional` behind
    /// a `#`, asks for nothing.
    static func names(inContract text: String) -> [String] {
        var names: [String] = []
        for line in text.split(whereSeparator: \.isNewline) {
            var rest = line.drop { $0 == " " || $0 == "\t" }
            if rest.hasPrefix("export ") { rest = rest.dropFirst("export ".count).drop { $0 == " " } }
            guard !rest.hasPrefix("#"), let sign = rest.firstIndex(of: "=") else { continue }
            let name = rest[..<sign].trimmingSuffix { $0 == " " }
            let isName =
                !name.isEmpty && !(name.first?.isNumber ?? true)
                && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
            let comment = rest[sign...].split(separator: "#", maxSplits: 1).dropFirst().last ?? ""
            guard isName, !comment.lowercased().contains("optional"), !names.contains(String(name)) else { continue }
            names.append(String(name))
        }
        return names
    }
}

extension Substring {
    fileprivate func trimmingSuffix(_ isTrimmed: (Character) -> Bool) -> Substring {
        var rest = self
        while let last = rest.last, isTrimmed(last) { rest = rest.dropLast() }
        return rest
    }
}
