import Synchronization

/// Performs operations over the wire: validates, encodes, signs, sends, retries, decodes.
///
/// One for each region and identity; it is shared by all clients. Everything outside comes in through `Settings`.
package final class AWSCaller: AWSCalling {
    package struct Settings: Sendable {
        package var region: String
        package var endpoints: EndpointRules
        package var credentials: CredentialsCache
        package var transport: any AWSTransport
        package var clock: any AWSClock
        package var random: any RandomSource
        /// `slipway/1.0.0`, sent as `User-Agent`.
        package var userAgent: String
        package var timeouts: TransportTimeouts
        package var retryPolicy: RetryMachine.Policy
        /// For calls outside any `CallDeadline`.
        package var longestCall: Duration
        package var observer: CallObserver?

        package init(
            region: String, endpoints: EndpointRules = EndpointRules(), credentials: CredentialsCache,
            transport: any AWSTransport, clock: any AWSClock, random: any RandomSource = SystemRandom(),
            userAgent: String, timeouts: TransportTimeouts = TransportTimeouts(),
            retryPolicy: RetryMachine.Policy = RetryMachine.Policy(), longestCall: Duration = .seconds(60),
            observer: CallObserver? = nil
        ) {
            self.region = region
            self.endpoints = endpoints
            self.credentials = credentials
            self.transport = transport
            self.clock = clock
            self.random = random
            self.userAgent = userAgent
            self.timeouts = timeouts
            self.retryPolicy = retryPolicy
            self.longestCall = longestCall
            self.observer = observer
        }
    }

    package let settings: Settings
    private let shared = Mutex(SharedState())

    /// What calls of one caller have in common.
    private struct SharedState {
        var budget = RetryBudget()
        /// How far the services' clocks are ahead of ours.
        var clockOffset = Duration.zero
    }

    package init(_ settings: Settings) {
        self.settings = settings
    }

    package func call<O: AWSOperation>(
        _ operation: O.Type, _ input: O.Input
    ) async throws(AWSCallError<O.Failure>) -> O.Output {
        try await call(operation, input, safety: nil)
    }

    /// - Parameter safety: nil takes what the model says: reads and writes with an idempotency token are repeatable,
    ///   all else is read back first.
    package func call<O: AWSOperation>(
        _ operation: O.Type, _ input: O.Input, safety: RetrySafety?
    ) async throws(AWSCallError<O.Failure>) -> O.Output {
        let prepared = try prepare(operation, input, safety: safety)
        let deadline = CallDeadline.current ?? settings.clock.uptime() + settings.longestCall
        var machine = RetryMachine(policy: settings.retryPolicy, safety: prepared.safety)
        while true {
            if Task.isCancelled { throw .cancelled }
            let credentials: AWSCredentials
            do throws(CredentialsError) {
                credentials = try await settings.credentials.credentials()
            } catch {
                throw .credentials(error)
            }
            let started = settings.clock.uptime()
            guard started < deadline else {
                throw .deadlineExceeded(
                    operation: O.name, lastError: "the deadline had passed before the first attempt")
            }
            let result = await attempt(prepared, credentials, remaining: deadline - started)
            let failed: FailedAttempt<O.Failure>
            switch judge(operation, result) {
            case .success(let output, let status):
                observe(prepared, machine.attempts + 1, started, .succeeded(httpStatus: status))
                return output
            case .failure(let failure): failed = failure
            }
            observe(prepared, machine.attempts + 1, started, failed.outcome)
            if Task.isCancelled { throw .cancelled }
            try await decide(
                failed, &machine, credentials, deadline: deadline, operation: O.name, safety: prepared.safety)
        }
    }

    // MARK: Before the first attempt

    /// A call that is ready to be signed and sent, as often as needed.
    private struct Prepared {
        var schema: OperationSchema
        var request: HTTPRequestMessage
        var signingRegion: String
        var safety: RetrySafety
    }

    private func prepare<O: AWSOperation>(
        _ operation: O.Type, _ input: O.Input, safety: RetrySafety?
    ) throws(AWSCallError<O.Failure>) -> Prepared {
        let schema = OperationSchema(operation)
        let (value, hasToken) = fillingTokens(input.awsValue, schema.input)
        let problems = ModelValidator(.client).problems(in: value, shape: schema.input)
        guard problems.isEmpty else { throw .invalidInput(problems) }
        let encoded: EncodedRequest
        do throws(CodecError) {
            encoded = try WireCodec.for(O.service.wireProtocol).encodeRequest(schema, value)
        } catch {
            throw .invalidInput([ValidationProblem(path: error.path, problem: error.problem)])
        }
        let endpoint = settings.endpoints.endpoint(for: O.service, region: settings.region)
        let prefix = endpoint.isConfigured ? "" : encoded.hostPrefix
        let request = HTTPRequestMessage(
            method: encoded.method, scheme: endpoint.url.scheme, host: prefix + endpoint.url.host,
            port: endpoint.url.port, path: endpoint.url.basePath + encoded.path,
            headers: encoded.headers + [HTTPField("User-Agent", settings.userAgent)], body: encoded.body)
        let modelled: RetrySafety = O.isReadOnly || hasToken ? .repeatable : .readBackFirst
        return Prepared(
            schema: schema, request: request, signingRegion: endpoint.signingRegion, safety: safety ?? modelled)
    }

    /// Gives idempotency tokens that were left out, once for all attempts; says whether there is one now.
    private func fillingTokens(_ value: AWSValue, _ shape: Shape) -> (AWSValue, Bool) {
        guard case .structure(var members) = value, case .structure(let traits) = shape.kind else {
            return (value, false)
        }
        let tokens = traits.members.filter(\.isIdempotencyToken)
        for token in tokens where members[token.name] == nil {
            members[token.name] = .string(settings.random.uuid())
        }
        return (.structure(members), !tokens.isEmpty)
    }

    // MARK: One attempt

    private func attempt(
        _ prepared: Prepared, _ credentials: AWSCredentials, remaining: Duration
    ) async -> Result<HTTPResponseMessage, AWSTransportError> {
        let signer = SigV4Signer(
            credentials: credentials, region: prepared.signingRegion, service: prepared.schema.service.signingName)
        let time = settings.clock.wallTime().advanced(by: shared.withLock(\.clockOffset))
        var timeouts = settings.timeouts
        timeouts.total = min(timeouts.total, remaining)
        timeouts.firstByte = min(timeouts.firstByte, remaining)
        timeouts.connect = min(timeouts.connect, remaining)
        do throws(AWSTransportError) {
            return .success(
                try await settings.transport.send(signer.sign(prepared.request, at: time), timeouts: timeouts))
        } catch {
            return .failure(error)
        }
    }

    /// A failed attempt: what to tell the caller if it was the last one, and what the machine needs.
    private struct FailedAttempt<Failure: AWSOperationError> {
        var error: AWSCallError<Failure>
        var outcome: CallRecord.Outcome
        var facts: RetryMachine.Failure
        /// In words, without any content of the request.
        var words: String
    }

    private enum Judgement<O: AWSOperation> {
        case success(O.Output, httpStatus: Int)
        case failure(FailedAttempt<O.Failure>)
    }

    private func judge<O: AWSOperation>(
        _ operation: O.Type, _ result: Result<HTTPResponseMessage, AWSTransportError>
    ) -> Judgement<O> {
        let response: HTTPResponseMessage
        switch result {
        case .success(let received): response = received
        case .failure(let error):
            return .failure(
                FailedAttempt(
                    error: .transport(error), outcome: .transport(error.kind), facts: .init(FailureClass.of(error)),
                    words: error.detail))
        }
        let schema = OperationSchema(operation)
        let codec = WireCodec.for(O.service.wireProtocol)
        guard (200..<300).contains(response.status) else {
            return .failure(refusal(codec.decodeError(schema, response), response, operation))
        }
        do {
            return .success(try O.Output(awsValue: codec.decodeResponse(schema, response)), httpStatus: response.status)
        } catch {
            let error = AWSCallError<O.Failure>.undecodable(
                operation: O.name, httpStatus: response.status, problem: "\(error)")
            return .failure(
                FailedAttempt(
                    error: error, outcome: .undecodable(httpStatus: response.status), facts: .init(.permanent),
                    words: "undecodable answer"))
        }
    }

    private func refusal<O: AWSOperation>(
        _ error: AWSServiceError, _ response: HTTPResponseMessage, _ operation: O.Type
    ) -> FailedAttempt<O.Failure> {
        let facts = RetryMachine.Failure(
            FailureClass.of(error), retryAfter: HTTPDate.retryAfter(response.headers),
            serverAhead: HTTPDate.parse(response.headers["date"] ?? "").map(settings.clock.wallTime().duration(to:)))
        let callError: AWSCallError<O.Failure> =
            error.code == ErrorEnvelope.unreadable && facts.failureClass == .permanent
            ? .undecodable(operation: O.name, httpStatus: response.status, problem: error.message ?? "no AWS error")
            : .service(O.Failure(error))
        return FailedAttempt(
            error: callError, outcome: .refused(code: error.code, httpStatus: response.status), facts: facts,
            words: "\(error.code)\(error.message.map { ": \($0)" } ?? "")")
    }

    // MARK: After a failed attempt

    /// Waits and returns to try again, or throws what ends the call.
    private func decide<Failure: AWSOperationError>(
        _ failed: FailedAttempt<Failure>, _ machine: inout RetryMachine, _ credentials: AWSCredentials,
        deadline: Duration, operation: String, safety: RetrySafety
    ) async throws(AWSCallError<Failure>) {
        let now = settings.clock.uptime()
        var facts = failed.facts
        // The machine compares with the time that was signed with.
        facts.serverAhead = facts.serverAhead.map { $0 - shared.withLock(\.clockOffset) }
        switch machine.failed(facts, at: now, deadline: deadline, jitter: settings.random.duration(upTo:)) {
        case .retry(let delay):
            let wait = max(delay, shared.withLock { $0.budget.reserve(at: now) })
            guard now + wait < deadline else {
                shared.withLock { $0.budget.release() }
                throw outOfTime(failed, operation, safety)
            }
            do throws(CancellationError) {
                try await settings.clock.sleep(for: wait)
            } catch {
                throw .cancelled
            }
        case .correctClock(let ahead): shared.withLock { $0.clockOffset += ahead }
        case .renewCredentials: await settings.credentials.invalidate(credentials)
        case .giveUp(.permanent), .giveUp(.mayHaveExecuted): throw failed.error
        case .giveUp(.deadline), .giveUp(.attempts): throw outOfTime(failed, operation, safety)
        }
    }

    /// A broken write stays one, so that the layer above reads back; everything else ran out of time.
    private func outOfTime<Failure: AWSOperationError>(
        _ failed: FailedAttempt<Failure>, _ operation: String, _ safety: RetrySafety
    ) -> AWSCallError<Failure> {
        if case .transport = failed.error { return failed.error }
        return .deadlineExceeded(operation: operation, lastError: failed.words)
    }

    private func observe(_ prepared: Prepared, _ attempt: Int, _ started: Duration, _ outcome: CallRecord.Outcome) {
        settings.observer?(
            CallRecord(
                service: prepared.schema.service.signingName, operation: prepared.schema.name, attempt: attempt,
                duration: settings.clock.uptime() - started, outcome: outcome))
    }
}
