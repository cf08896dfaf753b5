import Crypto
import CryptoExtras
import FoundationEssentials
import NIOPosix
import Synchronization

/// What a password costs to guess. 16 MiB of memory, five times: OWASP's advice for scrypt on small machines.
/// https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#scrypt
struct PasswordCost: Equatable, Sendable {
    /// Base-two logarithm of scrypt's N.
    var logarithm = 14
    var blockSize = 8
    var parallelism = 5

    /// So cheap that it protects nothing: for tests.
    static let cheapest = PasswordCost(logarithm: 1, blockSize: 1, parallelism: 1)

    /// Bounds on what a stored hash may ask for.
    var isReasonable: Bool {
        (1...17).contains(logarithm) && (1...16).contains(blockSize) && (1...16).contains(parallelism)
    }
}

/// Hashes and checks passwords with scrypt, on threads of their own.
///
/// A stored hash carries its cost: `$scrypt$ln=14,r=8,p=5$SALT$KEY`, both in Base64.
final class Passwords: Sendable {
    private let cost: PasswordCost
    private let randomBytes: @Sendable (Int) -> [UInt8]
    private let threads: NIOThreadPool
    private let queued = Mutex(0)
    /// Those who may wait for a hash at the same time; more are turned away at once.
    private static let longestQueue = 512

    init(cost: PasswordCost, threads: NIOThreadPool, randomBytes: @escaping @Sendable (Int) -> [UInt8]) {
        self.cost = cost
        self.threads = threads
        self.randomBytes = randomBytes
    }

    func hash(_ password: String) async throws -> String {
        let salt = randomBytes(16)
        return try await queueing { [cost] in
            let key = try Self.key(password, salt, cost)
            let text = key.withUnsafeBytes { Data($0).base64EncodedString() }
            return "$scrypt$ln=\(cost.logarithm),r=\(cost.blockSize),p=\(cost.parallelism)$"
                + "\(Data(salt).base64EncodedString())$\(text)"
        }
    }

    /// Whether `password` made `stored`. Takes as long without a stored hash, so that nobody learns who has an account.
    func check(_ password: String, against stored: String?) async throws -> Bool {
        guard let stored, let parts = Self.parse(stored) else {
            _ = try await hash(password)
            return false
        }
        return try await queueing {
            // `==` on symmetric keys compares in constant time.
            try Self.key(password, parts.salt, parts.cost) == SymmetricKey(data: parts.key)
        }
    }

    private func queueing<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        let admitted = queued.withLock { count in
            guard count < Self.longestQueue else { return false }
            count += 1
            return true
        }
        guard admitted else { throw Refusal.unavailable }
        defer { queued.withLock { $0 -= 1 } }
        return try await threads.runIfActive(work)
    }

    private static func key(_ password: String, _ salt: [UInt8], _ cost: PasswordCost) throws -> SymmetricKey {
        try KDF.Scrypt.deriveKey(
            from: Array(password.utf8), salt: salt, outputByteCount: 32, rounds: 1 << cost.logarithm,
            blockSize: cost.blockSize, parallelism: cost.parallelism)
    }

    private static func parse(_ stored: String) -> (cost: PasswordCost, salt: [UInt8], key: [UInt8])? {
        let parts = stored.split(separator: "$", omittingEmptySubsequences: true)
        guard parts.count == 4, parts[0] == "scrypt", let salt = Data(base64Encoded: String(parts[2])),
            let key = Data(base64Encoded: String(parts[3]))
        else { return nil }
        var numbers: [Substring: Int] = [:]
        for pair in parts[1].split(separator: ",") {
            let sides = pair.split(separator: "=")
            guard sides.count == 2, let number = Int(sides[1]) else { return nil }
            numbers[sides[0]] = number
        }
        guard let logarithm = numbers["ln"], let blockSize = numbers["r"], let parallelism = numbers["p"] else {
            return nil
        }
        let cost = PasswordCost(logarithm: logarithm, blockSize: blockSize, parallelism: parallelism)
        return cost.isReasonable ? (cost, Array(salt), Array(key)) : nil
    }
}
