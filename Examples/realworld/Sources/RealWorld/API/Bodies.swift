import FoundationEssentials
import Hummingbird
import NIOCore
import NIOHTTP1

/// What clients send. Every field may be missing here; `Rules` says which must not.
enum Bodies {
    /// The largest body read, in bytes.
    static let largest = 1_048_576

    struct Login: Decodable {
        struct Fields: Decodable { var email: String?, password: String? }
        var user: Fields
    }

    struct Registration: Decodable {
        struct Fields: Decodable { var username: String?, email: String?, password: String? }
        var user: Fields
    }

    struct UserChange: Decodable {
        struct Fields: Decodable {
            var username: String?, email: String?, password: String?
            /// nil: not mentioned; `.some(nil)`: taken away.
            var bio: String??
            var image: String??

            enum Key: CodingKey { case username, email, password, bio, image }

            init(from decoder: any Decoder) throws {
                let fields = try decoder.container(keyedBy: Key.self)
                username = try fields.decodeIfPresent(String.self, forKey: .username)
                email = try fields.decodeIfPresent(String.self, forKey: .email)
                password = try fields.decodeIfPresent(String.self, forKey: .password)
                if fields.contains(.bio) { bio = .some(try fields.decodeIfPresent(String.self, forKey: .bio)) }
                if fields.contains(.image) { image = .some(try fields.decodeIfPresent(String.self, forKey: .image)) }
            }
        }
        var user: Fields
    }

    struct NewArticle: Decodable {
        struct Fields: Decodable { var title: String?, description: String?, body: String?, tagList: [String]? }
        var article: Fields
    }

    struct ArticleChange: Decodable {
        struct Fields: Decodable { var title: String?, description: String?, body: String? }
        var article: Fields
    }

    struct NewComment: Decodable {
        struct Fields: Decodable { var body: String? }
        var comment: Fields
    }

    /// Reads and decodes; everything that can be wrong with a body is a `Refusal`.
    static func decode<Body: Decodable>(_ type: Body.Type, _ request: Request) async throws -> Body {
        var buffer: ByteBuffer
        do {
            buffer = try await request.body.collect(upTo: largest)
        } catch let error as HTTPParserError {
            throw error  // the server answers 400 and closes
        } catch is NIOTooManyBytesError {
            throw Refusal.tooLarge(limit: largest)
        } catch {
            throw Refusal.invalid(["body could not be read to its end"])
        }
        let data = Data(buffer.readBytes(length: buffer.readableBytes) ?? [])
        do {
            return try JSONDecoder().decode(type, from: data)
        } catch let error as DecodingError {
            throw Refusal.invalid([complaint(error)])
        } catch {
            throw Refusal.invalid(["body is not JSON"])
        }
    }

    private static func complaint(_ error: DecodingError) -> String {
        func path(_ context: DecodingError.Context, _ last: String? = nil) -> String {
            (context.codingPath.map(\.stringValue) + [last].compactMap { $0 }).joined(separator: ".")
        }
        switch error {
        case .keyNotFound(let key, let context): return "\(path(context, key.stringValue)) is missing"
        case .valueNotFound(_, let context): return "\(path(context)) must not be null"
        case .typeMismatch(let type, let context):
            let wanted = type == String.self ? "a string" : type == [String].self ? "a list of strings" : "an object"
            return "\(context.codingPath.isEmpty ? "body" : path(context)) must be \(wanted)"
        case .dataCorrupted(let context):
            return context.codingPath.isEmpty ? "body is not JSON" : "\(path(context)) cannot be read"
        @unknown default: return "body cannot be read"
        }
    }
}

extension Request {
    /// A part of the path, its percent escapes resolved; nil where they are broken.
    func parameter(_ name: String, _ context: APIContext) -> String? {
        context.parameters.get(name).flatMap(Self.unescaped)
    }

    /// Resolves `%41`; nil where an escape is broken or the bytes are not UTF-8.
    static func unescaped(_ text: String) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst(), let low = rest.popFirst(),
                let first = Character(Unicode.Scalar(high)).hexDigitValue,
                let second = Character(Unicode.Scalar(low)).hexDigitValue
            else { return nil }
            bytes.append(UInt8(first * 16 + second))
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// `limit` and `offset`. A limit above the longest is cut; nonsense is refused.
    func page() throws(Refusal) -> Page {
        var page = Page()
        var complaints: [String] = []
        if let text = uri.queryParameters.get("limit") {
            if let limit = Int(text), limit >= 1 {
                page.limit = min(limit, Page.longest)
            } else {
                complaints.append("limit must be a whole number of at least 1")
            }
        }
        if let text = uri.queryParameters.get("offset") {
            if let offset = Int(text), (0...1_000_000_000).contains(offset) {
                page.offset = offset
            } else {
                complaints.append("offset must be a whole number of at least 0")
            }
        }
        if !complaints.isEmpty { throw .invalid(complaints) }
        return page
    }
}
