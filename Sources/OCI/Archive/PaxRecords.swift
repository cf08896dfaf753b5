/// The `length key=value` records of an extended header (POSIX pax).
enum PaxRecords {
    static func parse(_ bytes: [UInt8]) throws(OCIError) -> [String: String] {
        let bad = OCIError.malformed("the tar archive", reason: "an extended header is broken")
        var records: [String: String] = [:]
        var rest = bytes[...]
        while let first = rest.first, first != 0 {
            guard let blank = rest.firstIndex(of: 0x20),
                let length = Int(String(decoding: rest[rest.startIndex..<blank], as: UTF8.self)),
                length > blank - rest.startIndex + 1, length <= rest.count
            else { throw bad }
            let end = rest.startIndex + length
            let record = rest[(blank + 1)..<end]
            guard record.last == 0x0a, let equals = record.firstIndex(of: 0x3d) else { throw bad }
            let key = String(decoding: record[record.startIndex..<equals], as: UTF8.self)
            let value = record[(equals + 1)..<(end - 1)]
            if ["path", "linkpath"].contains(key), String(validating: value, as: UTF8.self) == nil {
                throw .unsupported("a path in a tar archive that is not UTF-8")
            }
            records[key] = String(decoding: value, as: UTF8.self)
            rest = rest[end...]
        }
        return records
    }

    /// Sorted by key; the length counts its own digits.
    static func format(_ records: [String: String]) -> [UInt8] {
        var result: [UInt8] = []
        for (key, value) in records.sorted(by: { $0.key < $1.key }) {
            let body = " \(key)=\(value)\n"
            var length = body.utf8.count
            while "\(length)".utf8.count + body.utf8.count != length {
                length = "\(length)".utf8.count + body.utf8.count
            }
            result += Array("\(length)\(body)".utf8)
        }
        return result
    }
}
