import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1

/// Turns every error into the specification's `errors` body with the right status.
struct ErrorMiddleware: RouterMiddleware {
    func handle(
        _ request: Request, context: APIContext, next: @concurrent (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let refusal as Refusal {
            return refusal.response
        } catch let failure as DatabaseFailure {
            return answer(failure, context)
        } catch let error as HTTPParserError {
            throw error  // the server answers 400 and closes
        } catch let error as any HTTPResponseError {
            let words = error.status == .notFound ? "nothing is here" : error.status.reasonPhrase
            return Answers.errors([words]).response(error.status)
        } catch {
            return bug(error, context)
        }
    }

    private func answer(_ failure: DatabaseFailure, _ context: APIContext) -> Response {
        switch failure {
        case .unavailable, .timedOut, .busy, .conflict:
            context.logger.error("database did not do it", metadata: ["cause": "\(failure)"])
            return Refusal.unavailable.response
        case .unstorableText: return Refusal.invalid(["a text must not contain a NUL character"]).response
        case .badAddress, .uniqueViolation, .foreignKeyViolation, .unexpected, .other: return bug(failure, context)
        }
    }

    private func bug(_ error: any Error, _ context: APIContext) -> Response {
        context.logger.error("request failed", metadata: ["cause": "\(error)"])
        return Answers.errors(["something went wrong; the log has it under request \(context.id)"])
            .response(.internalServerError)
    }
}
