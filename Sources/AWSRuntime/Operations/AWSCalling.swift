/// Performs operations: `AWSCaller` over the wire, doubles in tests. Generated clients stand on it.
package protocol AWSCalling: Sendable {
    func call<O: AWSOperation>(_ operation: O.Type, _ input: O.Input) async throws(AWSCallError<O.Failure>) -> O.Output
}

/// The answers of a paginated operation, one page after the other, asked for when the loop wants them.
///
/// Ends at the first page without a token. A service that gives the same token twice would never end: that is
/// `AWSCallError.undecodable`.
package struct AWSPages<O: AWSOperation>: AsyncSequence, Sendable {
    package typealias Element = O.Output
    package typealias Failure = AWSCallError<O.Failure>

    private let caller: any AWSCalling
    private let first: O.Input
    private let token: @Sendable (O.Output) -> String?
    private let withToken: @Sendable (O.Input, String) -> O.Input

    /// - Parameters:
    ///   - token: where an answer says how to go on; nil or empty ends.
    ///   - withToken: the first input, asking for the page of that token.
    package init(
        _ caller: any AWSCalling, first: O.Input, token: @escaping @Sendable (O.Output) -> String?,
        withToken: @escaping @Sendable (O.Input, String) -> O.Input
    ) {
        self.caller = caller
        self.first = first
        self.token = token
        self.withToken = withToken
    }

    package func makeAsyncIterator() -> Iterator {
        Iterator(pages: self)
    }

    package struct Iterator: AsyncIteratorProtocol {
        private enum Position { case first, after(String), end }
        private let pages: AWSPages
        private var position: Position = .first

        fileprivate init(pages: AWSPages) {
            self.pages = pages
        }

        package mutating func next() async throws(AWSCallError<O.Failure>) -> O.Output? {
            try await advance()
        }

        package mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(AWSCallError<O.Failure>) -> O.Output? {
            try await advance()
        }

        private mutating func advance() async throws(AWSCallError<O.Failure>) -> O.Output? {
            let input: O.Input
            let previous: String?
            switch position {
            case .end: return nil
            case .first: (input, previous) = (pages.first, nil)
            case .after(let token): (input, previous) = (pages.withToken(pages.first, token), token)
            }
            let page = try await pages.caller.call(O.self, input)
            guard let token = pages.token(page), !token.isEmpty else {
                position = .end
                return page
            }
            guard token != previous else {
                throw .undecodable(operation: O.name, httpStatus: 200, problem: "gives the same page token twice")
            }
            position = .after(token)
            return page
        }
    }
}
