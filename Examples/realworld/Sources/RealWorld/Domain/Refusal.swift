/// Why a request is not done; a closed set, each with its status code in `API/RefusalResponse.swift`.
enum Refusal: Error, Equatable {
    /// The body or a parameter breaks rules; all broken rules at once, each a whole sentence part: `email can't be blank`.
    case invalid([String])
    /// No token, or one that is not ours, has expired, or whose user is gone.
    case unauthorized(String)
    /// The right user is needed, and this is another one.
    case forbidden(String)
    /// There is no such thing: `article not found`.
    case notFound(String)
    case tooLarge(limit: Int)
    /// The database does not answer, or everything is busy. Worth another try.
    case unavailable
}
